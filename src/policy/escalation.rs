//! Which published ways to more rights an identity has.

use super::grants::{Grant, Held, On, Question, grants};
use super::methods::{METHODS, Method, Need, Target};
use super::parse::Document;

/// Who asks: its ARN, and the ARNs of what it has anyway (its groups, the policies attached to it).
#[derive(Clone, Debug, Default)]
pub struct Asker {
    pub arn: String,
    pub has: Vec<String>,
}

/// One way that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// The method's id.
    pub method: &'static str,
    pub actions: Vec<&'static str>,
    /// The policies that allow the actions, each once.
    pub via: Vec<String>,
    /// Open under conditions only.
    pub conditional: bool,
    pub source: &'static str,
}

impl Escalation {
    /// `pass-role-ec2 (iam:PassRole, ec2:RunInstances) by attached policy x`.
    pub fn words(&self) -> String {
        let under = if self.conditional { " under conditions" } else { "" };
        format!("{} ({}) by {}{under}", self.method, self.actions.join(", "), self.via.join(" and "))
    }
}

/// Whether everything is allowed on everything, without a condition.
pub fn is_admin(held: &[Held], boundary: Option<&Document>) -> bool {
    let all = |d: &Document| {
        d.statements.iter().any(|s| {
            let all =
                |p: &super::parse::Patterns, every: &[&str]| !p.negated && p.list.iter().any(|x| every.contains(&&**x));
            s.allow
                && s.trouble.is_none()
                && s.tests.is_empty()
                && all(&s.actions, &["*", "*:*"])
                && all(&s.resources, &["*"])
        })
    };
    // A Deny that leaves the rights over policies leaves the way back.
    let asked = Question { action: "iam:CreatePolicyVersion", on: On::This("*"), passed_to: None, own_name: "" };
    held.iter().any(|h| all(&h.document)) && grants(held, boundary, &asked).0 == Grant::Yes && boundary.is_none_or(all)
}

/// The ways that are open, in the order of the table.
pub fn escalations(held: &[Held], boundary: Option<&Document>, asker: &Asker) -> Vec<Escalation> {
    METHODS.iter().filter_map(|m| open(m, held, boundary, asker)).collect()
}

fn open(method: &Method, held: &[Held], boundary: Option<&Document>, asker: &Asker) -> Option<Escalation> {
    let mut out = Escalation {
        method: method.id,
        actions: method.needs.iter().map(|n| n.action).collect(),
        via: Vec::new(),
        conditional: false,
        source: method.source,
    };
    for need in method.needs {
        let (grant, via) = best(need, method, held, boundary, asker);
        match grant {
            Grant::No => return None,
            Grant::Conditional => out.conditional = true,
            Grant::Yes => {}
        }
        let via = via.unwrap_or_default().to_owned();
        if !out.via.contains(&via) {
            out.via.push(via);
        }
    }
    Some(out)
}

/// The most that is allowed on any of what would do.
fn best<'h>(
    need: &Need,
    method: &Method,
    held: &'h [Held],
    boundary: Option<&Document>,
    asker: &Asker,
) -> (Grant, Option<&'h str>) {
    let own_name = asker.arn.split_once(":user/").map_or("", |(_, path)| path.rsplit('/').next().unwrap_or(path));
    let ask = |on: On| {
        let question = Question {
            action: need.action,
            on,
            passed_to: method.passes_to.filter(|_| need.action == "iam:PassRole"),
            own_name,
        };
        grants(held, boundary, &question)
    };
    let probe = |kind: &str| probe(kind, &asker.arn);
    match need.on {
        Target::Any => ask(On::Any(&probe(need.action))),
        Target::Other(kind) => ask(On::This(&probe(kind))),
        Target::OtherOrOwn(kind) => {
            let mark = format!(":{}/", kind.split(':').nth(1).unwrap_or(kind));
            let own =
                asker.has.iter().chain([&asker.arn]).filter(|arn| arn.contains(&mark) && !arn.contains(":iam::aws:"));
            let own = own.map(|arn| ask(On::This(arn)));
            own.chain([ask(On::This(&probe(kind)))]).max_by_key(|(grant, _)| *grant).unwrap_or((Grant::No, None))
        }
    }
}

/// The ARN of something of a kind that nobody thought of: only a pattern that holds in general matches it.
fn probe(kind: &str, asker: &str) -> String {
    let mut parts = asker.split(':');
    let partition = parts.nth(1).unwrap_or("aws");
    let account = parts.nth(2).unwrap_or_default();
    let (service, name) = kind.split_once(':').unwrap_or((kind, ""));
    let region = if service == "iam" { "" } else { "us-east-1" };
    let between = if kind == "lambda:function" { ':' } else { '/' };
    format!("arn:{partition}:{service}:{region}:{account}:{name}{between}zz-nobody-thought-of-this")
}
