//! `accounts/su-restricted`

use muster_sdk::accounts::{self, Directory, Group};
use muster_sdk::pam::{self, Entry, ModuleOption, Problem, Service};
use muster_sdk::sentence::list;
use muster_sdk::{Finding, Outcome, Source, fits_pattern};

use crate::commands;
use crate::members::{Member, members};
use crate::unseen::unseen;

muster_sdk::parameters! {
    struct Parameters {
        /// The services that make anyone who knows a password root.
        services: Vec<String> = ["su", "su-l"],
        /// Accounts that may be in the group that su is for; `*` for any.
        allowed: Vec<String> = ["*"],
    }
}

muster_sdk::rule! {
    id: "accounts/su-restricted",
    severity: Low,
    precision: High,
    tags: ["accounts", "privileges"],
    documentation: "su_restricted.md",
    parameters: Parameters,
    check: check,
}

const SUBJECT: &str = "su";
const WHEEL: &str = "pam_wheel.so";

/// The group that pam_wheel(8) uses if its line names none.
const USUAL: &str = "wheel";

fn check(parameters: Parameters) -> Outcome {
    let services = pam::services()?;
    let entries = pam::entries()?;
    let problems = pam::problems()?;
    let options = pam::options()?;
    let mut findings = Vec::new();
    let chosen: Vec<&Service> = services
        .iter()
        .filter(|service| parameters.services.contains(&service.name))
        .collect();
    for service in &chosen {
        let file = service.source.name.as_str();
        let name = service.name.as_str();
        let asked: Vec<&Entry> = entries
            .iter()
            .filter(|entry| entry.service == name && entry.kind == Entry::KIND_AUTH)
            .collect();
        if let Some(problem) = problems.iter().find(|problem| problem.service == name) {
            findings.push(unjudged(name, problem).of_file(file));
            continue;
        }
        // One that only includes another, as su-l does, is judged there.
        let mut before = chosen.iter().take_while(|other| other.name != name);
        if !asked.is_empty()
            && before.any(|other| lines_of(&entries, &other.name) == lines_of(&entries, name))
        {
            continue;
        }
        let lines: Vec<&Entry> = asked
            .iter()
            .copied()
            .filter(|entry| entry.module == WHEEL && entry.reached)
            .collect();
        let counting: Vec<&Entry> = lines.iter().copied().filter(|line| line.enforced).collect();
        let service_lines = Lines {
            name,
            file,
            counting: &counting,
            options: &options,
        };
        match (counting.is_empty(), lines.as_slice()) {
            (false, _) => findings.extend(service_lines.judge(&parameters.allowed)?),
            // One may stand for the other: which accounts get through then depends on both.
            (true, [first, _, ..]) => findings.push(
                Finding::error(
                    name,
                    format!("{} lines ask {WHEEL}, and none of them decides alone, so it is not known who gets through {name}.", lines.len()),
                )
                .of_file(file)
                .at(first.source.clone(), "is one of them"),
            ),
            (true, _) => findings.push(
                Finding::fail(name, format!("Whoever knows root's password becomes root with {name}."))
                    .required("only members of a group")
                    .fix(format!(
                        "Behind the line of pam_rootok.so in {file} write `auth required {WHEEL} use_uid group=…`"
                    ))
                    .of_file(file)
                    .at(service.source.clone(), "asks no pam_wheel.so that counts"),
            ),
        }
    }
    if findings.is_empty() {
        let reason = "No service that the policy names is there.";
        findings.push(Finding::not_applicable(SUBJECT, reason));
    }
    Ok(findings)
}

/// The lines of a service that ask a module to authenticate someone.
fn lines_of<'a>(entries: &'a [Entry], service: &str) -> Vec<&'a Source> {
    let own = entries
        .iter()
        .filter(|entry| entry.service == service && entry.kind == Entry::KIND_AUTH);
    own.map(|entry| &entry.source).collect()
}

fn unjudged(name: &str, problem: &Problem) -> Finding {
    let reason = format!("the service {name}: {}", problem.message);
    Finding::error(name, reason).at(problem.source.clone(), "is not understood")
}

/// The lines of a service that ask pam_wheel, each of which has to agree.
struct Lines<'a> {
    name: &'a str,
    file: &'a str,
    counting: &'a [&'a Entry],
    options: &'a [ModuleOption],
}

