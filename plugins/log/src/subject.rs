//! What findings on rsyslog are about.

use muster_sdk::rsyslog::LogFile;

/// What all subjects begin with.
pub(crate) const RSYSLOG: &str = "rsyslog";

/// A file as the end of a subject.
pub(crate) fn path(file: &LogFile) -> String {
    if file.path.starts_with('/') {
        file.path.clone()
    } else {
        format!("/{}", file.path)
    }
}
