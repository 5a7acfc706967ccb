drop index reviews_reviewer;
