//! Which accounts are audited, and by which role each is entered: those of a list, or of AWS Organizations.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::aws::Source;
use crate::aws::operations;
use crate::model::CallError;

/// `[[accounts]]` of tickmark.toml.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Account {
    /// Twelve digits.
    pub id: String,
    /// The role's ARN; without one the account is entered with the ambient credentials.
    pub role: Option<String>,
    pub external_id: Option<String>,
}

/// `[organization]` of tickmark.toml: all active accounts, as far as nothing restricts them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// The role's name, the same in every account.
    pub role_name: String,
    pub external_id: Option<String>,
    /// Only accounts in these organizational units (or roots), and in those below them.
    #[serde(default)]
    pub include_ous: Vec<String>,
    #[serde(default)]
    pub exclude_ous: Vec<String>,
    /// Only these accounts.
    #[serde(default)]
    pub include_accounts: Vec<String>,
    #[serde(default)]
    pub exclude_accounts: Vec<String>,
    /// Only accounts that have all of these tags.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
}

/// An account to be audited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Target {
    pub account: String,
    /// Its name in the organisation.
    pub name: Option<String>,
    /// The ARN of the role to take; None: with the ambient credentials.
    pub role: Option<String>,
    pub external_id: Option<String>,
}

/// Who asks, and of whom.
pub struct Caller<'a> {
    pub source: &'a Source,
    /// The region that requests of the organisation go to.
    pub region: &'a str,
    /// The account of the ambient credentials.
    pub account: &'a str,
    pub partition: &'a str,
}

/// Says what is wrong with the configuration's accounts.
pub fn check(accounts: &[Account], organization: Option<&Organization>) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    for account in accounts {
        digits("accounts", &account.id)?;
        if !seen.insert(&account.id) {
            return Err(format!("[[accounts]]: {} stands there twice", account.id));
        }
        if account.role.as_ref().is_some_and(|role| !role.starts_with("arn:") || !role.contains(":role/")) {
            return Err(format!("[[accounts]]: the role of {} is not the ARN of a role", account.id));
        }
    }
    let Some(organization) = organization else { return Ok(()) };
    if !accounts.is_empty() {
        return Err("[[accounts]] and [organization] are both there: keep one of them".to_owned());
    }
    if organization.role_name.is_empty() || organization.role_name.contains(':') {
        return Err("[organization]: role_name is the name of a role, not its ARN".to_owned());
    }
    for id in organization.include_accounts.iter().chain(&organization.exclude_accounts) {
        digits("organization", id)?;
    }
    for id in organization.include_ous.iter().chain(&organization.exclude_ous) {
        if !id.starts_with("ou-") && !id.starts_with("r-") {
            return Err(format!("[organization]: {id} is not the id of an organizational unit (ou-…) or root (r-…)"));
        }
    }
    Ok(())
}

fn digits(section: &str, id: &str) -> Result<(), String> {
    let good = id.len() == 12 && id.bytes().all(|b| b.is_ascii_digit());
    if good { Ok(()) } else { Err(format!("[{section}]: {id} is not the id of an account: twelve digits")) }
}

