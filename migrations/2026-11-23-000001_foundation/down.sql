drop table audit_events;
drop function audit_is_append_only;
drop table schedule_runs, deliveries, notices, outbox_pauses, outbox, reminders, website_domains, websites, entities,
    filing_events, bureau_records, calls, case_notes, findings, marks, reviews, submission_materials, submissions,
    material_pages, materials, consents, drafts, instance_uses, service_numbers, filing_marks, filing_names,
    filing_domains cascade;
drop table filings, decisions cascade;
drop table instances, throttles, account_tokens, held_posts, sessions, staff, accounts;
