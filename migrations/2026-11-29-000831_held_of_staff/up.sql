-- Staff get back what they sent into an ended session, too: a form is of one account or of one member of staff.
alter table held_posts alter column account_id drop not null;
alter table held_posts add column staff_id uuid references staff (id);
alter table held_posts add constraint held_posts_owner check (num_nonnulls(account_id, staff_id) = 1);
create index held_posts_staff on held_posts (staff_id, created_at desc) where taken_at is null;
