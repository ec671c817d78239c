-- The last attempt that began to store a result file: each attempt has a file of its own. It is null if none did, or if the release before this one ran
-- the job. That release gives the files of all attempts the name that the first attempt's file has here.
ALTER TABLE jobs ADD COLUMN result_attempt integer;
