//! A bucket of tokens that slows down when AWS refuses for rate, and recovers when AWS has been quiet.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::time::{Duration, Instant, sleep};

use super::Rate;

/// The slowest that a bucket becomes, as a part of its rate.
const FLOOR: f64 = 0.1;
/// What a bucket gains of its rate after each quiet time.
const STEP: f64 = 0.1;
/// So long without a refusal is quiet.
const QUIET: Duration = Duration::from_secs(5);

/// Time since the bucket was made, by tokio's clock, which tests can turn.
struct Ticks(Instant);

impl Clock for Ticks {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.0.elapsed()
    }
}

type Limiter = RateLimiter<NotKeyed, InMemoryState, Ticks, NoOpMiddleware<Duration>>;

/// Tokens for the requests to one service in one region of one account.
pub struct Bucket {
    rate: Rate,
    state: Mutex<State>,
    /// First come, first served: who waits for a token holds this.
    line: tokio::sync::Mutex<()>,
}

struct State {
    limiter: Limiter,
    /// The rate in force.
    per_second: f64,
    /// How often the bucket was slowed down.
    slowed: u64,
    /// When the rate last changed, or AWS last refused.
    since: Instant,
}

/// A token, and a place at the head of the line until this is dropped.
pub struct Token<'a> {
    /// How often the bucket had been slowed down when the token was given: what a refusal is answered with.
    pub slowed: u64,
    _line: tokio::sync::MutexGuard<'a, ()>,
}

impl Bucket {
    pub fn new(rate: Rate) -> Self {
        let state = State {
            limiter: limiter(rate.per_second, rate.burst),
            per_second: rate.per_second,
            slowed: 0,
            since: Instant::now(),
        };
        Bucket { rate, state: Mutex::new(state), line: tokio::sync::Mutex::default() }
    }

    /// Waits for a token.
    pub async fn take(&self) -> Token<'_> {
        let line = self.line.lock().await;
        loop {
            match self.attempt() {
                Ok(slowed) => return Token { slowed, _line: line },
                Err(wait) => sleep(wait).await,
            }
        }
    }

    /// AWS refused for rate a request that was sent with a token of this `slowed`: half the rate from now on, and no
    /// burst. Refusals of requests that were sent before the bucket was last slowed down are answered already.
    pub fn refused(&self, slowed: u64) {
        let mut state = self.lock();
        state.since = Instant::now();
        if slowed == state.slowed {
            let half = (state.per_second / 2.0).max(self.rate.per_second * FLOOR);
            state.set(half, 1);
            state.slowed += 1;
        }
    }

    fn attempt(&self) -> Result<u64, Duration> {
        let mut state = self.lock();
        if state.per_second < self.rate.per_second && state.since.elapsed() >= QUIET {
            let more = (state.per_second + self.rate.per_second * STEP).min(self.rate.per_second);
            let burst = if more < self.rate.per_second { 1 } else { self.rate.burst };
            state.set(more, burst);
        }
        let now = state.limiter.clock().now();
        state.limiter.check().map(|()| state.slowed).map_err(|not_until| not_until.wait_time_from(now))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Another rate, beginning with an empty bucket.
    fn set(&mut self, per_second: f64, burst: u32) {
        self.per_second = per_second;
        self.since = Instant::now();
        self.limiter = limiter(per_second, burst);
        if let Some(all) = NonZeroU32::new(burst) {
            // A new limiter holds as many as this.
            let _ = self.limiter.check_n(all);
        }
    }
}

