# The image runs this when the database is created. What the service's two users may do: roles.sql. A replica may connect.
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres -v replication="$(cat /run/secrets/replicator)" <<'SQL'
CREATE DATABASE tenfold;
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
