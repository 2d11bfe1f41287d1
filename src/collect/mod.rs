//! Step 3: reads what the plan says, all scopes at once; knows no rules.

pub mod agreed;
mod fetcher;
mod inventory;
mod metrics;
pub mod more;
pub mod prices;

use std::borrow::Cow;
use std::pin::Pin;
use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::{self, FuturesUnordered};
use serde_json::Value;

pub use fetcher::Fetcher;
pub use inventory::{Call, Collected, DetailValue, Failure, Inventory, Resource, Surroundings};
pub use metrics::{MetricValue, Point, measured, window};

use crate::expression::{Query, raw_string};
use crate::model::{Answer, CallError, Scope, Status};
use crate::plan::{Plan, PlannedKind};
use crate::rules::{Batch, Detail, Kind, Listing, Select};

/// Resources of one kind whose details are read at the same time; the source bounds the requests.
const DETAILS_AT_ONCE: usize = 32;

/// What all collecting has at hand.
pub struct Collector<'a> {
    pub plan: &'a Plan,
    pub fetcher: &'a Fetcher<'a>,
    pub around: &'a Surroundings,
}

type Gathered = Vec<((Scope, String), Collected)>;

impl Collector<'_> {
    /// Reads everything that the plan wants in these scopes.
    pub async fn collect(&self, scopes: &[Scope]) -> Inventory {
        let trees: FuturesUnordered<_> =
            scopes.iter().flat_map(|s| self.plan.roots(s).map(move |k| self.tree(s, k, Vec::new(), true))).collect();
        let gathered: Vec<Gathered> = trees.collect().await;
        let mut inventory = Inventory { collected: gathered.into_iter().flatten().collect() };
        self.measure(&mut inventory).await;
        inventory
    }

    /// A kind's resources with their details, and the kinds below it.
    fn tree<'b>(
        &'b self,
        scope: &'b Scope,
        planned: &'b PlannedKind,
        parents: Vec<Arc<Value>>,
        root: bool,
    ) -> Pin<Box<dyn Future<Output = Gathered> + Send + 'b>> {
        Box::pin(async move {
            let mut collected = Collected::default();
            let above: Vec<Option<Arc<Value>>> =
                if root { vec![None] } else { parents.into_iter().map(Some).collect() };
            let listings = above.into_iter().map(|parent| self.list(scope, &planned.kind, parent));
            let mut lists = stream::iter(listings).buffer_unordered(DETAILS_AT_ONCE);
            while let Some(mut found) = lists.next().await {
                collected.resources.append(&mut found.resources);
                collected.failures.append(&mut found.failures);
                collected.listed = collected.listed.or(found.listed);
            }
            drop(lists);
            if !planned.details.is_empty() {
                let resources = std::mem::take(&mut collected.resources);
                let detailed = resources.into_iter().map(|r| self.details(scope, planned, r));
                collected.resources = stream::iter(detailed).buffer_unordered(DETAILS_AT_ONCE).collect().await;
            }
            collected.resources.sort_by(|a, b| (&a.id, &a.arn).cmp(&(&b.id, &b.arn)));
            collected.failures.sort_by_key(|f| f.call.params.to_string());
            let mut out = Vec::new();
            for child in self.plan.children(&planned.kind.name) {
                let parents = collected.resources.iter().map(|r| Arc::new(r.item())).collect();
                let mut below = self.tree(scope, child, parents, false).await;
                // Where the parents could not all be listed, neither could their children.
                if let Some((_, children)) = below.first_mut() {
                    children.failures.extend(collected.failures.iter().cloned());
                }
                out.append(&mut below);
            }
            out.insert(0, ((scope.clone(), planned.kind.name.clone()), collected));
            out
        })
    }

    async fn list(&self, scope: &Scope, kind: &Kind, parent: Option<Arc<Value>>) -> Collected {
        let Some(listing) = &kind.listing else { return self.single(scope, kind) };
        let over = self.around.over(Value::Null, &scope.region, parent.as_ref(), listing.params.dated());
        let call = Arc::new(Call {
            read: listing.read,
            region: self.around.request_region(&scope.region).to_owned(),
            params: listing.params.evaluate(&over),
        });
        let mut maker = Maker { collector: self, scope, kind, parent, out: Collected::default() };
        let outcome = match (&listing.select, &listing.batch) {
            (Select::Items(items), Some(batch)) => maker.batched(&call, items, batch).await,
            (select, _) => maker.plain(&call, select, listing).await,
        };
        let mut collected = maker.out;
        let lister = listing.batch.as_ref().map_or(listing.read, |batch| batch.read);
        // Nothing of a listing that failed is not none.
        if outcome.is_ok() || !collected.resources.is_empty() {
            self.fetcher.listed(scope, lister, collected.resources.len());
        }
        if let Err(error) = outcome {
            collected.failures.push(Failure { call, error });
        }
        collected
    }

    /// A kind without a listing is one resource per scope.
    fn single(&self, scope: &Scope, kind: &Kind) -> Collected {
        let call =
            Call { read: nothing(), region: self.around.request_region(&scope.region).to_owned(), params: Value::Null };
        let mut maker = Maker { collector: self, scope, kind, parent: None, out: Collected::default() };
        let nowhere = Answer { request_id: "".into(), called_at: chrono::DateTime::UNIX_EPOCH, sha256: "".into() };
        maker.add(Value::Object(serde_json::Map::new()), &Arc::new(call), &nowhere);
        maker.out
    }

    async fn details(&self, scope: &Scope, planned: &PlannedKind, mut resource: Resource) -> Resource {
        let kind = &planned.kind;
        let wanted = kind.closure(planned.details.iter().map(String::as_str));
        let dated = wanted.iter().any(|(_, detail)| detail.dated());
        let mut over = self.around.over(resource.item(), &scope.region, resource.parent.as_ref(), dated);
        for (name, detail) in wanted {
            let place = match kind.region_from.as_deref() {
                Some(from) if from != name => bucket_region(&over, from),
                _ => None,
            };
            let region = place.unwrap_or_else(|| self.around.request_region(&scope.region).to_owned());
            let value = self.detail(scope, detail, &resource, &over, region).await;
            if let (Some(known), Value::Object(members)) = (value.value(), &mut over) {
                members.insert(name.to_owned(), known.clone());
            }
            resource.details.insert(name.to_owned(), value);
        }
        if let Some(region) = kind.region_from.as_deref().and_then(|from| bucket_region(&over, from)) {
            resource.region = region;
        }
        resource
    }

    async fn detail(
        &self,
        scope: &Scope,
        detail: &Detail,
        resource: &Resource,
        over: &Value,
        region: String,
    ) -> DetailValue {
        // What a detail needs and nobody could read, it cannot be read without.
        let missing = detail.needs.iter().find_map(|n| match resource.details.get(n) {
            Some(DetailValue::Failed(failure)) => Some(failure.clone()),
            _ => None,
        });
        if let Some(failure) = missing {
            return DetailValue::Failed(failure);
        }
        if detail.when.as_ref().is_some_and(|when| !truthy(&when.search(over))) {
            return DetailValue::Skipped;
        }
        let call = Arc::new(Call { read: detail.read, region, params: detail.params.evaluate(over) });
        match self.fetcher.merged(scope, &call, &detail.absent_on).await {
            Ok(merged) => match &*merged {
                (document, Some(answer)) => {
                    DetailValue::Read { value: detail.value.search(document), call, answer: answer.clone() }
                }
                _ => DetailValue::Failed(Failure { call, error: empty() }),
            },
            Err(CallError { code, answer: Some(answer), .. }) if detail.absent_on.contains(&code) => {
                DetailValue::Absent { code, call, answer }
            }
            Err(error) => DetailValue::Failed(Failure { call, error }),
        }
    }
}

