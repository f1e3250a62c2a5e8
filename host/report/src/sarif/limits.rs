//! What GitHub accepts of one file. It refuses the whole for one result too many.

use super::alerts::Alert;
use crate::RenderError;
use crate::gzip::{MOST_COMPRESSED, compressed};

/// Results in one run that GitHub accepts
/// (<https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support>).
pub const MOST_RESULTS: usize = 25_000;

/// Results that GitHub shows, the most severe first.
const SHOWN_RESULTS: usize = 5_000;

/// Writes as many of the results as GitHub takes, the most severe first. What does not fit is said in
/// the log, and by `write` in the run.
pub(super) fn fitted(
    alerts: &[Alert<'_>],
    write: impl Fn(&[Alert<'_>], usize) -> Result<String, RenderError>,
) -> Result<String, RenderError> {
    let mut kept = alerts.len().min(MOST_RESULTS);
    loop {
        let left_out = alerts.len() - kept;
        let text = write(alerts.get(..kept).unwrap_or_default(), left_out)?;
        let size = compressed(&text);
        // The rules alone are some hundred kilobytes.
        if size > MOST_COMPRESSED && kept > 0 {
            // A little less than the share that fits, since the first results may be the longest.
            kept = (kept * (MOST_COMPRESSED / 100) / (size / 100) * 9 / 10).min(kept - 1);
            continue;
        }
        if left_out > 0 {
            tracing::warn!(
                "GitHub takes at most {MOST_RESULTS} results and {MOST_COMPRESSED} bytes of gzip: \
                 the {left_out} least severe of {} results are left out",
                alerts.len()
            );
        } else if kept > SHOWN_RESULTS {
            tracing::warn!("GitHub shows only the {SHOWN_RESULTS} most severe of {kept} results");
        }
        return Ok(text);
    }
}
