-- Which news of filings also come by SMS. Codes, word of a changed mobile and what must be done by a day always do.
alter table accounts
    add column sms_results boolean not null default true,
    add column sms_reminders boolean not null default false,
    add column sms_progress boolean not null default false;

-- What a page saved by itself: the newest of an address takes the place of the one before, and a form that was sent by
-- hand takes the place of both.
alter table held_posts add column is_background boolean not null default false;
