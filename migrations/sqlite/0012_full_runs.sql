-- The newest full run of each account: what a partial one did not look at is not gone. A partial run only where there is
-- no full one.
DROP VIEW current_run;
CREATE VIEW current_run AS
SELECT id, account, started, partial FROM (
    SELECT id, account, started, partial,
           row_number() OVER (PARTITION BY account ORDER BY partial, started DESC, id DESC) AS place
    FROM (SELECT id, account, started, coalesce(document ->> '$.partial', 0) AS partial FROM run)
) WHERE place = 1;
