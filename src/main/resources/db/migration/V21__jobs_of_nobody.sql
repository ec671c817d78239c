-- Nobody is signed in when a password is to be reset.
ALTER TABLE jobs ALTER COLUMN queued_by DROP NOT NULL;
