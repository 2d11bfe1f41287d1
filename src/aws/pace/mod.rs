//! How hard AWS is asked: a bucket of tokens for each region and service of an account, slots for what is under way at
//! the same time, and the run's ceilings. Every HTTP request of a read passes here, each page and each retry.

mod bucket;
mod budget;
mod connector;
mod rates;
mod turn;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

pub use bucket::Bucket;
pub use budget::{Budget, Ceiling};
pub use connector::paced;
pub use rates::{Rate, Rates};
pub use turn::{Meter, Turn};

use super::operations::Read;

/// Reads that may be begun for each request that may be under way: those that wait for a token let others go before
/// them, and what all of them hold of their answers is bounded.
const BEGUN: usize = 8;

/// How many requests may be under way; one for all accounts of a run.
pub struct Slots {
    begun: Semaphore,
    total: Arc<Semaphore>,
    per_service: usize,
    services: Mutex<HashMap<&'static str, Arc<Semaphore>>>,
}

impl Slots {
    pub fn new(total: usize, per_service: usize) -> Self {
        let (begun, total) = (Semaphore::new(total * BEGUN), Arc::new(Semaphore::new(total)));
        Slots { begun, total, per_service, services: Mutex::default() }
    }

    fn service(&self, name: &'static str) -> Arc<Semaphore> {
        let mut services = self.services.lock().unwrap_or_else(PoisonError::into_inner);
        services.entry(name).or_insert_with(|| Arc::new(Semaphore::new(self.per_service))).clone()
    }
}

/// The pace of one account: AWS counts its limits by account, so each account has buckets of its own. Slots and budget
/// are the run's.
pub struct Pace {
    rates: Rates,
    slots: Arc<Slots>,
    budget: Arc<Budget>,
    buckets: Mutex<HashMap<(String, String), Arc<Bucket>>>,
}

impl Pace {
    pub fn new(rates: Rates, slots: Arc<Slots>, budget: Arc<Budget>) -> Self {
        Pace { rates, slots, budget, buckets: Mutex::default() }
    }

    /// A place for one more read, until it is dropped. None only if the semaphore were closed, which it never is.
    pub(super) async fn begin(&self) -> Option<SemaphorePermit<'_>> {
        self.slots.begun.acquire().await.ok()
    }

    /// A turn for one read, from its first page to its last; what it meets is counted in `meter`.
    pub(super) fn turn(&self, read: &'static Read, region: &str, params: &serde_json::Value, meter: &Meter) -> Turn {
        Turn::new(
            self.bucket(read, region),
            [self.slots.service(read.service), self.slots.total.clone()],
            self.budget.clone(),
            (read.price(params) * 1e6).round() as u64,
            meter.clone(),
        )
    }

    fn bucket(&self, read: &Read, region: &str) -> Arc<Bucket> {
        let (name, rate) = self.rates.of(read.service, read.operation);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets.entry((name, region.to_owned())).or_insert_with(|| Arc::new(Bucket::new(rate))).clone()
    }
}
