//! What has to be known of a SARIF file before it is sent: what GitHub would refuse, and what it would
//! take in another sense than it was meant. Everything else of the file is skipped, not kept.

use std::collections::BTreeSet;
use std::fmt;

use muster_report::MOST_RESULTS;
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::error::Category;

/// Runs in one file that GitHub takes
/// (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>).
const MOST_RUNS: usize = 20;

/// The tool whose files have a profile of their own for GitHub.
const MUSTER: &str = "Muster";

/// As much of a notification as helps.
const LONGEST_REASON: usize = 300;

/// A file that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// Name of the tool of the first run.
    pub tool: String,
    /// The category of each run that names one.
    pub categories: Vec<String>,
    /// Results in all runs.
    pub results: usize,
    /// When the first run began, in the form that the API takes.
    pub started_at: Option<String>,
}

/// Why a file is not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is not a SARIF file.
    #[error("is not a SARIF file: {0}")]
    NotSarif(String),
    /// It is a SARIF file that GitHub refuses.
    #[error("{0}")]
    Refused(String),
    /// It is meant for other readers, to whom a result need not be a failure.
    #[error(
        "holds results that are not failures, and GitHub would show each as an alert; write the file \
         with `--output sarif-github=FILE`"
    )]
    OtherProfile,
    /// The run did not succeed, and GitHub keeps the alerts of the one before.
    #[error(
        "says that its run was not successful{0}; GitHub refuses such a file, so that no alert is \
         closed by mistake, and it was not sent"
    )]
    Unsuccessful(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Sarif {
    version: String,
    runs: Vec<Run>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    results: Option<Results>,
    #[serde(default)]
    automation_details: Option<AutomationDetails>,
    #[serde(default)]
    invocations: Option<Vec<Invocation>>,
}

#[derive(Deserialize)]
struct Tool {
    driver: Driver,
}

#[derive(Deserialize)]
struct Driver {
    name: String,
}

#[derive(Deserialize)]
struct AutomationDetails {
    #[serde(default)]
    id: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    #[serde(default)]
    execution_successful: Option<bool>,
    #[serde(default)]
    start_time_utc: Option<String>,
    #[serde(default)]
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Deserialize)]
struct Notification {
    #[serde(default)]
    level: Option<String>,
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    #[serde(default)]
    text: Option<String>,
}

/// How many results there are, and how many of them are not failures. A list of millions takes no
/// memory.
#[derive(Clone, Copy, Default)]
struct Results {
    all: usize,
    not_failures: usize,
}

impl<'de> Deserialize<'de> for Results {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_seq(Counter)
    }
}

struct Counter;

impl<'de> Visitor<'de> for Counter {
    type Value = Results;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of results")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut results: A) -> Result<Results, A::Error> {
        #[derive(Deserialize)]
        struct OneResult {
            #[serde(default)]
            kind: Option<String>,
            #[serde(rename = "message")]
            _message: IgnoredAny,
        }

        let mut counted = Results::default();
        while let Some(result) = results.next_element::<OneResult>()? {
            counted.all += 1;
            // Without a kind it is a failure (SARIF 2.1.0, 3.27.9).
            if result.kind.is_some_and(|kind| kind != "fail") {
                counted.not_failures += 1;
            }
        }
        Ok(counted)
    }
}

/// Reads what matters.
///
/// # Errors
/// When GitHub would refuse the file or misunderstand it.
pub fn inspect(file: &[u8]) -> Result<Inspected, Unfit> {
    let sarif: Sarif = serde_json::from_slice(file).map_err(|error| not_sarif(&error))?;
    if sarif.version != "2.1.0" {
        return Err(Unfit::NotSarif(
            "its version is not 2.1.0, the one that GitHub reads".to_owned(),
        ));
    }
    let Some(first) = sarif.runs.first() else {
        return Err(Unfit::Refused("has no run in it".to_owned()));
    };
    if sarif.runs.len() > MOST_RUNS {
        return Err(Unfit::Refused(format!(
            "has {} runs, but GitHub takes at most {MOST_RUNS} in one file; upload it in parts",
            sarif.runs.len()
        )));
    }
    let mut seen = BTreeSet::new();
    let category = |run: &Run| {
        let id = run.automation_details.as_ref()?.id.as_ref()?;
        let (category, _) = id.rsplit_once('/')?;
        Some(category.to_owned())
    };
    if !sarif
        .runs
        .iter()
        .all(|run| seen.insert((run.tool.driver.name.as_str(), category(run))))
    {
        return Err(Unfit::Refused(
            "has two runs of one tool and category, of which GitHub could keep only one; upload them \
             one after the other, or give each a category"
                .to_owned(),
        ));
    }
    let mut counted = 0;
    for run in &sarif.runs {
        let Some(results) = run.results else {
            return Err(Unfit::Refused(
                "has a run without `results`, which GitHub requires even if there are none"
                    .to_owned(),
            ));
        };
        if results.all > MOST_RESULTS {
            return Err(Unfit::Refused(format!(
                "has {} results in one run, but GitHub takes at most {MOST_RESULTS}",
                results.all
            )));
        }
        if run.tool.driver.name == MUSTER && results.not_failures > 0 {
            return Err(Unfit::OtherProfile);
        }
        counted += results.all;
    }
    let invocations = || {
        sarif
            .runs
            .iter()
            .flat_map(|run| run.invocations.iter().flatten())
    };
    if let Some(failed) =
        invocations().find(|invocation| invocation.execution_successful == Some(false))
    {
        return Err(Unfit::Unsuccessful(reason(failed)));
    }
    Ok(Inspected {
        tool: first.tool.driver.name.clone(),
        categories: sarif
            .runs
            .iter()
            .filter_map(|run| run.automation_details.as_ref()?.id.clone())
            .map(|id| id.trim_end_matches('/').to_owned())
            .collect(),
        results: counted,
        started_at: invocations()
            .find_map(|invocation| invocation.start_time_utc.clone())
            .filter(|time| is_time(time)),
    })
}

/// Where it is wrong. What stands there is not repeated: the file may be any other one.
fn not_sarif(error: &serde_json::Error) -> Unfit {
    let (line, column) = (error.line(), error.column());
    Unfit::NotSarif(match error.classify() {
        Category::Data => format!(
            "line {line}, column {column} is not SARIF 2.1.0; upload what `--output \
             sarif-github=FILE` wrote"
        ),
        Category::Eof => "it ends too early".to_owned(),
        Category::Syntax | Category::Io => {
            format!("it is not JSON at line {line}, column {column}")
        }
    })
}

/// What a failed run says for itself.
fn reason(invocation: &Invocation) -> String {
    invocation
        .tool_execution_notifications
        .iter()
        .filter(|notification| notification.level.as_deref() == Some("error"))
        .find_map(|notification| notification.message.text.as_deref())
        .map(|text| {
            let short: String = text.chars().take(LONGEST_REASON).collect();
            format!(" ({})", short.trim_end_matches('.'))
        })
        .unwrap_or_default()
}

/// `YYYY-MM-DDTHH:MM:SSZ`, the form that the API names.
fn is_time(text: &str) -> bool {
    const FORM: &str = "0000-00-00T00:00:00Z";
    text.len() == FORM.len()
        && text
            .bytes()
            .zip(FORM.bytes())
            .all(|(found, form)| match form {
                b'0' => found.is_ascii_digit(),
                form => found == form,
            })
}
