-- A receiving code that stands in a filing holds until that filing ends: the bureau takes longer than a code lives.
alter table receiving_codes add column held_by uuid references filings (id);
create unique index receiving_codes_held_by on receiving_codes (held_by) where held_by is not null;
