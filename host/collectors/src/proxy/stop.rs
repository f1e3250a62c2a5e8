//! Why a Caddyfile is not taken, and what of it is not known. No message holds a text of the file: a quote that is
//! missing makes a name of what was a password.

use muster_facts::Source;

/// Where something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file on the host.
    pub(super) file: std::sync::Arc<str>,
    pub(super) line: u32,
}

impl Place {
    pub(super) fn source(&self) -> Source {
        Source::line(self.file.to_string(), self.line)
    }
}

/// Why reading ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// Caddy refuses the file.
    Refused(Complaint),
    /// Muster cannot follow it.
    Unknown(Complaint),
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Complaint {
    pub(super) reason: String,
    pub(super) place: Place,
}

impl Complaint {
    /// `FILE line 7: REASON`
    pub(super) fn sentence(&self) -> String {
        let Place { file, line } = &self.place;
        format!("{file} line {line}: {}", self.reason)
    }
}

/// What Caddy refuses.
pub(super) fn refused(place: &Place, reason: impl Into<String>) -> Stop {
    Stop::Refused(Complaint {
        reason: reason.into(),
        place: place.clone(),
    })
}

/// What is too much for Muster, or not on the host.
pub(super) fn unknown(place: &Place, reason: impl Into<String>) -> Stop {
    Stop::Unknown(Complaint {
        reason: reason.into(),
        place: place.clone(),
    })
}
