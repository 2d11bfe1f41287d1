//! [`Schedules`] on PostgreSQL.

use chrono::{DateTime, Utc};

use super::rows::stamp;
use super::schedules::{self, Claim, Claimed, Ended, RunRow, Schedules, StateRow};
use super::{Answer, Postgres};
use crate::model::{ScheduleOutcome, ScheduleRun, ScheduleState};

/// The clock is the server's.
const STATE: &str = "
    SELECT since,
           (SELECT due FROM schedule_run WHERE name = $1 ORDER BY due DESC LIMIT 1),
           (SELECT outcome FROM schedule_run WHERE name = $1 ORDER BY due DESC LIMIT 1),
           (SELECT until - (extract(epoch FROM clock_timestamp()) * 1000)::bigint FROM schedule_lease
            WHERE name = $1 AND until > (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    FROM schedule_known WHERE name = $1";

/// A lease that is over is anybody's.
const LEASE: &str = "
    INSERT INTO schedule_lease (name, holder, until) VALUES ($1, $2, $3 + (extract(epoch FROM clock_timestamp()) * 1000)::bigint)
    ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
    WHERE schedule_lease.until <= (extract(epoch FROM clock_timestamp()) * 1000)::bigint";

const RENEW: &str = "
    UPDATE schedule_lease SET until = $3 + (extract(epoch FROM clock_timestamp()) * 1000)::bigint WHERE name = $1 AND holder = $2";

/// A due time is taken up once, and again only where nobody settled it.
const TAKE: &str = "
    INSERT INTO schedule_run (name, due, holder, started) VALUES ($1, $2, $3, $4)
    ON CONFLICT (name, due) DO UPDATE
        SET holder = excluded.holder, started = excluded.started, finished = NULL, outcome = NULL, message = NULL
    WHERE schedule_run.outcome IN ($5, $6)";
impl Schedules for Postgres {
    fn declare<'a>(&'a self, schedule: &'a str, timing: &'a str, now: DateTime<Utc>) -> Answer<'a, ()> {
        let query = "INSERT INTO schedule_known (name, timing, since) VALUES ($1, $2, $3)
                     ON CONFLICT (name) DO UPDATE SET timing = excluded.timing, since = excluded.since
                     WHERE schedule_known.timing <> excluded.timing";
        let query = sqlx::query(query).bind(schedule).bind(timing).bind(stamp(now));
        Box::pin(async move { Ok(query.execute(self.pool()).await.map(|_| ())?) })
    }

    fn state<'a>(&'a self, schedule: &'a str) -> Answer<'a, Option<ScheduleState>> {
        Box::pin(async move {
            let query = sqlx::query_as::<_, StateRow>(STATE).bind(schedule);
            query.fetch_optional(self.pool()).await?.map(schedules::state).transpose()
        })
    }

    fn claim<'a>(&'a self, claim: &'a Claim) -> Answer<'a, Claimed> {
        Box::pin(async move {
            let mut db = self.pool().begin().await?;
            let lease = sqlx::query(LEASE).bind(&claim.schedule).bind(&claim.holder).bind(claim.milliseconds());
            if lease.execute(&mut *db).await?.rows_affected() == 0 {
                let holder = sqlx::query_scalar("SELECT holder FROM schedule_lease WHERE name = $1");
                let holder: Option<String> = holder.bind(&claim.schedule).fetch_optional(&mut *db).await?;
                return Ok(Claimed::Busy(holder.unwrap_or_default()));
            }
            // Whoever else began one does not hold the lease any more.
            let lost = "UPDATE schedule_run SET outcome = $2, finished = $3 WHERE name = $1 AND outcome IS NULL";
            let lost = sqlx::query(lost).bind(&claim.schedule).bind(ScheduleOutcome::Lost.word()).bind(claim.started());
            lost.execute(&mut *db).await?;
            let run = sqlx::query(TAKE).bind(&claim.schedule).bind(claim.due()).bind(&claim.holder);
            let run = run.bind(claim.started());
            let run = run.bind(ScheduleOutcome::Lost.word()).bind(ScheduleOutcome::Stopped.word());
            if run.execute(&mut *db).await?.rows_affected() == 0 {
                // The transaction ends here, and with it the lease.
                return Ok(Claimed::Settled);
            }
            db.commit().await?;
            Ok(Claimed::Yes)
        })
    }

    fn renew<'a>(&'a self, claim: &'a Claim) -> Answer<'a, bool> {
        Box::pin(async move {
            let query = sqlx::query(RENEW).bind(&claim.schedule).bind(&claim.holder).bind(claim.milliseconds());
            Ok(query.execute(self.pool()).await?.rows_affected() > 0)
        })
    }

    fn finish<'a>(&'a self, claim: &'a Claim, ended: &'a Ended) -> Answer<'a, bool> {
        Box::pin(async move {
            let mut db = self.pool().begin().await?;
            let end = "UPDATE schedule_run SET finished = $4, outcome = $5, message = $6
                       WHERE name = $1 AND due = $2 AND holder = $3 AND outcome IS NULL";
            let end = sqlx::query(end).bind(&claim.schedule).bind(claim.due()).bind(&claim.holder);
            let end = end.bind(stamp(ended.finished)).bind(ended.outcome.word()).bind(&ended.message);
            let ours = end.execute(&mut *db).await?.rows_affected() > 0;
            let free = sqlx::query("DELETE FROM schedule_lease WHERE name = $1 AND holder = $2");
            free.bind(&claim.schedule).bind(&claim.holder).execute(&mut *db).await?;
            db.commit().await?;
            Ok(ours)
        })
    }

    fn past<'a>(&'a self, schedule: Option<&'a str>, limit: u32) -> Answer<'a, Vec<ScheduleRun>> {
        let query = "SELECT name, due, holder, started, finished, outcome, message FROM schedule_run
                     WHERE CAST($1 AS TEXT) IS NULL OR name = $1 ORDER BY due DESC, name LIMIT $2";
        let query = sqlx::query_as::<_, RunRow>(query).bind(schedule).bind(i64::from(limit));
        Box::pin(async move { query.fetch_all(self.pool()).await?.into_iter().map(schedules::run).collect() })
    }
}
