-- The two users of the database. Run it as a superuser, connected to the database of the service, with the passwords in the settings
-- roles.owner_password and roles.service_password (docs/operations.md). It can be run again at any time, also on the database of an older
-- release, where the service owned everything.
--   tenfold_owner   owns the schema. Only the role "migrate" of the service signs in as this user
--   tenfold         reads and writes rows. Instances and workers sign in as this user
BEGIN;
-- REASSIGN OWNED locks all tables that get a new owner, together and until the end of the transaction. While it waits for one of them, requests wait
-- for it. So it gives up soon: then run the file again, as deploy/postgres/roles does
SET LOCAL lock_timeout = '2s';

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['tenfold_owner', 'tenfold'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I', role);
        END IF;
    END LOOP;
    EXECUTE format('ALTER ROLE tenfold_owner LOGIN PASSWORD %L', current_setting('roles.owner_password'));
    EXECUTE format('ALTER ROLE tenfold LOGIN NOCREATEDB NOCREATEROLE PASSWORD %L', current_setting('roles.service_password'));
    EXECUTE format('ALTER DATABASE %I OWNER TO tenfold_owner', current_database());
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC, tenfold', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO tenfold', current_database());
END
$$;

-- what the service owned in an older release
REASSIGN OWNED BY tenfold TO tenfold_owner;

REVOKE ALL ON SCHEMA public FROM PUBLIC, tenfold;
GRANT USAGE ON SCHEMA public TO tenfold;

-- the tables that exist, and those that migrations will create
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM tenfold;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tenfold;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO tenfold;
ALTER DEFAULT PRIVILEGES FOR ROLE tenfold_owner IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO tenfold;
ALTER DEFAULT PRIVILEGES FOR ROLE tenfold_owner IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO tenfold;

-- the history of the migrations may only be read. In a new database the migration V16 does this
DO $$
BEGIN
    IF to_regclass('public.flyway_schema_history') IS NOT NULL THEN
        REVOKE INSERT, UPDATE, DELETE ON public.flyway_schema_history FROM tenfold;
    END IF;
END
$$;
COMMIT;
