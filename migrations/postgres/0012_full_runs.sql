-- The newest full run of each account: what a partial one did not look at is not gone. A partial run only where there is
-- no full one. Replaced and not made anew, so that who may read it still may.
CREATE OR REPLACE VIEW current_run AS
SELECT DISTINCT ON (account) id, account, started, partial
FROM (SELECT id, account, started, coalesce((facts(document) ->> 'partial')::boolean, false) AS partial FROM run) runs
ORDER BY account, partial, started DESC, id DESC;
