drop index held_posts_staff;
delete from held_posts where account_id is null;
alter table held_posts drop constraint held_posts_owner;
alter table held_posts drop column staff_id;
alter table held_posts alter column account_id set not null;
