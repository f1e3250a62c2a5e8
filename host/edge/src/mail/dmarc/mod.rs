//! Finds the DMARC policy of a domain by the tree walk of RFC 9989, and asks whether others take
//! the reports that it wants to send to them (RFC 9990).

mod record;
mod report_uri;

use muster_facts::mail::DmarcPolicy;
use muster_facts::{Fact, FactError, Source};

pub use self::record::Record;
use crate::network::resolver::{RecordType, Resolver, Status, place};

/// Labels of the longest name that is asked for after the first one (RFC 9989, 4.10).
const LONGEST_WALK: usize = 7;

/// Addresses for reports that are checked. Nobody has as many; each costs a question.
const MOST_REPORT_ADDRESSES: usize = 10;

/// The policy that applies to a domain.
pub(super) async fn policy(resolver: &Resolver, domain: &str) -> Fact<DmarcPolicy> {
    let steps = walk(resolver, domain).await?;
    let Some(found) = applicable(&steps) else {
        return Ok(without_record(&steps, domain));
    };
    let record = match &found.content {
        Content::Record(record) => record,
        Content::Nothing | Content::Several(_) | Content::Wrong(_) => {
            return Ok(without_record(&steps, domain));
        }
    };
    let policy = if found.domain == domain {
        record.policy()
    } else if exists(resolver, domain).await? {
        record.subdomain_policy()
    } else {
        record.nonexistent_policy()
    };
    let organisation = organisation(&steps);
    let (below_at, below) = below(&steps, found, record);
    let reports = record.report_uris();
    Ok(DmarcPolicy {
        verdict: "ok".to_owned(),
        problem: record.problem.clone(),
        found_at: Some(found.domain.clone()),
        records: found.texts.clone(),
        tags: record.tags.clone(),
        policy: Some(policy),
        below_at: Some(below_at.to_owned()),
        subdomain_policy: Some(below.subdomain_policy()),
        nonexistent_policy: Some(below.nonexistent_policy()),
        weakened: record.is_weakened(),
        report_addresses: reports
            .filter(|uri| report_uri::mail_domain(uri).is_some())
            .map(str::to_owned)
            .collect(),
        external_reports: external_reports(resolver, &found.domain, organisation, record).await,
        source: found.source(),
    })
}

/// The record that applies to names below the domain, and whose it is: not that of the domain itself
/// where that is not its own organisation, since receivers go on to the organisation's
/// (RFC 9989, 4.7, `sp`).
fn below<'a>(steps: &'a [Step], found: &'a Step, record: &'a Record) -> (&'a str, &'a Record) {
    let own = (found.domain.as_str(), record);
    if record.public_suffix() == Some(true) {
        return own;
    }
    let organisation = organisation(steps);
    steps
        .iter()
        .filter(|step| Some(step.domain.as_str()) == organisation)
        .find_map(|step| Some((step.domain.as_str(), step.record()?)))
        .unwrap_or(own)
}

/// Where a domain publishes its policy (RFC 9989, 4.7).
fn name_for(domain: &str) -> String {
    format!("_dmarc.{domain}")
}

/// What one name of the walk has.
struct Step {
    domain: String,
    texts: Vec<String>,
    content: Content,
}

enum Content {
    Nothing,
    Record(Record),
    /// So many records that receivers discard all of them (RFC 9989, 4.10).
    Several(usize),
    /// A record because of which receivers do nothing, and why.
    Wrong(String),
}

impl Step {
    fn source(&self) -> Source {
        place(&name_for(&self.domain), RecordType::Txt)
    }

    fn record(&self) -> Option<&Record> {
        match &self.content {
            Content::Record(record) => Some(record),
            Content::Nothing | Content::Several(_) | Content::Wrong(_) => None,
        }
    }
}

/// The names from the domain upwards, up to one that says whether it is a public suffix
/// (RFC 9989, 4.10).
async fn walk(resolver: &Resolver, domain: &str) -> Result<Vec<Step>, FactError> {
    let mut steps = Vec::new();
    for name in names(domain) {
        let found = match resolver.lookup(&name_for(name), RecordType::Txt).await {
            Ok(found) => found,
            // A record of the domain itself applies, whoever is above.
            Err(_)
                if steps
                    .first()
                    .is_some_and(|own: &Step| own.record().is_some()) =>
            {
                break;
            }
            Err(error) => return Err(error),
        };
        let texts: Vec<String> = found
            .values()
            .filter(|text| record::is_dmarc(text))
            .map(str::to_owned)
            .collect();
        let content = match texts.as_slice() {
            [] => Content::Nothing,
            [text] => Record::parse(text).map_or_else(Content::Wrong, Content::Record),
            several => Content::Several(several.len()),
        };
        let ends = matches!(&content, Content::Record(record) if record.public_suffix().is_some());
        steps.push(Step {
            domain: name.to_owned(),
            texts,
            content,
        });
        if ends {
            break;
        }
    }
    Ok(steps)
}

