drop table bureau_download_parts;
