//! Evaluates SPF as RFC 7208 does, but without a message: every mechanism that could be reached is
//! followed, and what limits apply to the worst case are applied.

mod macros;
mod record;

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use muster_facts::mail::SpfPolicy;
use muster_facts::{Fact, FactError};

use self::macros::DomainSpec;
pub use self::record::Record;
use self::record::{Mechanism, Qualifier};
use crate::network::resolver::{RecordType, Resolver, Response, place};

/// Terms that need the DNS, of one evaluation (RFC 7208, 4.6.4).
const MOST_LOOKUPS: u32 = 10;

/// Lookups that find nothing (RFC 7208, 4.6.4).
const MOST_VOID_LOOKUPS: u32 = 2;

/// Mail servers of one `mx` (RFC 7208, 4.6.4).
const MOST_MAIL_SERVERS: usize = 10;

/// Where counting ends: far beyond the limit, the exact number helps nobody.
const COUNTED_LOOKUPS: u32 = 50;

/// The policy of a domain.
pub(super) async fn policy(resolver: &Resolver, domain: &str) -> Fact<SpfPolicy> {
    let mut evaluation = Evaluation {
        resolver,
        lookups: 0,
        void_lookups: 0,
        included: Vec::new(),
        macros: false,
        problem: None,
    };
    let texts = texts(&resolver.lookup(domain, RecordType::Txt).await?);
    let mut all = None;
    if !texts.is_empty() {
        let path = BTreeSet::from([domain.to_owned()]);
        match evaluation.check(domain, &texts, &path).await {
            Ok(decided) => all = decided,
            Err(Stop::Permanent) => {}
            // What is wrong for certain stays wrong, whatever the rest would have been.
            Err(Stop::Unknown(_)) if evaluation.problem.is_some() => {}
            Err(Stop::Unknown(error)) => return Err(error),
        }
    }
    let (problem, message) = evaluation.problem.unzip();
    Ok(SpfPolicy {
        verdict: match (&problem, texts.is_empty()) {
            (Some(_), _) => "permerror",
            (None, true) => "none",
            (None, false) => "ok",
        }
        .to_owned(),
        records: texts,
        problem: problem.map(|problem: Problem| problem.code().to_owned()),
        message,
        lookups: evaluation.lookups,
        void_lookups: evaluation.void_lookups,
        all: all.map(|qualifier| qualifier.symbol().to_owned()),
        included: evaluation.included,
        macros: evaluation.macros,
        source: place(domain, RecordType::Txt),
    })
}

/// Why an evaluation ends in permerror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Problem {
    MultipleRecords,
    Syntax,
    TooManyLookups,
    TooManyVoidLookups,
    TooManyMailServers,
    IncludeWithoutRecord,
    RedirectWithoutRecord,
    Loop,
}

impl Problem {
    const fn code(self) -> &'static str {
        match self {
            Self::MultipleRecords => "multiple-records",
            Self::Syntax => "syntax",
            Self::TooManyLookups => "too-many-lookups",
            Self::TooManyVoidLookups => "too-many-void-lookups",
            Self::TooManyMailServers => "too-many-mail-servers",
            Self::IncludeWithoutRecord => "include-without-record",
            Self::RedirectWithoutRecord => "redirect-without-record",
            Self::Loop => "loop",
        }
    }
}

/// Why an evaluation went no further.
enum Stop {
    /// The problem is noted.
    Permanent,
    /// The DNS did not answer.
    Unknown(FactError),
}

impl From<FactError> for Stop {
    fn from(error: FactError) -> Self {
        Self::Unknown(error)
    }
}

struct Evaluation<'a> {
    resolver: &'a Resolver,
    lookups: u32,
    void_lookups: u32,
    included: Vec<String>,
    macros: bool,
    /// The first one, with a sentence.
    problem: Option<(Problem, String)>,
}

/// The qualifier of the `all` that decides, if one does.
type Decided<'a> = Pin<Box<dyn Future<Output = Result<Option<Qualifier>, Stop>> + Send + 'a>>;

