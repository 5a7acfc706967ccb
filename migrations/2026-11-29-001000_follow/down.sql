drop trigger relay_tasks_told on relay_tasks;
drop function tell_task_changed();
drop trigger filings_told on filings;
drop function tell_filing_changed();
