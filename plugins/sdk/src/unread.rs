//! Places that may have jobs, and could not be read.

use crate::Finding;
use crate::jobs::UnreadPlace;

impl UnreadPlace {
    /// That it is not known whether something is so, as a job in this place may decide it.
    #[must_use]
    pub fn finding(self, subject: &str, question: &str) -> Finding {
        Finding::error(
            subject,
            format!("It is not known whether {question}: {}", self.reason),
        )
        .at(self.source, "may have jobs")
    }
}
