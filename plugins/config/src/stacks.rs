//! Which stacks of PAM a rule is about, and how to change one.

use muster_sdk::pam::{Entry, Layout, Problem, Service};
use muster_sdk::{Finding, NotEvaluated, Outcome, pam};

/// The names of the files that services share; those that begin as in the second list have one kind of stack each.
const SHARED: [&str; 2] = ["system-auth", "password-auth"];
const SHARED_BY_KIND: [&str; 2] = ["common-", "base-"];

const KINDS: [&str; 4] = [
    Entry::KIND_AUTH,
    Entry::KIND_ACCOUNT,
    Entry::KIND_PASSWORD,
    Entry::KIND_SESSION,
];

/// Stands for every service.
const EVERY: &str = "*";

/// The stacks of PAM of a host.
pub(crate) struct Stacks {
    services: Vec<Service>,
    entries: Vec<Entry>,
    problems: Vec<Problem>,
    layout: String,
}

/// A stack that a rule is about.
pub(crate) struct Stack<'a> {
    pub(crate) service: &'a Service,
    pub(crate) kind: &'a str,
    /// What keeps it from being judged.
    pub(crate) problem: Option<&'a Problem>,
}

impl Stacks {
    /// None on a host without PAM.
    pub(crate) fn of_host() -> Result<Option<Self>, NotEvaluated> {
        let services = pam::services()?;
        if services.is_empty() {
            return Ok(None);
        }
        let layout = pam::layouts()?.into_iter().next();
        Ok(Some(Self {
            services,
            entries: pam::entries()?,
            problems: pam::problems()?,
            layout: layout.map_or_else(|| Layout::KIND_PLAIN.to_owned(), |layout| layout.kind),
        }))
    }

    /// The stacks of one kind: of the services that are named, or of the files that services share; none where nothing
    /// is shared for that kind.
    ///
    /// # Errors
    /// There is no such kind.
    pub(crate) fn chosen<'a>(
        &'a self,
        named: &[String],
        kind: &'a str,
    ) -> Result<Vec<Stack<'a>>, NotEvaluated> {
        if !KINDS.contains(&kind) {
            return Err(NotEvaluated::because(format!(
                "`kinds` has `{kind}`, and there are {}",
                KINDS.join(", ")
            )));
        }
        let shared = |name: &str| {
            SHARED.contains(&name)
                || SHARED_BY_KIND
                    .iter()
                    .any(|start| name.strip_prefix(start) == Some(kind))
        };
        let is_chosen = |service: &&Service| {
            if named.is_empty() {
                shared(&service.name)
            } else {
                named.iter().any(|one| one == EVERY || *one == service.name)
            }
        };
        let chosen = self.services.iter().filter(is_chosen);
        Ok(chosen.map(|service| self.stack(service, kind)).collect())
    }

    /// The stacks of one kind that any service has, or may have.
    pub(crate) fn having<'a>(&'a self, kind: &'a str) -> Vec<Stack<'a>> {
        let has = |stack: &Stack<'_>| {
            let mut entries = self.entries.iter();
            stack.problem.is_some()
                || entries.any(|entry| entry.service == stack.service.name && entry.kind == kind)
        };
        let all = self.services.iter();
        all.map(|service| self.stack(service, kind))
            .filter(has)
            .collect()
    }

    fn stack<'a>(&'a self, service: &'a Service, kind: &'a str) -> Stack<'a> {
        let of_service = |problem: &&Problem| problem.service == service.name;
        Stack {
            service,
            kind,
            problem: self.problems.iter().find(of_service),
        }
    }

    /// The lines of a stack that ask a module.
    pub(crate) fn asking<'a>(&'a self, stack: &Stack<'_>, module: &str) -> Vec<&'a Entry> {
        self.entries
            .iter()
            .filter(|entry| {
                entry.service == stack.service.name
                    && entry.kind == stack.kind
                    && entry.module == module
            })
            .collect()
    }

    /// Who writes the stacks, as in [`Layout`].
    pub(crate) fn layout(&self) -> &str {
        &self.layout
    }
}

impl Stack<'_> {
    /// The finding for a stack that cannot be judged.
    pub(crate) fn unjudged(&self, subject: String) -> Option<Finding> {
        self.problem.map(|problem| {
            let reason = format!("the service {}: {}", self.service.name, problem.message);
            Finding::error(subject, reason).at(problem.source.clone(), "is not understood")
        })
    }
}

/// What a rule says on a host without PAM.
pub(crate) fn without_pam() -> Outcome {
    let reason = "Nothing authenticates through PAM here.";
    Ok(vec![
        Finding::not_applicable("pam", reason).of_file("/etc/pam.d"),
    ])
}
