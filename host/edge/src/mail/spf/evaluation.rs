//! `check_host()` of RFC 7208, 4, without a message: every mechanism that could be reached is followed.

use std::collections::BTreeSet;
use std::future::Future;
use std::net::{IpAddr, Ipv4Addr};
use std::pin::Pin;

use muster_facts::FactError;

use super::macros::DomainSpec;
use super::matches::{Decision, Matches};
use super::record::{self, Directive, Mechanism, Prefixes, Qualifier, Record};
use super::senders::Senders;
use crate::network::resolver::{RecordType, Resolver, Response};

/// Terms that need the DNS, of one evaluation (RFC 7208, 4.6.4).
const MOST_LOOKUPS: u32 = 10;

/// Lookups that find nothing (RFC 7208, 4.6.4).
const MOST_VOID_LOOKUPS: u32 = 2;

/// Mail servers of one `mx` (RFC 7208, 4.6.4).
const MOST_MAIL_SERVERS: usize = 10;

/// Addresses from which nobody sends, of two networks for documentation (RFC 5737).
pub(super) const NOBODY: [Ipv4Addr; 2] = [
    Ipv4Addr::new(192, 0, 2, 231),
    Ipv4Addr::new(198, 51, 100, 157),
];

/// Where counting ends: far beyond the limit, the exact number helps nobody.
pub(super) const COUNTED_LOOKUPS: u32 = 50;

/// Why an evaluation ends in permerror.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
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
    pub(super) const fn code(self) -> &'static str {
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
pub(super) enum Stop {
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

pub(super) struct Evaluation<'a> {
    pub(super) resolver: &'a Resolver,
    /// The domain whose record came first.
    pub(super) sender: &'a str,
    pub(super) lookups: u32,
    pub(super) void_lookups: u32,
    pub(super) included: Vec<String>,
    pub(super) macros: bool,
    /// The first one, with a sentence.
    pub(super) problem: Option<(Problem, String)>,
}

type Decided<'a> = Pin<Box<dyn Future<Output = Result<Decision, Stop>> + Send + 'a>>;

