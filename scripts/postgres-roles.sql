-- Two users of a shared store: `tickmark_runner` writes, `tickmark_asker` reads. Run once by an administrator of the
-- database, in that database, before tickmark opens it for the first time:
--     psql "$ADMINISTRATOR_URL" -v ON_ERROR_STOP=1 -f scripts/postgres-roles.sql
-- Both have no password yet and cannot log in by one: give them theirs with psql's \password.
CREATE ROLE tickmark_runner LOGIN;
CREATE ROLE tickmark_asker LOGIN;

-- An administrator who is no superuser (as on RDS) may act for the runner only as its member.
GRANT tickmark_runner TO CURRENT_USER;

-- What vectors are kept in; the runner may not add extensions.
CREATE EXTENSION IF NOT EXISTS vector;

-- A schema of its own, so that the two see nothing else, and nothing else is in the way.
CREATE SCHEMA tickmark AUTHORIZATION tickmark_runner;
GRANT USAGE ON SCHEMA tickmark TO tickmark_asker;
ALTER ROLE tickmark_runner SET search_path = tickmark, public;
ALTER ROLE tickmark_asker SET search_path = tickmark, public;

-- Whatever tables tickmark makes, now and in later versions, may be read.
ALTER DEFAULT PRIVILEGES FOR ROLE tickmark_runner IN SCHEMA tickmark GRANT SELECT ON TABLES TO tickmark_asker;
