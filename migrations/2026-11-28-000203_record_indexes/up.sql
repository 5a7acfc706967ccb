-- What is asked for by every page of a filing or of the list.
create index entities_of_account on entities (account_id);
create index websites_of_filing on websites (filing_id);
create index lookups_of_account on lookups (account_id, id desc);
create index reminders_of_website on reminders (website_id) where sent_at is null and cancelled_at is null;
