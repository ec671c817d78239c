-- E-mails are unique by their bytes. The index users_email_key_key sorts by the operating system's rules (libc), and after an upgrade that changes them
-- it may no longer find a row that is there, so that an e-mail is taken twice. It stays for the release before this one; a later release drops it.
SET lock_timeout = '10min'; -- it waits for transactions that are running, and blocks nobody meanwhile
DROP INDEX CONCURRENTLY IF EXISTS users_by_email; -- what an attempt that failed has left
CREATE UNIQUE INDEX CONCURRENTLY users_by_email ON users (email_key COLLATE "C");
SET lock_timeout = '2s'; -- of the migrations that follow
