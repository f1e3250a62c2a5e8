//! `files/set-id`

use std::collections::BTreeMap;

use muster_sdk::tree::{self, SetIdFile};
use muster_sdk::{Finding, Outcome, shell_word};

use crate::places::{HOST, Scope, find_command, holes, place_words, with_rights};

muster_sdk::parameters! {
    struct Parameters {
        /// Files that may be so, or directories of them; `*` stands for any part of a name.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "files/set-id",
    severity: Medium,
    precision: High,
    tags: ["files"],
    documentation: "set_id.md",
    parameters: Parameters,
    check: check,
}

/// Files that a finding names.
const MOST_NAMED: usize = 10;

fn check(parameters: Parameters) -> Outcome {
    let everywhere = ["/".to_owned()];
    let scope = Scope {
        below: &everywhere,
        allowed: &parameters.allowed,
    };
    let walk = tree::overview()?;
    let mut packaged = 0;
    let mut unknown = 0;
    // By directory, and whether it is a home.
    let mut places: BTreeMap<(String, bool), Vec<SetIdFile>> = BTreeMap::new();
    for file in tree::set_id_files()? {
        if scope.is_allowed(&file.path) {
            continue;
        }
        match file.origin.as_str() {
            SetIdFile::ORIGIN_PACKAGED => packaged += 1,
            SetIdFile::ORIGIN_UNKNOWN => unknown += 1,
            _ => {
                let place = (directory(&file), file.is_home);
                places.entry(place).or_default().push(file);
            }
        }
    }
    let judged = places.into_iter();
    let mut findings: Vec<Finding> = judged
        .map(|((path, is_home), files)| judge(&path, is_home, &files))
        .collect();
    findings.extend(holes(&walk, &findings));
    let is_about_host = |finding: &Finding| finding.subject() == HOST;
    if unknown > 0 && !findings.iter().any(is_about_host) {
        findings.push(Finding::error(
            HOST,
            format!(
                "No database of packages that Muster knows says whether set-id files belong there ({unknown} on this host); \
                 name those that do in `allowed`."
            ),
        ));
    }
    if findings.is_empty() {
        let message = match packaged {
            0 => "No file has a set-id bit.".to_owned(),
            1 => "One file has a set-id bit, which a package gave it.".to_owned(),
            many => format!("All {many} set-id files are as their packages bring them."),
        };
        findings.push(Finding::pass(HOST, message).at(walk.source, "was walked through"));
    }
    Ok(findings)
}

/// The directory of a file; the home of what is below one.
fn directory(file: &SetIdFile) -> String {
    let above = file.path.rsplit_once('/').map(|(above, _)| above);
    match above {
        _ if file.is_home => file.path.clone(),
        None | Some("") => HOST.to_owned(),
        Some(above) => above.to_owned(),
    }
}

fn judge(path: &str, is_home: bool, files: &[SetIdFile]) -> Finding {
    let rights = |file: &SetIdFile| {
        let (owner, group) = (file.owner.as_deref(), file.group.as_deref());
        with_rights(&file.path, file.mode, (owner, file.uid), (group, file.gid))
    };
    let mut shown: Vec<String> = if is_home {
        Vec::new()
    } else {
        files.iter().take(MOST_NAMED).map(rights).collect()
    };
    if files.len() > shown.len() {
        shown.push(match shown.len() {
            0 => format!("{} files", files.len()),
            named => format!("and {} more", files.len() - named),
        });
    }
    let is_changed = files
        .iter()
        .any(|file| file.origin == SetIdFile::ORIGIN_CHANGED);
    let why = if is_changed {
        "but packages bring them differently, as far as Muster knows"
    } else {
        "and no package accounts for that"
    };
    let many = match files.len() {
        1 => "1 file runs".to_owned(),
        many => format!("{many} files run"),
    };
    let command = if is_home || files.len() > MOST_NAMED {
        format!(
            "{} -type f -perm /6000 -exec chmod ug-s {{}} +",
            find_command(path, is_home)
        )
    } else {
        let arguments = files.iter().map(|file| shell_word(&file.path));
        let arguments: Vec<_> = arguments.collect();
        format!("chmod ug-s {}", arguments.join(" "))
    };
    let mut finding = Finding::fail(
        path,
        format!(
            "{many} with the rights of owner or group {}, {why}.",
            place_words(path, is_home)
        ),
    )
    .observed(shown.join("\n"))
    .required("no set-id bit, or one that a package brings")
    .fix(format!(
        "Name the files that need it in this rule's parameter `allowed`, and run `{command}` for the rest"
    ))
    .of_file(path);
    for file in files.iter().take(if is_home { 1 } else { MOST_NAMED }) {
        finding = finding.at(file.source.clone(), "has the bit");
    }
    finding
}
