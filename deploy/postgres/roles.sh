# The image runs this when the database is created. The service owns only its database; a replica may connect.
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres -v password="$(cat /run/secrets/tenfold)" \
    -v replication="$(cat /run/secrets/replicator)" <<'SQL'
CREATE ROLE tenfold LOGIN PASSWORD :'password';
CREATE DATABASE tenfold OWNER tenfold;
CREATE ROLE replicator LOGIN REPLICATION PASSWORD :'replication';
SQL
echo 'host replication replicator all scram-sha-256' >>"$PGDATA/pg_hba.conf"
