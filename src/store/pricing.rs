//! AWS's list prices, kept between runs: they change seldom, and need not be asked for each time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::rows::stamp;
use super::{Answer, Postgres, Sqlite, StoreError};
use crate::expression::{Listed, PriceKey};

/// Prices by what rules name them by.
pub type Quotes = BTreeMap<PriceKey, Listed>;

pub trait Pricing: Send + Sync {
    /// Those that AWS gave at this moment or later.
    fn since(&self, moment: DateTime<Utc>) -> Answer<'_, Quotes>;
    /// Keeps these; an older one of the same price is replaced.
    fn keep<'a>(&'a self, quotes: &'a Quotes) -> Answer<'a, ()>;
}

const SINCE: &str = "SELECT item, variant, region, document FROM price WHERE asked >= $1";

const KEEP: &str = "
    INSERT INTO price (item, variant, region, asked, document) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (item, variant, region) DO UPDATE SET asked = excluded.asked, document = excluded.document
    WHERE excluded.asked > price.asked";

type Row = (String, String, String, String);

fn quotes(rows: Vec<Row>) -> Result<Quotes, StoreError> {
    let quote = |(item, variant, region, document): Row| {
        Ok((PriceKey { item, variant, region }, serde_json::from_str(&document)?))
    };
    rows.into_iter().map(quote).collect()
}

macro_rules! pricing {
    ($store:ty) => {
        impl Pricing for $store {
            fn since(&self, moment: DateTime<Utc>) -> Answer<'_, Quotes> {
                Box::pin(async move {
                    let query = sqlx::query_as::<_, Row>(SINCE).bind(stamp(moment));
                    quotes(query.fetch_all(self.pool()).await?)
                })
            }

            fn keep<'a>(&'a self, quotes: &'a Quotes) -> Answer<'a, ()> {
                Box::pin(async move {
                    for (key, listed) in quotes {
                        let asked = stamp(listed.evidence.called_at);
                        let query = sqlx::query(KEEP).bind(&key.item).bind(&key.variant).bind(&key.region);
                        let query = query.bind(asked).bind(serde_json::to_string(listed)?);
                        query.execute(self.pool()).await?;
                    }
                    Ok(())
                })
            }
        }
    };
}

pricing!(Sqlite);
pricing!(Postgres);
