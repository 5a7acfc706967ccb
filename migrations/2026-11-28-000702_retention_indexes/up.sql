-- What is swept is found without reading what stays, and work that goes asks its deliveries by an index.
create index deliveries_created on deliveries (created_at);
create index deliveries_outbox on deliveries (outbox_id) where outbox_id is not null;
create index outbox_finished on outbox (finished_at) where finished_at is not null;
