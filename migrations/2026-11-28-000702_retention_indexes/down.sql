drop index outbox_finished;
drop index deliveries_outbox;
drop index deliveries_created;
