//! `files/world-writable`

use muster_sdk::{Finding, Outcome, Source, tree};

use crate::places::{Scope, counted, find_command, findings, place_words, roots};

muster_sdk::parameters! {
    struct Parameters {
        /// Directories in which it is looked for; `*` stands for any part of a name.
        below: Vec<String> = ["/"],
        /// Paths that may be so, with all below them; `*` stands for any part of a name.
        allowed: Vec<String> = [],
    }
}

muster_sdk::rule! {
    id: "files/world-writable",
    severity: Medium,
    precision: VeryHigh,
    tags: ["files"],
    explained_by: [Place("host/directory-layout"), Place("host/account-file-permissions")],
    documentation: "world_writable.md",
    parameters: Parameters,
    check: check,
}

fn check(parameters: Parameters) -> Outcome {
    let hits = tree::world_writable()?;
    let scope = Scope {
        below: &parameters.below,
        allowed: &parameters.allowed,
    };
    let roots = roots()?;
    findings(hits, &scope, judge, || {
        format!("Muster walked through {roots} and found nothing that every account can write to.")
    })
}

fn judge(place: &tree::Place) -> Finding {
    let path = place.path.as_str();
    let message = format!(
        "Every account can write to {} {}.",
        counted(place.total),
        place_words(path, place.is_home)
    );
    // The root is in no other directory.
    let is_root = |one: &tree::Found| one.path == "/";
    let fix = if place.examples.iter().any(is_root) {
        "Run `chmod o-w /`".to_owned()
    } else {
        format!(
            "Run `{} -perm -0002 \\( -type f -o -type d ! -perm -1000 \\) -exec chmod o-w {{}} +`",
            find_command(path, place.is_home)
        )
    };
    // A single one is a place of its own: another rule may have found it as well.
    let (source, label) = match place.examples.as_slice() {
        [one] if place.total == 1 => {
            let name = one.path.clone();
            let source = Source {
                name,
                ..place.source.clone()
            };
            (source, "has this mode")
        }
        _ => (place.source.clone(), "the directory"),
    };
    Finding::fail(path, message)
        .required("writable only by owner and group, or a directory with the sticky bit")
        .at(source, label)
        .fix(fix)
}
