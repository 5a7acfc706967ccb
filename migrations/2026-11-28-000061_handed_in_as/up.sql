-- The number a website had when the filing was last handed in; none while it is new. A website that is taken out moves the
-- later ones up: what was said of them is found by this number.
alter table drafts add column handed_in_as integer check (handed_in_as > 0);
update drafts set handed_in_as = ordinal
    where ordinal > 0 and filing_id in (select id from filings where round > 0);
