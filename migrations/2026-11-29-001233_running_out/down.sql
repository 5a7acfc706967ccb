drop index relay_tasks_living;
drop index account_tokens_living;
