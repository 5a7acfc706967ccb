-- Whether an entity was cancelled is told by the filing that did it, which filings_approved finds.
drop index entities_cancelled;
