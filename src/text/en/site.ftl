# Shared by all pages
site-name = Filing centre
