alter table held_posts drop column is_background;
alter table accounts drop column sms_results, drop column sms_reminders, drop column sms_progress;