impl Lines<'_> {
    fn value(&self, line: &Entry, option: &str) -> Option<String> {
        let is_asked = |one: &&ModuleOption| one.entry == line.source && one.name == option;
        let found = self.options.iter().find(is_asked);
        found.and_then(|found| found.value.clone())
    }

    fn judge(&self, allowed: &[String]) -> Outcome {
        let name = self.name;
        let (asking, denying): (Vec<&Entry>, Vec<&Entry>) = self
            .counting
            .iter()
            .copied()
            .partition(|line| self.value(line, "deny").as_deref() == Some("no"));
        let Some(first) = asking.first() else {
            let line = denying.first().map(|line| line.source.clone());
            let finding = Finding::fail(
                name,
                format!("{WHEEL} turns away the members of a group from {name}, and nobody else."),
            )
            .of_file(self.file);
            return Ok(vec![match line {
                Some(line) => finding
                    .fix(format!("Take `deny` out of {}", line.location()))
                    .at(line, "turns them away"),
                None => finding,
            }]);
        };
        let (groups, accounts) = (accounts::groups()?, accounts::accounts()?);
        let mut names: Vec<String> = Vec::new();
        for line in &asking {
            let Some(group) = self.value(line, "group") else {
                let reason = format!("the group that {name} is for is not one of this host");
                return Ok(vec![
                    Finding::error(name, reason)
                        .of_file(self.file)
                        .at(line.source.clone(), "names it"),
                ]);
            };
            let group = effective_group(group, &groups);
            if !names.contains(&group) {
                names.push(group);
            }
        }
        let (who, whom) = match names.as_slice() {
            [one] => (one.clone(), format!("members of {one}")),
            several => {
                let each = format!("each of {}", list(several, "and"));
                let whom = format!("those in {each}");
                (each, whom)
            }
        };
        let places = |finding: Finding| {
            let each = asking.iter();
            each.fold(finding.of_file(self.file), |finding, line| {
                finding.at(line.source.clone(), "asks for the group")
            })
        };
        let pass = places(Finding::pass(
            name,
            format!("Only {whom} become root with {name}."),
        ));
        if allowed.iter().any(|one| one == "*") {
            return Ok(vec![pass]);
        }
        // Whom a line turns away although another lets them through.
        let mut denied = Vec::new();
        for line in denying {
            let group = self.value(line, "group");
            let group = group.map(|group| effective_group(group, &groups));
            denied.extend(group.map(|group| members(&group, &groups, &accounts)));
        }
        let is_denied = |member: &Member| {
            denied
                .iter()
                .flatten()
                .any(|denied| denied.name == member.name)
        };
        let [first_group, others @ ..] = names.as_slice() else {
            return Ok(vec![pass]);
        };
        let others: Vec<Vec<Member>> = others
            .iter()
            .map(|group| members(group, &groups, &accounts))
            .collect();
        let is_in_all = |member: &Member| {
            others
                .iter()
                .all(|group| group.iter().any(|other| other.name == member.name))
        };
        let unwanted = members(first_group, &groups, &accounts)
            .into_iter()
            .filter(|member| is_in_all(member) && !is_denied(member))
            .filter(|member| !allowed.iter().any(|one| fits_pattern(one, &member.name)));
        let mut findings: Vec<Finding> = unwanted
            .map(|member| too_many(name, &who, first_group, first, &member, allowed))
            .collect();
        let unseen = unseen(
            &[Directory::DATABASE_PASSWD, Directory::DATABASE_GROUP],
            "who is in the group that su is for",
        )?;
        if findings.is_empty() && unseen.is_empty() {
            findings.push(pass);
        }
        findings.extend(unseen);
        Ok(findings)
    }
}

/// If the usual group does not exist, it is the one with the number 0.
fn effective_group(named: String, groups: &[Group]) -> String {
    if named != USUAL || groups.iter().any(|group| group.name == named) {
        return named;
    }
    let roots = groups.iter().find(|group| group.gid == 0);
    roots.map_or(named, |group| group.name.clone())
}

fn too_many(
    name: &str,
    who: &str,
    group: &str,
    line: &Entry,
    member: &Member,
    allowed: &[String],
) -> Finding {
    let account = &member.name;
    let fix = if member.is_primary {
        commands::sentence(&commands::change_primary_group(account))
    } else {
        format!("Run `{}`", commands::leave_group(account, group))
    };
    Finding::fail(
        format!("{name}/{account}"),
        format!("{account} is in {who}, whose members become root with {name}."),
    )
    .observed(account)
    .required(if allowed.is_empty() {
        "nobody".to_owned()
    } else {
        allowed.join(", ")
    })
    .fix(fix)
    .of_file("/etc/group")
    .at(line.source.clone(), "asks for the group")
}