impl Evaluation<'_> {
    /// `check_host()` of RFC 7208, 4, on the records of a domain. `path` are the domains that led
    /// here, this one included.
    fn check<'a>(
        &'a mut self,
        domain: &'a str,
        texts: &'a [String],
        path: &'a BTreeSet<String>,
    ) -> Decided<'a> {
        Box::pin(async move {
            let text = match texts {
                [text] => text,
                texts => {
                    let count = texts.len();
                    return Err(self.wrong(
                        Problem::MultipleRecords,
                        format!("{domain} has {count} SPF records; one is allowed"),
                    ));
                }
            };
            let record: Record = text
                .parse()
                .map_err(|why| self.wrong(Problem::Syntax, format!("{domain}: {why}")))?;
            for directive in &record.mechanisms {
                self.count(domain, &directive.term)?;
                self.follow(domain, &directive.term, &directive.mechanism, path)
                    .await?;
            }
            let Some(redirect) = &record.redirect else {
                return Ok(record.all);
            };
            let term = "redirect";
            self.count(domain, term)?;
            match self.records_of(domain, term, redirect, path).await? {
                None => Ok(None),
                Some((_, texts)) if texts.is_empty() => Err(self.wrong(
                    Problem::RedirectWithoutRecord,
                    format!("{domain}: `{term}` leads to a domain without an SPF record"),
                )),
                Some((target, texts)) => {
                    let path = with(path, &target);
                    self.check(&target, &texts, &path).await
                }
            }
        })
    }

    async fn follow(
        &mut self,
        domain: &str,
        term: &str,
        mechanism: &Mechanism,
        path: &BTreeSet<String>,
    ) -> Result<(), Stop> {
        match mechanism {
            Mechanism::Include(spec) => match self.records_of(domain, term, spec, path).await? {
                None => {}
                Some((_, texts)) if texts.is_empty() => {
                    return Err(self.wrong(
                        Problem::IncludeWithoutRecord,
                        format!("{domain}: `{term}` names a domain without an SPF record"),
                    ));
                }
                Some((target, texts)) => {
                    let path = with(path, &target);
                    self.check(&target, &texts, &path).await?;
                }
            },
            Mechanism::A(spec) => {
                if let Some(name) = self.name(domain, spec.as_ref()) {
                    let addresses = self.resolver.addresses(&name).await?;
                    self.count_void(addresses.is_empty(), domain, term);
                }
            }
            Mechanism::Mx(spec) => {
                if let Some(name) = self.name(domain, spec.as_ref()) {
                    self.mail_servers(domain, term, &name).await?;
                }
            }
            Mechanism::Exists(spec) => {
                if let Some(name) = self.name(domain, Some(spec)) {
                    let found = self.resolver.lookup(&name, RecordType::A).await?;
                    self.count_void(found.records.is_empty(), domain, term);
                }
            }
            // It asks for the name of the client's address, which nobody has here.
            Mechanism::Ptr => {}
        }
        Ok(())
    }

    async fn mail_servers(&mut self, domain: &str, term: &str, name: &str) -> Result<(), Stop> {
        let servers = self.resolver.lookup(name, RecordType::Mx).await?;
        self.count_void(servers.records.is_empty(), domain, term);
        if servers.records.len() > MOST_MAIL_SERVERS {
            let count = servers.records.len();
            return Err(self.wrong(
                Problem::TooManyMailServers,
                format!(
                    "{domain}: `{term}` has {count} mail servers; {MOST_MAIL_SERVERS} are allowed"
                ),
            ));
        }
        Ok(())
    }

    /// The SPF records of the domain that a term leads to, unless only a message says which.
    async fn records_of(
        &mut self,
        domain: &str,
        term: &str,
        spec: &DomainSpec,
        path: &BTreeSet<String>,
    ) -> Result<Option<(String, Vec<String>)>, Stop> {
        let Some(target) = self.name(domain, Some(spec)) else {
            return Ok(None);
        };
        if path.contains(&target) {
            return Err(self.wrong(
                Problem::Loop,
                format!("{domain}: `{term}` leads back to {target}"),
            ));
        }
        self.included.push(target.clone());
        let found = self.resolver.lookup(&target, RecordType::Txt).await?;
        self.count_void(found.records.is_empty(), domain, term);
        Ok(Some((target, texts(&found))))
    }

    /// The name that a term asks for; none where that depends on the message.
    fn name(&mut self, domain: &str, spec: Option<&DomainSpec>) -> Option<String> {
        let name = match spec {
            None => Some(domain.to_owned()),
            Some(spec) => spec.expand(domain),
        };
        self.macros |= name.is_none();
        name
    }

    fn count(&mut self, domain: &str, term: &str) -> Result<(), Stop> {
        self.lookups += 1;
        if self.lookups > MOST_LOOKUPS {
            let message =
                format!("{domain}: `{term}` is one lookup too many; {MOST_LOOKUPS} are allowed");
            let stop = self.wrong(Problem::TooManyLookups, message);
            if self.lookups >= COUNTED_LOOKUPS {
                return Err(stop);
            }
        }
        Ok(())
    }

    fn count_void(&mut self, void: bool, domain: &str, term: &str) {
        self.void_lookups += u32::from(void);
        if void && self.void_lookups > MOST_VOID_LOOKUPS {
            let message = format!(
                "{domain}: `{term}` is one lookup too many that finds nothing; {MOST_VOID_LOOKUPS} are allowed"
            );
            self.wrong(Problem::TooManyVoidLookups, message);
        }
    }

    /// Notes the first problem: it is the one at which an evaluation stops.
    fn wrong(&mut self, problem: Problem, message: String) -> Stop {
        self.problem.get_or_insert((problem, message));
        Stop::Permanent
    }
}

fn with(path: &BTreeSet<String>, domain: &str) -> BTreeSet<String> {
    path.iter().cloned().chain([domain.to_owned()]).collect()
}

/// The texts that are SPF records.
fn texts(response: &Response) -> Vec<String> {
    response
        .values()
        .filter(|text| record::is_spf(text))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests;
