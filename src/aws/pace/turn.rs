//! One read's way through the pace: before each of its requests it waits for a token and slots, and what AWS says of
//! the rate goes back into the bucket.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Duration, Instant, timeout_at};

use super::{Bucket, Budget, Ceiling};

/// What reads met on the wire, counted while they are under way.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    throttles: AtomicU64,
    retries: AtomicU64,
    micro_usd: AtomicU64,
}

impl Meter {
    /// Requests that AWS refused for rate.
    pub fn throttles(&self) -> u64 {
        self.0.throttles.load(Ordering::Relaxed)
    }

    /// Requests that were made again, for whatever reason.
    pub fn retries(&self) -> u64 {
        self.0.retries.load(Ordering::Relaxed)
    }

    /// Millionths of a USD that AWS charges for what was sent. A request without an answer counts.
    pub fn micro_usd(&self) -> u64 {
        self.0.micro_usd.load(Ordering::Relaxed)
    }

    /// What another meter counted, too.
    pub fn add(&self, other: &Meter) {
        self.0.throttles.fetch_add(other.throttles(), Ordering::Relaxed);
        self.0.retries.fetch_add(other.retries(), Ordering::Relaxed);
        self.0.micro_usd.fetch_add(other.micro_usd(), Ordering::Relaxed);
    }
}

/// One read's requests: one at a time, so that there is one clock and one token.
pub struct Turn {
    bucket: Arc<Bucket>,
    slots: [Arc<Semaphore>; 2],
    budget: Arc<Budget>,
    micro_usd: u64,
    meter: Meter,
    state: Mutex<State>,
}

struct State {
    /// The next request is ours, and whether it is a retry. Requests for credentials come the same way, and are not.
    next: Option<bool>,
    /// The bucket's count when the last token was given.
    slowed: u64,
    /// Since when the clock of the page under way runs.
    since: Instant,
    /// How much of that was waiting for a turn.
    waited: Duration,
    waiting: Option<Instant>,
    ceiling: Option<Ceiling>,
}

/// Permission to send one request; the slots are free again when it is dropped.
pub struct Permit {
    _slots: Vec<OwnedSemaphorePermit>,
}

impl Turn {
    pub(super) fn new(
        bucket: Arc<Bucket>,
        slots: [Arc<Semaphore>; 2],
        budget: Arc<Budget>,
        micro_usd: u64,
        meter: Meter,
    ) -> Self {
        let (since, waited) = (Instant::now(), Duration::ZERO);
        let state = State { next: None, slowed: 0, since, waited, waiting: None, ceiling: None };
        Turn { bucket, slots, budget, micro_usd, meter, state: Mutex::new(state) }
    }

    /// The next request on the connection is this read's.
    pub fn expect(&self, retry: bool) {
        self.lock().next = Some(retry);
    }

    /// Whether the request that comes now is this read's.
    pub(super) fn expected(&self) -> Option<bool> {
        self.lock().next.take()
    }

    /// Waits until a request may be sent. The token is taken before the slots, so that who waits for a token keeps no
    /// other region's requests from theirs, and the line is left only with the slots in hand, so that tokens do not
    /// heap up before a busy service.
    pub(super) async fn begin(&self, retry: bool) -> Result<Permit, Ceiling> {
        self.lock().waiting = Some(Instant::now());
        let token = self.bucket.take().await;
        let mut slots = Vec::with_capacity(self.slots.len());
        for slot in &self.slots {
            // Never closed.
            slots.extend(slot.clone().acquire_owned().await);
        }
        let mut state = self.lock();
        state.slowed = token.slowed;
        let waited = state.waiting.take().map_or(Duration::ZERO, |from| from.elapsed());
        state.waited += waited;
        if let Err(ceiling) = self.budget.spend(self.micro_usd) {
            state.ceiling = Some(ceiling.clone());
            return Err(ceiling);
        }
        self.meter.0.micro_usd.fetch_add(self.micro_usd, Ordering::Relaxed);
        self.meter.0.retries.fetch_add(u64::from(retry), Ordering::Relaxed);
        Ok(Permit { _slots: slots })
    }

    /// A page came: the next has the whole time of a call again.
    pub fn answered(&self) {
        let mut state = self.lock();
        (state.since, state.waited) = (Instant::now(), Duration::ZERO);
    }

