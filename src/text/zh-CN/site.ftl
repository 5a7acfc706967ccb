# 全站共用
site-name = 备案中心
