-- That a file could not be read stands before its pieces: in the place of the first it kept that from being applied later.
update bureau_items set place = -1 where sort = 'file' and place = 0;
