//! `env/file-parse-error`

use muster_sdk::{Finding, Outcome, env};

use crate::bound_file::{absent, findings_per_file, unreadable};
use crate::line_fix::{byte_order_mark, without_byte_order_mark};
use crate::names;

muster_sdk::rule! {
    id: "env/file-parse-error",
    severity: High,
    tags: ["env", "files", "availability"],
    explained_by: [Place("env/json-quoting-broken")],
    documentation: "file_parse_error.md",
    check: check,
}

/// A binary file has a problem on every line; nobody fixes more than this at a time.
const MOST_PLACES: usize = 20;

fn check() -> Outcome {
    findings_per_file(|mut file| {
        file.problems.retain(is_refusal);
        let finding = match absent(&file) {
            Some(absent) => absent,
            None if file.problems.is_empty() => match env::keys(&file.path) {
                Ok(_) => valid(&file),
                Err(error) => unreadable(&file, &error),
            },
            None => invalid(&file, &env::keys(&file.path).unwrap_or_default()),
        };
        Ok(vec![finding])
    })
}

/// Whether the reader stops at the line. A shell takes a line that is not an assignment for a
/// command;
/// `env/unquoted-special` and `env/dialect-divergence` say what that does to the key.
fn is_refusal(problem: &env::Problem) -> bool {
    !(problem.dialect == env::Problem::DIALECT_SHELL
        && problem.code == env::Problem::CODE_NOT_AN_ASSIGNMENT)
}

fn valid(file: &env::EnvFile) -> Finding {
    let readers = names::sentence(&file.dialects);
    Finding::pass(&file.path, format!("{} is valid for {readers}.", file.path))
}

/// One finding for the file, with the number of keys that each reader does not get.
fn invalid(file: &env::EnvFile, keys: &[env::Key]) -> Finding {
    let mut refusing: Vec<&str> = Vec::new();
    for problem in &file.problems {
        if !refusing.contains(&problem.dialect.as_str()) {
            refusing.push(&problem.dialect);
        }
    }
    let readers = names::sentence(&refusing);
    let finding = Finding::fail(
        &file.path,
        format!(
            "{} is not valid for {readers}{}.",
            file.path,
            losses(&refusing, keys)
        ),
    )
    .required("no line that a reader refuses");
    // What other rules find in the first line is because of a mark there.
    let (marks, others): (Vec<&env::Problem>, Vec<&env::Problem>) = file
        .problems
        .iter()
        .partition(|problem| problem.code == env::Problem::CODE_BYTE_ORDER_MARK);
    let mut problems = marks.into_iter().chain(others).peekable();
    let finding = match problems.peek() {
        Some(first) => finding.observed(&first.message).fix(match byte_order_mark(file) {
            Some(_) => without_byte_order_mark(&file.path),
            None => format!(
                "Write {} so that each reader takes it, with quotes where a value has blanks or signs of the shell",
                first.source.location()
            ),
        }),
        None => finding,
    };
    problems
        .take(MOST_PLACES)
        .fold(finding, |finding, problem| {
            let label = format!("{}: {}", problem.dialect, problem.code);
            finding.at(problem.source.clone(), &label)
        })
}

/// How many keys each of the readers loses, as the end of a sentence.
fn losses(readers: &[&str], keys: &[env::Key]) -> String {
    let losses: Vec<String> = readers
        .iter()
        .filter_map(|reader| {
            let lost = keys.iter().filter(|key| {
                key.readings.iter().any(|reading| {
                    reading.dialect == *reader && reading.status == env::Reading::STATUS_LOST
                })
            });
            match lost.count() {
                0 => None,
                1 => Some(format!("1 key for {reader}")),
                count => Some(format!("{count} keys for {reader}")),
            }
        })
        .collect();
    if losses.is_empty() {
        String::new()
    } else {
        format!(", which costs {}", names::sentence(&losses))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{file, key, message};
    use muster_sdk::FindingRecord;
    use muster_sdk::testing::sample;

    fn problem(dialect: &str) -> env::Problem {
        env::Problem {
            dialect: dialect.to_owned(),
            code: "bad-key".to_owned(),
            message: "the name of a key has a character that it must not have".to_owned(),
            source: file([]).facts.source,
            ..sample()
        }
    }

    #[test]
    fn names_each_refusing_reader_once() {
        let mut file = file([]).facts;
        file.problems = ["shell", "compose", "shell"].map(problem).to_vec();
        assert_eq!(
            message(vec![invalid(&file, &[])]),
            "/etc/app.env is not valid for shell and compose."
        );
    }

    #[test]
    fn says_what_a_broken_line_costs() {
        let lost = |name: &str| env::Key {
            readings: vec![env::Reading {
                dialect: "shell".to_owned(),
                status: "lost".to_owned(),
                ..sample()
            }],
            ..key(name)
        };
        let mut file = file([]).facts;
        file.problems = vec![problem("shell")];
        assert_eq!(
            message(vec![invalid(&file, &[lost("A"), key("B"), lost("C")])]),
            "/etc/app.env is not valid for shell, which costs 2 keys for shell."
        );
    }

    #[test]
    fn a_binary_file_does_not_flood_the_report() {
        let mut file = file([]).facts;
        file.problems = vec![problem("shell"); 10_000];
        assert_eq!(
            FindingRecord::from(invalid(&file, &[])).places.len(),
            MOST_PLACES
        );
    }
}