fn limiter(per_second: f64, burst: u32) -> Limiter {
    let between = Duration::from_secs_f64(1.0 / per_second).max(Duration::from_nanos(1));
    let quota = Quota::with_period(between).unwrap_or_else(|| Quota::per_second(NonZeroU32::MIN));
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    RateLimiter::direct_with_clock(quota.allow_burst(burst), Ticks(Instant::now()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: Rate = Rate { per_second: 10.0, burst: 20 };

    /// Takes tokens for so long, and says when each was given.
    async fn given(bucket: &Bucket, seconds: u64) -> Vec<Duration> {
        let start = Instant::now();
        let mut times = Vec::new();
        while tokio::time::timeout_at(start + Duration::from_secs(seconds), bucket.take()).await.is_ok() {
            times.push(start.elapsed());
        }
        times
    }

    /// The most tokens that were given within any second.
    fn most(times: &[Duration]) -> usize {
        let within =
            |from: &Duration| times.iter().filter(|t| *t >= from && **t < *from + Duration::from_secs(1)).count();
        times.iter().map(within).max().unwrap_or(0)
    }

    #[tokio::test(start_paused = true)]
    async fn gives_its_burst_and_then_its_rate_and_never_more() {
        let bucket = Bucket::new(RATE);
        let times = given(&bucket, 30).await;
        assert_eq!(times.iter().filter(|t| t.is_zero()).count(), 20);
        for (n, time) in times.iter().enumerate() {
            let allowed = 20.0 + time.as_secs_f64() * 10.0 + 0.001;
            assert!((n + 1) as f64 <= allowed, "token {n} at {time:?}");
        }
        assert!(times.len() >= 310, "and not much less: {}", times.len());
    }

    #[tokio::test(start_paused = true)]
    async fn the_first_refusal_halves_the_rate_and_empties_the_bucket() {
        let bucket = Bucket::new(RATE);
        let slowed = bucket.take().await.slowed;
        bucket.refused(slowed);
        let times = given(&bucket, 4).await;
        assert!(times[0] >= Duration::from_millis(200), "{times:?}");
        assert_eq!(most(&times), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_of_what_was_sent_together_count_once() {
        let bucket = Bucket::new(RATE);
        let mut sent = Vec::new();
        for _ in 0..3 {
            sent.push(bucket.take().await.slowed);
        }
        sent.into_iter().for_each(|slowed| bucket.refused(slowed));
        assert_eq!(most(&given(&bucket, 4).await), 5);
    }

    #[tokio::test(start_paused = true)]
    async fn goes_on_slowing_down_to_a_tenth_and_no_further() {
        let bucket = Bucket::new(RATE);
        for _ in 0..10 {
            let slowed = bucket.take().await.slowed;
            bucket.refused(slowed);
        }
        assert_eq!(given(&bucket, 5).await.len(), 4, "one a second");
    }

    #[tokio::test(start_paused = true)]
    async fn recovers_in_steps_when_it_is_quiet() {
        let bucket = Bucket::new(RATE);
        let slowed = bucket.take().await.slowed;
        bucket.refused(slowed);
        let times = given(&bucket, 60).await;
        let between = |from: u64, to: u64| times.iter().filter(|t| (from..to).contains(&t.as_secs())).count();
        assert_eq!(between(0, 5), 25 - 1);
        assert!((28..=30).contains(&between(5, 10)), "{}", between(5, 10));
        assert!((48..=51).contains(&between(40, 45)), "{}", between(40, 45));
        // Its burst is back too, once it has been left alone.
        sleep(Duration::from_secs(10)).await;
        assert_eq!(given(&bucket, 1).await.iter().filter(|t| t.is_zero()).count(), 20);
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_while_it_recovers_slows_it_down_again() {
        let bucket = Bucket::new(RATE);
        let slowed = bucket.take().await.slowed;
        bucket.refused(slowed);
        let before = given(&bucket, 22).await;
        let slowed = bucket.take().await.slowed;
        bucket.refused(slowed);
        let after = given(&bucket, 4).await;
        assert!(most(&after) * 2 <= most(&before) + 1, "{} after {}", most(&after), most(&before));
    }

    #[tokio::test(start_paused = true)]
    async fn who_came_first_goes_first() {
        let bucket = std::sync::Arc::new(Bucket::new(Rate { per_second: 10.0, burst: 1 }));
        let order = std::sync::Arc::new(Mutex::new(Vec::new()));
        let mut all = Vec::new();
        for n in 0..20 {
            let (bucket, order) = (bucket.clone(), order.clone());
            all.push(tokio::spawn(async move {
                let _token = bucket.take().await;
                order.lock().unwrap().push(n);
            }));
            tokio::task::yield_now().await;
        }
        futures_util::future::join_all(all).await;
        assert_eq!(*order.lock().unwrap(), (0..20).collect::<Vec<_>>());
    }
}
