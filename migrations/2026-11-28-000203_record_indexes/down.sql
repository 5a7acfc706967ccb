drop index reminders_of_website;
drop index lookups_of_account;
drop index websites_of_filing;
drop index entities_of_account;