impl Evaluation<'_> {
    /// `check_host()` of RFC 7208, 4, on the records of a domain. `path` are the domains that led
    /// here, this one included.
    pub(super) fn check<'a>(
        &'a mut self,
        domain: &'a str,
        texts: &'a [String],
        path: &'a BTreeSet<String>,
    ) -> Decided<'a> {
        Box::pin(async move {
            // Receivers do not choose between two records (4.5).
            let text = match texts {
                [text] => text,
                texts => {
                    let count = texts.len();
                    return Err(self.wrong(
                        Problem::MultipleRecords,
                        format!("{domain} has {count} SPF records; only one is allowed"),
                    ));
                }
            };
            let record: Record = text
                .parse()
                .map_err(|why| self.wrong(Problem::Syntax, format!("{domain}: {why}")))?;
            // The first term that matches decides (4.6.2), so each term gets only the senders that
            // those before it left.
            let mut left = Senders::everybody();
            let mut passing = Matches::default();
            for directive in &record.mechanisms {
                let Directive {
                    qualifier,
                    mechanism,
                    term,
                } = directive;
                // Before it is followed: the lookups of an included record count for this one, too
                // (4.6.4).
                if mechanism.asks() {
                    self.count(domain, term)?;
                }
                let matched = self.follow(domain, term, mechanism, path).await?;
                match qualifier {
                    Qualifier::Pass => passing.take(matched, &mut left),
                    Qualifier::Fail | Qualifier::SoftFail | Qualifier::Neutral => {
                        left.remove(&matched.senders);
                    }
                }
            }
            // There is none beside an `all`, which makes it void (6.1).
            let Some(redirect) = &record.redirect else {
                if record.all == Some(Qualifier::Pass) {
                    passing.take(Matches::everybody(domain, "+all"), &mut left);
                }
                return Ok(Decision {
                    all: record.all,
                    passing,
                });
            };
            let term = "redirect";
            self.count(domain, term)?;
            let all = match self.records_of(domain, term, redirect, path).await? {
                // Which record goes on depends on the message, so nobody is ruled out.
                None => {
                    passing.possible = true;
                    None
                }
                Some((_, texts)) if texts.is_empty() => {
                    return Err(self.wrong(
                        Problem::RedirectWithoutRecord,
                        format!("{domain}: `{term}` leads to a domain without an SPF record"),
                    ));
                }
                Some((target, texts)) => {
                    let path = with(path, &target);
                    let decided = self.check(&target, &texts, &path).await?;
                    passing.take(decided.passing, &mut left);
                    // Unlike an `include`, the other record decides in place of this one (6.1).
                    decided.all
                }
            };
            Ok(Decision { all, passing })
        })
    }

    /// Asks what a term leads to, and says whom it matches.
    async fn follow(
        &mut self,
        domain: &str,
        term: &str,
        mechanism: &Mechanism,
        path: &BTreeSet<String>,
    ) -> Result<Matches, Stop> {
        let matched = match mechanism {
            Mechanism::Network(address, prefix) => {
                Matches::certain(Senders::network(*address, *prefix), domain, term)
            }
            Mechanism::Include(spec) => match self.records_of(domain, term, spec, path).await? {
                None => Matches::some(),
                Some((_, texts)) if texts.is_empty() => {
                    return Err(self.wrong(
                        Problem::IncludeWithoutRecord,
                        format!("{domain}: `{term}` names a domain without an SPF record"),
                    ));
                }
                Some((target, texts)) => {
                    let path = with(path, &target);
                    // It matches where the other record says pass (5.2).
                    self.check(&target, &texts, &path).await?.passing
                }
            },
            Mechanism::A(spec, prefixes) => match self.name(domain, spec.as_ref()) {
                None => Matches::some(),
                Some(name) => {
                    let addresses = self.resolver.addresses(&name).await?;
                    self.count_void(addresses.is_empty(), domain, term);
                    Matches::certain(around(addresses, *prefixes), domain, term)
                }
            },
            Mechanism::Mx(spec, prefixes) => match self.name(domain, spec.as_ref()) {
                None => Matches::some(),
                Some(name) => self.mail_servers(domain, term, &name, *prefixes).await?,
            },
            Mechanism::Exists(spec) => match self.name(domain, Some(spec)) {
                None => {
                    if self.exists_for_anybody(domain, spec).await {
                        Matches::everybody(domain, term)
                    } else {
                        Matches::some()
                    }
                }
                Some(name) => {
                    // A only, whichever IP version the client uses (5.7).
                    let found = self.resolver.lookup(&name, RecordType::A).await?;
                    self.count_void(found.records.is_empty(), domain, term);
                    if found.records.is_empty() {
                        Matches::default()
                    } else {
                        Matches::everybody(domain, term)
                    }
                }
            },
            // It asks for the name of the client's address, which nobody has here.
            Mechanism::Ptr => Matches::some(),
        };
        Ok(matched)
    }

    /// Whether the name that a message makes exists for whoever sends it, as below a wildcard: also for
    /// addresses from which nobody can. Without an answer it is not said to.
    async fn exists_for_anybody(&self, domain: &str, spec: &DomainSpec) -> bool {
        for address in NOBODY {
            let name = spec.expand_for(domain, self.sender, address);
            let found = self.resolver.lookup(&name, RecordType::A).await;
            if !found.is_ok_and(|found| !found.records.is_empty()) {
                return false;
            }
        }
        true
    }

    async fn mail_servers(
        &mut self,
        domain: &str,
        term: &str,
        name: &str,
        prefixes: Prefixes,
    ) -> Result<Matches, Stop> {
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
        // `.` is not a server (RFC 7505).
        let hosts: Vec<&str> = servers
            .values()
            .filter_map(|server| server.split_once(' ')?.1.strip_suffix('.'))
            .filter(|host| !host.is_empty())
            .collect();
        let mut matched = Matches {
            possible: !hosts.is_empty(),
            ..Matches::default()
        };
        // Where the addresses are next to nothing of the internet, a lookup for each server is saved.
        if prefixes.are_large() {
            let mut addresses = Vec::new();
            for host in hosts {
                addresses.extend(self.resolver.addresses(host).await?);
            }
            matched = Matches::certain(around(addresses, prefixes), domain, term);
        }
        Ok(matched)
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
        // Two terms may lead to one record side by side; only one that is on the way here is a circle.
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
            Some(spec) => spec.expand(domain, self.sender),
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
            // Goes on past the limit, to tell how far it is exceeded.
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
            // Receivers may stop here (4.6.4), so the limit is noted, and the rest is still followed.
            self.wrong(Problem::TooManyVoidLookups, message);
        }
    }

    /// Notes the first problem: it is the one at which an evaluation stops.
    fn wrong(&mut self, problem: Problem, message: String) -> Stop {
        self.problem.get_or_insert((problem, message));
        Stop::Permanent
    }
}

/// The networks of addresses.
fn around(addresses: Vec<IpAddr>, prefixes: Prefixes) -> Senders {
    let mut senders = Senders::default();
    for address in addresses {
        senders.add(&Senders::network(address, prefixes.of(address)));
    }
    senders
}

fn with(path: &BTreeSet<String>, domain: &str) -> BTreeSet<String> {
    path.iter().cloned().chain([domain.to_owned()]).collect()
}

/// The texts that are SPF records.
pub(super) fn texts(response: &Response) -> Vec<String> {
    response
        .values()
        .filter(|text| record::is_spf(text))
        .map(str::to_owned)
        .collect()
}