    /// AWS answered with an error, which costs nothing.
    pub fn refused(&self, for_rate: bool) {
        self.budget.give_back(self.micro_usd);
        self.meter.0.micro_usd.fetch_sub(self.micro_usd, Ordering::Relaxed);
        if for_rate {
            self.meter.0.throttles.fetch_add(1, Ordering::Relaxed);
            self.bucket.refused(self.lock().slowed);
        }
    }

    /// The ceiling that ended this read, if one did.
    pub fn ceiling(&self) -> Option<Ceiling> {
        self.lock().ceiling.clone()
    }

    /// Gives up a read when a page of it, with its retries, takes longer than this; waiting for a turn does not count.
    pub async fn within<T>(&self, limit: Duration, sending: impl Future<Output = T>) -> Option<T> {
        let mut sending = pin!(sending);
        loop {
            if let Ok(done) = timeout_at(self.due(limit), &mut sending).await {
                return Some(done);
            }
            if self.due(limit) <= Instant::now() {
                return None;
            }
        }
    }

    fn due(&self, limit: Duration) -> Instant {
        let state = self.lock();
        let waiting = state.waiting.map_or(Duration::ZERO, |from| from.elapsed());
        state.since + limit + state.waited + waiting
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rate;
    use super::*;

    fn turn(bucket: &Arc<Bucket>, slots: &Arc<Semaphore>, budget: Budget, meter: &Meter) -> Turn {
        Turn::new(bucket.clone(), [slots.clone(), slots.clone()], Arc::new(budget), 10_000, meter.clone())
    }

    fn slow_bucket() -> Arc<Bucket> {
        Arc::new(Bucket::new(Rate { per_second: 0.1, burst: 1 }))
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_for_a_turn_is_not_the_calls_time() {
        let (bucket, slots, meter) = (slow_bucket(), Arc::new(Semaphore::new(2)), Meter::default());
        let turn = turn(&bucket, &slots, Budget::default(), &meter);
        let two = async {
            drop(turn.begin(false).await.unwrap());
            tokio::time::sleep(Duration::from_millis(900)).await;
            // Ten seconds for the token.
            drop(turn.begin(true).await.unwrap());
        };
        assert!(turn.within(Duration::from_secs(1), two).await.is_some());
        let long = async { tokio::time::sleep(Duration::from_millis(200)).await };
        assert!(turn.within(Duration::from_secs(1), long).await.is_none(), "what the attempts take adds up");
        turn.answered();
        let again = async { tokio::time::sleep(Duration::from_millis(900)).await };
        assert!(turn.within(Duration::from_secs(1), again).await.is_some(), "a page begins anew");
        assert_eq!((meter.retries(), meter.throttles(), meter.micro_usd()), (1, 0, 20_000));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_for_a_token_holds_no_slot() {
        let (bucket, slots, meter) = (slow_bucket(), Arc::new(Semaphore::new(2)), Meter::default());
        let first = turn(&bucket, &slots, Budget::default(), &meter);
        drop(first.begin(false).await.unwrap());
        let waiting = turn(&bucket, &slots, Budget::default(), &meter);
        let other = turn(&slow_bucket(), &slots, Budget::default(), &meter);
        let begun = Instant::now();
        let ((), ()) = tokio::join!(async { drop(waiting.begin(false).await.unwrap()) }, async {
            drop(other.begin(false).await.unwrap());
            assert_eq!(begun.elapsed(), Duration::ZERO);
        },);
        assert!(begun.elapsed() >= Duration::from_secs(9));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_costs_nothing_and_slows_the_bucket_down() {
        let bucket = Arc::new(Bucket::new(Rate { per_second: 10.0, burst: 10 }));
        let (slots, meter) = (Arc::new(Semaphore::new(2)), Meter::default());
        let turn = turn(&bucket, &slots, Budget::new(None, Some(0.01)), &meter);
        drop(turn.begin(false).await.unwrap());
        turn.refused(true);
        let begun = Instant::now();
        drop(turn.begin(true).await.unwrap());
        assert!(begun.elapsed() >= Duration::from_millis(200), "half the rate, and no burst");
        assert_eq!((meter.throttles(), meter.retries(), meter.micro_usd()), (1, 1, 10_000));
        assert!(turn.begin(false).await.is_err() && turn.ceiling().is_some());
        assert_eq!(meter.micro_usd(), 10_000, "what was not sent is not charged");
    }
}
