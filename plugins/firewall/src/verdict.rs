//! The packet filter's verdicts as the rules tell them apart.

use muster_sdk::packet_filter::PublishedPort;

/// What a new connection from the internet meets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PortVerdict {
    /// Dropped, rejected, or bound to a loopback address.
    Closed,
    /// Only listed sources get through.
    Limited,
    /// It could not be told.
    Unknown,
    /// Any internet address gets through.
    Open,
}

impl PortVerdict {
    /// From the word in the facts. A word that is not known here is not known to be harmless.
    pub(crate) fn of(word: &str) -> Self {
        match word {
            PublishedPort::VERDICT_OPEN => Self::Open,
            PublishedPort::VERDICT_LIMITED => Self::Limited,
            PublishedPort::VERDICT_FILTERED
            | PublishedPort::VERDICT_REFUSED
            | PublishedPort::VERDICT_LOCAL => Self::Closed,
            _ => Self::Unknown,
        }
    }

    /// Whether some internet address gets through.
    pub(crate) const fn gets_in(self) -> bool {
        matches!(self, Self::Open | Self::Limited)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_word_is_not_taken_for_closed() {
        assert_eq!(PortVerdict::of("mirrored"), PortVerdict::Unknown);
        assert_eq!(PortVerdict::of("refused"), PortVerdict::Closed);
    }
}
