-- What a specialist reviewed: cases that come back to them, and what they finished today.
create index reviews_reviewer on reviews (reviewer_id, finished_at);
