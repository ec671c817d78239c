-- The history of the migrations belongs to the owner of the schema. Where another role has been granted the tables by default privileges
-- (deploy/postgres/roles.sql), it may only read this one.
DO $$
DECLARE
    grantee text;
BEGIN
    FOR grantee IN
        SELECT DISTINCT granted.grantee::regrole::text
          FROM pg_class, aclexplode(relacl) AS granted
         WHERE pg_class.oid = to_regclass('flyway_schema_history') AND granted.grantee NOT IN (0, relowner)
    LOOP
        EXECUTE format('REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON flyway_schema_history FROM %s', grantee);
    END LOOP;
END
$$;
