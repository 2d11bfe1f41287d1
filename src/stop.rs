//! A wish to stop, which many may wait for and any may utter; it is never taken back.

use std::sync::Arc;

use tokio::sync::watch;

#[derive(Clone, Debug)]
pub struct Stop(Arc<watch::Sender<bool>>);

impl Default for Stop {
    fn default() -> Self {
        Stop(Arc::new(watch::Sender::new(false)))
    }
}

impl Stop {
    /// Works across threads and runtimes.
    pub fn request(&self) {
        self.0.send_replace(true);
    }

    pub fn requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns once somebody asked to stop; at once where that has been.
    pub async fn wait(&self) {
        // It fails only where the sender is gone, and we hold it.
        let _ = self.0.subscribe().wait_for(|requested| *requested).await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_that_wait_hear_it_and_those_that_come_later() {
        let stop = Stop::default();
        assert!(!stop.requested());
        let other = stop.clone();
        let waiting = tokio::spawn(async move { other.wait().await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        stop.request();
        waiting.await.unwrap();
        stop.wait().await;
        assert!(stop.requested());
    }
}
