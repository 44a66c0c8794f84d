-- Two roles for one database: the owner migrates, the application reads and writes rows and can alter nothing.
-- Run once, by a superuser connected to the new, empty database (the PostgreSQL image does so by itself):
--   OWNER_PASSWORD=… APP_PASSWORD=… psql -v ON_ERROR_STOP=1 -d rectify -f postgres-init.sql
-- A missing password is an error. OWNER_ROLE and APP_ROLE rename the roles.
\set ON_ERROR_STOP on
\set owner rectify_owner
\set app rectify_app
\getenv owner OWNER_ROLE
\getenv app APP_ROLE
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';

ALTER DATABASE :"DBNAME" OWNER TO :"owner";
REVOKE ALL ON DATABASE :"DBNAME" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"DBNAME" TO :"app";

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO :"owner";
GRANT USAGE ON SCHEMA public TO :"app";

-- whatever the owner makes from now on; TRUNCATE, TRIGGER and REFERENCES are left out
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"app";
ALTER DEFAULT PRIVILEGES FOR ROLE :"owner" IN SCHEMA public
  GRANT USAGE, SELECT ON SEQUENCES TO :"app";
