create index entities_cancelled on entities (entity_hash, cancelled_on) where cancelled_on is not null;