/// The domain, then what is above it; from a long name straight to seven labels.
fn names(domain: &str) -> Vec<&str> {
    let labels = domain.split('.').count();
    let mut names = vec![domain];
    let mut rest = domain;
    let mut left = labels;
    while let Some((_, parent)) = rest.split_once('.') {
        rest = parent;
        left -= 1;
        if left <= LONGEST_WALK {
            names.push(rest);
        }
    }
    names
}

/// The step whose record applies: the domain's own, right or wrong, else that of its organisation,
/// else that of the public suffix above (RFC 9989, 4.10.1).
fn applicable(steps: &[Step]) -> Option<&Step> {
    let own = steps
        .first()
        .filter(|step| matches!(step.content, Content::Record(_) | Content::Wrong(_)));
    own.or_else(|| {
        let organisation = organisation(steps)?;
        steps
            .iter()
            .find(|step| step.domain == organisation && step.record().is_some())
    })
    .or_else(|| {
        steps.iter().rfind(|step| {
            step.record()
                .is_some_and(|record| record.public_suffix() == Some(true))
        })
    })
}

/// The organisational domain (RFC 9989, 4.10.2).
fn organisation(steps: &[Step]) -> Option<&str> {
    let first = steps.first()?;
    let mut below: Option<&Step> = None;
    for step in steps {
        match step.record().and_then(Record::public_suffix) {
            Some(false) => return Some(&step.domain),
            Some(true) if step.domain != first.domain => {
                return below.map(|step| step.domain.as_str());
            }
            Some(_) | None => below = Some(step),
        }
    }
    // No record says: the one with the fewest labels, else the domain itself.
    let highest = steps.iter().rfind(|step| step.record().is_some());
    Some(&highest.unwrap_or(first).domain)
}

/// No record can be used: none is there, or the nearest one is wrong.
fn without_record(steps: &[Step], domain: &str) -> DmarcPolicy {
    let wrong = steps.iter().find_map(|step| match &step.content {
        Content::Wrong(problem) => Some((step, problem.clone())),
        Content::Several(count) => Some((
            step,
            format!("there are {count} records, but only one is allowed"),
        )),
        Content::Nothing | Content::Record(_) => None,
    });
    let (verdict, problem, step) = match wrong {
        Some((step, problem)) => ("invalid", Some(problem), Some(step)),
        None => ("none", None, None),
    };
    DmarcPolicy {
        verdict: verdict.to_owned(),
        problem,
        found_at: step.map(|step| step.domain.clone()),
        records: step.map(|step| step.texts.clone()).unwrap_or_default(),
        tags: Vec::new(),
        policy: None,
        below_at: None,
        subdomain_policy: None,
        nonexistent_policy: None,
        weakened: false,
        report_addresses: Vec::new(),
        external_reports: Vec::new(),
        source: step.map_or_else(|| place(&name_for(domain), RecordType::Txt), Step::source),
    }
}

/// Whether a name exists in the DNS; `np` is for those that do not (RFC 9989, 3.2.13).
async fn exists(resolver: &Resolver, domain: &str) -> Result<bool, FactError> {
    let found = resolver.lookup(domain, RecordType::A).await?;
    Ok(found.status == Status::NoError)
}

/// The addresses of others, each with whether that one takes reports (RFC 9990, 4).
async fn external_reports(
    resolver: &Resolver,
    policy_domain: &str,
    organisation: Option<&str>,
    record: &Record,
) -> Vec<(String, Result<bool, FactError>)> {
    let organisation = organisation.unwrap_or(policy_domain);
    let mut reports = Vec::new();
    for uri in record.report_uris().take(MOST_REPORT_ADDRESSES) {
        let Some(domain) = report_uri::mail_domain(uri) else {
            continue;
        };
        let own = domain == organisation || domain.ends_with(&format!(".{organisation}"));
        if own {
            continue;
        }
        let name = format!("{policy_domain}._report._dmarc.{domain}");
        let accepts = resolver
            .lookup(&name, RecordType::Txt)
            .await
            .map(|found| takes_reports(found.values(), &domain));
        reports.push((uri.to_owned(), accepts));
    }
    reports
}

/// Whether the records of a host that gets reports say that it takes them. It may have them sent to
/// another address, but not to another host (RFC 9990, 4).
fn takes_reports<'a>(texts: impl Iterator<Item = &'a str>, host: &str) -> bool {
    let texts: Vec<&str> = texts.filter(|text| record::is_dmarc(text)).collect();
    let hosts = texts.iter().flat_map(|text| record::overriding_hosts(text));
    !texts.is_empty() && hosts.into_iter().all(|other| other == host)
}

#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tests;
