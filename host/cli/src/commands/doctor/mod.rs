//! `muster doctor`: load · select · plan · collect, and say of each kind of facts whether it could be read, and how
//! many rules depend on it.
//!
//! What a rule depends on is found out by trying: it is judged again with the facts of one domain taken away.

mod domains;
mod way_out;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use muster_facts::{Domain, FactError, Secrets, Snapshot};
use muster_outcomes::{Evaluation, Outcome, RuleId, Status};
use muster_report::{Diagnosis, FactSource, Options, Reading};
use muster_target::{Kind, NetworkAccess};

use self::domains::errors_of;
use self::way_out::Host;
use crate::args::{Doctor, Narrowing, PolicyArgs};
use crate::failure::Failure;
use crate::outputs::to_stdout;
use crate::progress::Progress;
use crate::session::Session;
use crate::{INCOMPLETE, target};

/// Why the network was not asked.
const NOT_ASKED: &str = "A scan asks the network for it.";

/// Why facts are missing that are taken away.
const TAKEN_AWAY: &str = "it is taken away to see which rules need it";

/// What the rules of a plugin cost that is not loaded.
const PLUGIN_MISSING: &str = "a plugin of the policy could not be loaded";

pub(crate) fn run(arguments: &Doctor, options: &Options, secrets: &Secrets) -> Result<u8, Failure> {
    let progress = Progress::start("loading plugins");
    let session = Session::load_to_judge(
        &PolicyArgs {
            source: arguments.policy.clone(),
            narrowing: Narrowing {
                no_cache: arguments.no_cache,
                ..Narrowing::default()
            },
        },
        &progress,
    )?;
    let system = target::open(&arguments.target.without_network())?;
    let network = match system.kind() {
        Kind::Recording => NetworkAccess::Recorded,
        Kind::Live | Kind::Root => NetworkAccess::Off(FactError::Unsupported(NOT_ASKED.to_owned())),
    };
    let snapshot = session.collect(&*system, &network, &progress, secrets);
    progress.phase("trying the rules without each kind of facts");
    let host = Host::of(&*system, &snapshot, arguments);
    let diagnosis = diagnose(&session, &snapshot, &host, secrets);
    drop(progress);
    to_stdout(&secrets.scrub(&muster_report::doctor(&diagnosis, options)))?;
    Ok(match diagnosis.lost {
        0 => 0,
        _ => INCOMPLETE,
    })
}

/// The outcomes of each rule.
type Judged<'a> = BTreeMap<&'a RuleId, Vec<&'a Outcome>>;

fn judged(evaluation: &Evaluation) -> Judged<'_> {
    let mut judged = Judged::new();
    for outcome in &evaluation.outcomes {
        judged.entry(&outcome.rule).or_default().push(outcome);
    }
    judged
}

fn diagnose(session: &Session, snapshot: &Snapshot, host: &Host, secrets: &Secrets) -> Diagnosis {
    let evaluation = session.evaluate(snapshot, secrets);
    let known = judged(&evaluation);
    let lost: BTreeSet<&RuleId> = known
        .iter()
        .filter(|(_, outcomes)| outcomes.iter().any(|outcome| reason(outcome).is_some()))
        .map(|(rule, _)| *rule)
        .collect();
    let mut explained = BTreeSet::new();
    let mut sources = Vec::new();
    for domain in session.domains() {
        let without = session.evaluate(&without(snapshot, domain), secrets);
        let changed = judged(&without);
        let depends = |rule: &&&RuleId| changed.get(**rule) != known.get(**rule);
        let own: BTreeSet<&RuleId> = known.keys().filter(depends).copied().collect();
        let (reading, reasons) = reading(&errors_of(&snapshot.facts, domain));
        let lost: BTreeSet<&RuleId> = match reading.is_unread() {
            true => own.intersection(&lost).copied().collect(),
            false => BTreeSet::new(),
        };
        sources.push(FactSource {
            about: about(domain),
            reading,
            rules: own.len(),
            lost: lost.len(),
            ways_out: host.ways_out(reading, &reasons),
            reasons,
        });
        explained.extend(lost);
    }
    let mut others: BTreeSet<&str> = lost
        .difference(&explained)
        .filter_map(|rule| known.get(*rule))
        .flatten()
        .filter_map(|outcome| reason(outcome))
        .collect();
    if session.is_incomplete() {
        others.insert(PLUGIN_MISSING);
    }
    Diagnosis {
        muster: snapshot.muster.clone(),
        target: snapshot.target.clone(),
        policy: session.selection().policy.clone(),
        sources,
        rules: known.len(),
        lost: lost.len(),
        others: others.into_iter().map(str::to_owned).collect(),
    }
}

fn reason(outcome: &Outcome) -> Option<&str> {
    match &outcome.status {
        Status::Error(reason) => Some(reason),
        Status::Pass | Status::Fail | Status::NotApplicable(_) | Status::Manual(_) => None,
    }
}

/// The snapshot, with every fact of a domain taken away.
fn without(snapshot: &Snapshot, domain: Domain) -> Snapshot {
    let error = FactError::Failed(TAKEN_AWAY.to_owned());
    Snapshot {
        facts: Arc::new(domains::without(&snapshot.facts, domain, &error)),
        ..snapshot.clone()
    }
}

/// What a domain is about: the first sentence of its documentation.
fn about(domain: Domain) -> String {
    let about = domain.about();
    let sentence = about.split_once(". ").map_or(about, |(first, _)| first);
    sentence.trim_end_matches('.').to_owned()
}

/// What the errors of a domain come to, and each reason once.
fn reading(errors: &[FactError]) -> (Reading, Vec<String>) {
    let of = |error: &FactError| match error {
        FactError::Denied(_) => Reading::Denied,
        FactError::Failed(reason) if way_out::missing_program(reason).is_some() => {
            Reading::ProgramMissing
        }
        FactError::Failed(_) => Reading::Failed,
        FactError::Unsupported(reason) if reason == NOT_ASKED => Reading::NotAsked,
        FactError::Unsupported(_) => Reading::NotHere,
    };
    let worst = errors.iter().map(of).min();
    // What the host cannot have in part is read in whole.
    let reading = worst.map_or(Reading::Read, |worst| worst);
    let reasons: BTreeSet<&str> = errors
        .iter()
        .filter(|error| of(error) == reading)
        .map(FactError::reason)
        .collect();
    (reading, reasons.into_iter().map(str::to_owned).collect())
}
