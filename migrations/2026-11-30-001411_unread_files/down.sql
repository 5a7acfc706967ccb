update bureau_items i set place = 0
    where i.place = -1 and not exists (select from bureau_items o where o.download_id = i.download_id and o.place = 0);