/// The accounts of a list, as they are entered.
pub fn listed(accounts: &[Account]) -> Vec<Target> {
    let target = |a: &Account| Target {
        account: a.id.clone(),
        name: None,
        role: a.role.clone(),
        external_id: a.external_id.clone(),
    };
    accounts.iter().map(target).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The active accounts of the organisation that the configuration wants, in the order of their ids. The account of the
/// ambient credentials needs no role.
pub async fn members(caller: &Caller<'_>, wanted: &Organization) -> Result<Vec<Target>, CallError> {
    let mut found: BTreeMap<String, Option<String>> = BTreeMap::new();
    if wanted.include_ous.is_empty() {
        found.extend(caller.accounts("ListAccounts", json!({})).await?);
    }
    for unit in &wanted.include_ous {
        found.extend(caller.below(unit).await?);
    }
    for unit in &wanted.exclude_ous {
        for (id, _) in caller.below(unit).await? {
            found.remove(&id);
        }
    }
    let included = |id: &String| wanted.include_accounts.is_empty() || wanted.include_accounts.contains(id);
    found.retain(|id, _| included(id) && !wanted.exclude_accounts.contains(id));
    let mut targets = Vec::new();
    for (account, name) in found {
        if wanted.tags.is_empty() || caller.tagged(&account, &wanted.tags).await? {
            targets.push(target(caller, wanted, account, name));
        }
    }
    Ok(targets)
}

fn target(caller: &Caller<'_>, wanted: &Organization, account: String, name: Option<String>) -> Target {
    if account == caller.account {
        return Target { account, name, role: None, external_id: None };
    }
    let role = format!("arn:{}:iam::{account}:role/{}", caller.partition, wanted.role_name);
    Target { account, name, role: Some(role), external_id: wanted.external_id.clone() }
}

impl Caller<'_> {
    /// The active accounts of an answer, with their names.
    async fn accounts(&self, operation: &str, params: Value) -> Result<Vec<(String, Option<String>)>, CallError> {
        let found = self.ask(operation, params, "Accounts").await?;
        // `State` took the place of `Status` in September 2026; older endpoints send the latter.
        let text = |a: &Value, name: &str| a.get(name).and_then(Value::as_str).map(str::to_owned);
        let state = |a: &Value| text(a, "State").or_else(|| text(a, "Status"));
        let active = found.iter().filter(|a| state(a).is_none_or(|s| s == "ACTIVE"));
        Ok(active.filter_map(|a| Some((text(a, "Id")?, text(a, "Name")))).collect())
    }

    /// The accounts of a unit, and of the units below it.
    async fn below(&self, unit: &str) -> Result<Vec<(String, Option<String>)>, CallError> {
        let (mut found, mut units) = (Vec::new(), vec![unit.to_owned()]);
        while let Some(unit) = units.pop() {
            found.extend(self.accounts("ListAccountsForParent", json!({"ParentId": unit})).await?);
            let below =
                self.ask("ListOrganizationalUnitsForParent", json!({"ParentId": unit}), "OrganizationalUnits").await?;
            units.extend(below.iter().filter_map(|u| u.get("Id")?.as_str().map(str::to_owned)));
        }
        Ok(found)
    }

    async fn tagged(&self, account: &str, wanted: &BTreeMap<String, String>) -> Result<bool, CallError> {
        let tags = self.ask("ListTagsForResource", json!({"ResourceId": account}), "Tags").await?;
        let has = |key: &String, value: &String| {
            tags.iter().any(|t| t["Key"].as_str() == Some(key) && t["Value"].as_str() == Some(value))
        };
        Ok(wanted.iter().all(|(key, value)| has(key, value)))
    }

    /// A list that an operation of AWS Organizations answers, all pages of it.
    async fn ask(&self, operation: &str, params: Value, list: &str) -> Result<Vec<Value>, CallError> {
        let Some(read) = operations::find("organizations", operation) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let mut take = |page: crate::model::Page| {
            found.extend(page.document.get(list).and_then(Value::as_array).into_iter().flatten().cloned());
        };
        self.source.fetch(read, self.region, &params, &mut take).await?;
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(id: &str, role: Option<&str>) -> Account {
        Account { id: id.into(), role: role.map(str::to_owned), external_id: None }
    }

    #[test]
    fn what_cannot_be_meant_is_an_error() {
        let role = Some("arn:aws:iam::111111111111:role/tickmark");
        assert!(check(&[account("111111111111", role)], None).is_ok());
        for wrong in [
            vec![account("11111111111", role)],
            vec![account("111111111111", Some("tickmark"))],
            vec![account("111111111111", role), account("111111111111", None)],
        ] {
            assert!(check(&wrong, None).is_err(), "{wrong:?}");
        }
        let organization = |text: &str| toml::from_str::<Organization>(text).unwrap();
        let good = organization("role_name = 'tickmark'\ninclude_ous = ['ou-a1-b2', 'r-a1']");
        assert!(check(&[], Some(&good)).is_ok());
        assert!(check(&[account("111111111111", role)], Some(&good)).is_err());
        assert!(check(&[], Some(&organization("role_name = 'arn:aws:iam::1:role/x'"))).is_err());
        assert!(check(&[], Some(&organization("role_name = 'x'\ninclude_ous = ['production']"))).is_err());
        assert!(check(&[], Some(&organization("role_name = 'x'\nexclude_accounts = ['1']"))).is_err());
    }

    #[test]
    fn a_list_is_in_the_order_of_ids() {
        let targets = listed(&[account("222222222222", None), account("111111111111", None)]);
        let ids: Vec<&str> = targets.iter().map(|t| t.account.as_str()).collect();
        assert_eq!(ids, ["111111111111", "222222222222"]);
    }
}
