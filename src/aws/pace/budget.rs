//! The run's ceilings, in requests and in money: what would pass one is not sent.

use std::sync::{Mutex, PoisonError};

/// What a run may ask and spend, over all its accounts.
#[derive(Debug, Default)]
pub struct Budget {
    /// Requests, pages and retries counted one by one; None: as many as it takes.
    most_calls: Option<u64>,
    /// Millionths of a USD; None: as much as it takes.
    most_micro_usd: Option<u64>,
    spent: Mutex<Spent>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Spent {
    calls: u64,
    micro_usd: u64,
}

/// A request that was not sent, because a ceiling would be passed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ceiling {
    #[error("not sent: the ceiling of {most} requests is reached (--max-calls)")]
    Calls { most: u64 },
    #[error(
        "not sent: this request costs {}, and {} of the ceiling of {} are spent (--max-cost)",
        usd(*.costs), usd(*.spent), usd(*.most)
    )]
    Money { costs: u64, spent: u64, most: u64 },
}

/// Millionths of a USD in words, with as many places as it takes and two at least.
fn usd(micro: u64) -> String {
    let text = format!("{:.6}", micro as f64 / 1e6);
    let (whole, places) = text.split_once('.').unwrap_or((&text, ""));
    let places = places.trim_end_matches('0');
    format!("USD {whole}.{places:0<2}")
}

impl Budget {
    /// `max_cost` in USD.
    pub fn new(max_calls: Option<u64>, max_cost: Option<f64>) -> Self {
        let most_micro_usd = max_cost.map(|usd| (usd * 1e6).round() as u64);
        Budget { most_calls: max_calls, most_micro_usd, spent: Mutex::default() }
    }

    /// Counts a request that is about to be sent. A free one is never held back for money.
    pub fn spend(&self, micro_usd: u64) -> Result<(), Ceiling> {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(most) = self.most_micro_usd
            && micro_usd > 0
            && spent.micro_usd + micro_usd > most
        {
            return Err(Ceiling::Money { costs: micro_usd, spent: spent.micro_usd, most });
        }
        if let Some(most) = self.most_calls.filter(|most| spent.calls >= *most) {
            return Err(Ceiling::Calls { most });
        }
        spent.calls += 1;
        spent.micro_usd += micro_usd;
        Ok(())
    }

    /// AWS refused the request, and charges nothing for it.
    pub fn give_back(&self, micro_usd: u64) {
        let mut spent = self.spent.lock().unwrap_or_else(PoisonError::into_inner);
        spent.micro_usd = spent.micro_usd.saturating_sub(micro_usd);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_ends_at_its_ceiling_and_what_is_free_goes_on() {
        let budget = Budget::new(None, Some(0.02));
        assert_eq!((budget.spend(10_000), budget.spend(10_000)), (Ok(()), Ok(())));
        let held = budget.spend(10_000).unwrap_err();
        let words =
            "not sent: this request costs USD 0.01, and USD 0.02 of the ceiling of USD 0.02 are spent (--max-cost)";
        assert_eq!(held.to_string(), words);
        assert_eq!(budget.spend(0), Ok(()));
        budget.give_back(10_000);
        assert_eq!(budget.spend(10_000), Ok(()), "what was refused was not charged");
    }

    #[test]
    fn requests_end_at_their_ceiling_whatever_they_cost() {
        let budget = Budget::new(Some(2), None);
        assert_eq!((budget.spend(0), budget.spend(10_000)), (Ok(()), Ok(())));
        assert_eq!(budget.spend(0), Err(Ceiling::Calls { most: 2 }));
        budget.give_back(10_000);
        assert_eq!(budget.spend(0), Err(Ceiling::Calls { most: 2 }), "it was sent all the same");
    }

    #[test]
    fn a_ceiling_of_nothing_lets_no_paid_request_through() {
        let budget = Budget::new(None, Some(0.0));
        assert!(budget.spend(1).is_err() && budget.spend(0).is_ok());
        assert_eq!(usd(1_500_000), "USD 1.50");
        assert_eq!(usd(1), "USD 0.000001");
    }
}
