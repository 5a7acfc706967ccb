drop function search_layers_in_force();
drop table search_layers;
