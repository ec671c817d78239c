-- A job may make a file: its bytes lie in the store of files under the job's id, and here stands what it is.
ALTER TABLE jobs
    ADD COLUMN result_type text,
    ADD COLUMN result_name text,
    ADD CONSTRAINT jobs_result CHECK ((result_type IS NULL) = (result_name IS NULL) AND (result_type IS NULL OR status = 'succeeded'));

-- The oldest that have finished are forgotten first.
CREATE INDEX jobs_finished ON jobs (finished_at) WHERE finished_at IS NOT NULL;
