# Run by the image when the database is made: the service owns its database, and nothing else.
psql -v ON_ERROR_STOP=1 --no-psqlrc --username "$POSTGRES_USER" --dbname postgres -v password="$(cat /run/secrets/tenfold)" <<'SQL'
CREATE ROLE tenfold LOGIN PASSWORD :'password';
CREATE DATABASE tenfold OWNER tenfold;
SQL
