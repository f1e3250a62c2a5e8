//! What is wrong with a configuration, and what sshd makes of it.

use muster_facts::{Source, sshd};

/// What sshd makes of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ssh) enum Effect {
    /// It does not start.
    Refused,
    /// It could not be asked, and a build like this one may well start.
    Unknown,
    /// It goes on without the line.
    Warning,
    /// Nothing: it is about the collector's reading.
    Note,
}

/// A problem, and the line that it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::ssh) struct Problem {
    pub(in crate::ssh) message: String,
    pub(in crate::ssh) effect: Effect,
    pub(in crate::ssh) source: Source,
}

impl Problem {
    /// The fact.
    pub(in crate::ssh) fn fact(&self) -> sshd::Problem {
        let effect = match self.effect {
            Effect::Refused => "refused",
            Effect::Unknown => "unknown",
            Effect::Warning => "warning",
            Effect::Note => "note",
        };
        sshd::Problem {
            message: self.message.clone(),
            effect: effect.to_owned(),
            source: self.source.clone(),
        }
    }

    /// The same problem once sshd has read the whole configuration and starts with it.
    pub(in crate::ssh) fn accepted(&self) -> Self {
        match self.effect {
            Effect::Refused | Effect::Unknown => Self {
                message: format!("sshd accepts what Muster does not know: {}", self.message),
                effect: Effect::Note,
                source: self.source.clone(),
            },
            Effect::Warning | Effect::Note => self.clone(),
        }
    }
}
