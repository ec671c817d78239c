-- What an event and its deliveries are part of (W3C Trace Context, section 3.2); null where that is unknown.
ALTER TABLE outbox ADD COLUMN traceparent text;
ALTER TABLE webhook_deliveries ADD COLUMN traceparent text;
