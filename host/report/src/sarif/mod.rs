//! SARIF 2.1.0, in two profiles of one mapping.
//!
//! The model is `serde-sarif`'s; [`values`] holds what that model leaves as plain text. The
//! properties that are Muster's own begin with `muster/`.

mod location;
mod markup;
mod results;
mod rules;
mod run;
mod taxonomies;
mod values;

use serde_sarif::sarif::Sarif;

use crate::view::View;
use crate::{RenderError, to_json};

/// The schema that the SARIF standard itself names.
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Results in one run that GitHub accepts.
const MOST_RESULTS: usize = 25_000;

/// Results that GitHub shows, the most severe first.
const SHOWN_RESULTS: usize = 5_000;

/// GitHub refuses more than 10 MB of gzip. A SARIF file repeats itself so much that gzip leaves
/// less than a tenth, so this bound needs no compressor: above it the file may be refused.
const MOST_BYTES: usize = 100_000_000;

/// For whom a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Profile {
    /// Everything that SARIF can say.
    Full,
    /// What GitHub code scanning shows as alerts, and GitLab too.
    Github {
        /// Directory of the repository that stands for the target's root.
        root: Option<String>,
    },
}

/// Renders one run for the view's target.
pub(crate) fn render(view: &View, profile: &Profile) -> Result<String, RenderError> {
    let for_github = matches!(profile, Profile::Github { .. });
    let found = results::count(view, profile);
    if for_github && found > MOST_RESULTS {
        return Err(RenderError::TooManyResults {
            found,
            limit: MOST_RESULTS,
        });
    }
    if for_github && found > SHOWN_RESULTS {
        tracing::warn!("GitHub shows only the {SHOWN_RESULTS} most severe of {found} results");
    }
    let sarif = Sarif::builder()
        .schema(SCHEMA)
        .version("2.1.0")
        .runs(vec![run::run(view, profile)])
        .build();
    let text = to_json(&sarif)?;
    if for_github && text.len() > MOST_BYTES {
        return Err(RenderError::TooLarge {
            found: text.len(),
            limit: MOST_BYTES,
        });
    }
    Ok(text)
}
