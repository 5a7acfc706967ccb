alter table drafts drop column handed_in_as;