/// The value of the detail that says where a resource lives.
fn bucket_region(over: &Value, from: &str) -> Option<String> {
    over.get(from).and_then(Value::as_str).map(str::to_owned)
}

fn truthy(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(s) => !s.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => true,
    }
}

fn empty() -> CallError {
    CallError { status: Status::Failed, code: "Empty".into(), message: "the call gave no page".into(), answer: None }
}

/// The read that a resource without a listing did not come from; it is never made nor shown.
fn nothing() -> &'static crate::aws::operations::Read {
    crate::rules::always().next().unwrap_or_else(|| unreachable!("the table has sts:GetCallerIdentity"))
}

/// Makes resources out of answers.
struct Maker<'a> {
    collector: &'a Collector<'a>,
    scope: &'a Scope,
    kind: &'a Kind,
    parent: Option<Arc<Value>>,
    out: Collected,
}

impl Maker<'_> {
    async fn plain(&mut self, call: &Arc<Call>, select: &Select, listing: &Listing) -> Result<(), CallError> {
        let fetcher = self.collector.fetcher;
        match select {
            Select::Items(items) if items.goes_by_page() => {
                let scope = self.scope;
                fetcher
                    .pages(scope, call, &mut |page| self.add_all(&items.select(&page.document), call, &page.answer))
                    .await
            }
            Select::Items(items) => {
                let merged = fetcher.merged(self.scope, call, &[]).await?;
                if let (document, Some(answer)) = &*merged {
                    let found = items.select(document);
                    let list = if listing.plural { found } else { Cow::Owned(Value::Array(vec![found.into_owned()])) };
                    self.add_all(&list, call, answer);
                }
                Ok(())
            }
            Select::Each(ids, item) => {
                let merged = fetcher.merged(self.scope, call, &[]).await?;
                if let (document, Some(answer)) = &*merged {
                    self.add_each(document, ids, item, call, answer);
                }
                Ok(())
            }
        }
    }

    fn add_each(&mut self, document: &Value, ids: &Query, item: &str, call: &Arc<Call>, answer: &Answer) {
        let ids = crate::aws::texts(&ids.search(document));
        for id in ids.iter().collect::<std::collections::BTreeSet<_>>() {
            // An id that breaks the expression breaks its own resource only.
            let query = Query::compile(&item.replace("{id}", &raw_string(id)));
            let found = query.map(|q| q.search(document)).unwrap_or(Value::Null);
            self.add(found, call, answer);
        }
    }

    async fn batched(&mut self, call: &Arc<Call>, ids: &Query, batch: &Batch) -> Result<(), CallError> {
        let fetcher = self.collector.fetcher;
        let mut all: Vec<String> = Vec::new();
        fetcher.pages(self.scope, call, &mut |page| all.extend(crate::aws::texts(&ids.search(&page.document)))).await?;
        fetcher.listed(self.scope, call.read, all.len());
        for chunk in all.chunks(batch.size) {
            let call = Arc::new(Call {
                read: batch.read,
                region: call.region.clone(),
                params: batch_params(batch, &call.params, chunk),
            });
            let scope = self.scope;
            fetcher
                .pages(scope, &call, &mut |page| self.add_all(&batch.items.select(&page.document), &call, &page.answer))
                .await?;
        }
        Ok(())
    }

    fn add_all(&mut self, items: &Value, call: &Arc<Call>, answer: &Answer) {
        self.out.listed.get_or_insert_with(|| (call.clone(), answer.clone()));
        if let Value::Array(items) = items {
            items.iter().for_each(|item| self.add(item.clone(), call, answer));
        }
    }

    fn add(&mut self, item: Value, call: &Arc<Call>, answer: &Answer) {
        if !item.is_object() {
            return;
        }
        let (around, kind) = (self.collector.around, self.kind);
        let text = item.to_string();
        let over = around.over(item, &self.scope.region, self.parent.as_ref(), false);
        self.out.resources.push(Resource {
            id: kind.id.search(&over).as_str().unwrap_or_default().to_owned(),
            arn: kind.arn_of(&over),
            region: self.scope.region.clone(),
            item: text.into(),
            details: Default::default(),
            metrics: Default::default(),
            call: call.clone(),
            answer: answer.clone(),
            parent: self.parent.clone(),
        });
    }
}

/// The listing's own parameters, as far as the second read takes them, and the ids.
pub fn batch_params(batch: &Batch, listing: &Value, ids: &[String]) -> Value {
    let own = listing.as_object().into_iter().flatten().filter(|(name, _)| batch.read.takes.contains(&name.as_str()));
    let ids = Value::from(ids.to_vec());
    own.map(|(n, v)| (n.clone(), v.clone())).chain([(batch.param.clone(), ids)]).collect()
}
