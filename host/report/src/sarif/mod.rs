//! SARIF 2.1.0, in two profiles of one mapping.
//!
//! The model is `serde-sarif`'s; [`values`] holds what that model leaves as plain text. The
//! properties that are Muster's own begin with `muster/`.

mod alerts;
pub(crate) mod category;
pub(crate) mod evidence;
mod fingerprints;
mod gap_rule;
mod help;
mod limits;
mod line_hash;
mod location;
mod markup;
mod message;
mod region;
mod results;
mod rules;
mod run;
mod taxonomies;
mod values;

use std::cell::RefCell;

use muster_facts::Target;
use muster_outcomes::Selection;
use serde::Serialize;
use serde_sarif::sarif::{Run, Sarif};

use self::alerts::{Alert, alerts};
use self::fingerprints::Fingerprints;
pub use self::limits::MOST_RESULTS;
use self::location::Locator;
use self::results::Results;
use crate::view::View;
use crate::{Options, RenderError, to_json};

/// The schema that the SARIF standard itself names.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// For whom a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Everything that SARIF can say.
    Full,
    /// What GitHub code scanning shows as alerts, and GitLab too.
    Github,
}

#[derive(Serialize)]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Document<'a>; 1],
}

/// A run whose results are made while they are written.
#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    run: Run,
    results: Results<'a>,
}

/// Renders one run for the view's target.
pub(crate) fn render(
    view: &View,
    profile: Profile,
    options: &Options,
) -> Result<String, RenderError> {
    let alerts = alerts(view, profile, options);
    let write =
        |alerts: &[Alert<'_>], left_out: usize| write(view, profile, options, alerts, left_out);
    match profile {
        Profile::Full => write(&alerts, 0),
        Profile::Github => limits::fitted(&alerts, write),
    }
}

/// The path that stands for the host, with its characters as they are.
pub(crate) fn host_path(target: &Target) -> String {
    let host = category::host(target);
    Locator::of_host(&host).below("", "").decoded()
}

/// A run of a host that is gone, in which nothing is wrong any more.
pub(crate) fn retired(
    target: &Target,
    selection: &Selection,
    options: &Options,
) -> Result<(String, String), RenderError> {
    let mut run = run::retired(target, selection, options);
    run.results = Some(Vec::new());
    let log = Sarif::builder()
        .schema(SCHEMA)
        .version("2.1.0")
        .runs(vec![run])
        .build();
    let category = run::category_of(target, selection, options);
    Ok((to_json(&log)?, category))
}

fn write(
    view: &View,
    profile: Profile,
    options: &Options,
    alerts: &[Alert<'_>],
    left_out: usize,
) -> Result<String, RenderError> {
    let host = category::host(&view.target);
    let root = options.path_prefix.as_deref();
    let locator = Locator {
        host: &host,
        root: root.filter(|_| profile == Profile::Github),
        settings: options.settings.as_ref(),
    };
    let checkout = options
        .checkout
        .as_deref()
        .filter(|_| locator.root.is_some());
    let run = run::run(view, profile, options, left_out);
    let results = Results {
        view,
        profile,
        alerts,
        locator: &locator,
        fingerprints: RefCell::new(Fingerprints::new(checkout)),
        kept: results::kept(view),
    };
    to_json(&Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [Document { run, results }],
    })
}
