//! `files/unowned`

use std::collections::BTreeSet;

use muster_sdk::{Finding, Outcome, tree};

use crate::places::{Scope, counted, find_command, findings, place_words, roots};

muster_sdk::parameters! {
    struct Parameters {
        /// Paths that may be so, with all below them; `*` stands for any part of a name.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "files/unowned",
    severity: Low,
    precision: High,
    tags: ["files"],
    documentation: "unowned.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let hits = tree::unowned()?;
    let services = tree::directory_services()?;
    let everywhere = ["/".to_owned()];
    let scope = Scope {
        below: &everywhere,
        allowed: &parameters.allowed,
    };
    let roots = roots()?;
    let judge = |place: &tree::Place| {
        if services.is_empty() {
            judge(place)
        } else {
            unknown(place, &services)
        }
    };
    findings(hits, &scope, judge, || {
        format!("Muster walked through {roots}, and every file there has an account and a group.")
    })
}

fn judge(place: &tree::Place) -> Finding {
    let path = place.path.as_str();
    let mut numbers = BTreeSet::new();
    for one in &place.examples {
        if one.owner.is_none() {
            numbers.insert(format!("uid {}", one.uid));
        }
        if one.group.is_none() {
            numbers.insert(format!("gid {}", one.gid));
        }
    }
    let numbers: Vec<String> = numbers.into_iter().collect();
    let numbers = match numbers.join(", ") {
        none if none.is_empty() => none,
        some => format!(" ({some})"),
    };
    let argument = find_command(path, place.is_home);
    Finding::fail(
        path,
        format!(
            "No existing account or group owns {} {}{numbers}.",
            counted(place.total),
            place_words(path, place.is_home)
        ),
    )
    .required("an account and a group of /etc/passwd and /etc/group")
    .at(place.source.clone(), "the directory")
    .fix(format!(
        "If a container writes there, name {path} in this rule's parameter `allowed`; otherwise find out whose it was, and run \
         `{argument} \\( -nouser -o -nogroup \\) -exec chown -h root:root {{}} +`"
    ))
}

/// Whoever it belongs to may be in a directory that Muster does not ask.
fn unknown(place: &tree::Place, services: &[String]) -> Finding {
    Finding::error(
        &place.path,
        format!(
            "The files of the host name no owner for {} {}, and Muster does not ask `{}` whether it does.",
            counted(place.total),
            place_words(&place.path, place.is_home),
            services.join("`, `")
        ),
    )
    .at(place.source.clone(), "the directory")
}
