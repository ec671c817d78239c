-- A job that fails may have a result file too: an import that stopped within its file has a report about the rows before. V40 checks the
-- existing rows, under a lock that lets others write.
ALTER TABLE jobs
    DROP CONSTRAINT jobs_result,
    ADD CONSTRAINT jobs_result CHECK ((result_type IS NULL) = (result_name IS NULL)) NOT VALID;
