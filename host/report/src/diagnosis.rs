//! What a user can read of a host, and what of a policy depends on it.

use muster_facts::Target;

/// What a user can read of a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    /// The version of Muster.
    pub muster: String,
    /// What was looked at.
    pub target: Target,
    /// What the policy is called.
    pub policy: String,
    /// What it needs, in the order in which it is collected.
    pub sources: Vec<FactSource>,
    /// How many rules the policy enables.
    pub rules: usize,
    /// How many of them cannot be judged.
    pub lost: usize,
    /// Why some of these cannot be judged, where it is not a source that could not be read.
    pub others: Vec<String>,
}

/// The facts of one domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FactSource {
    /// What they are about, in a few words.
    pub about: String,
    /// Whether they could be read.
    pub reading: Reading,
    /// How many enabled rules depend on them.
    pub rules: usize,
    /// How many of these cannot be judged.
    pub lost: usize,
    /// What could not be read, each reason once.
    pub reasons: Vec<String>,
    /// What a person can do about it.
    pub ways_out: Vec<String>,
}

/// Whether facts could be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reading {
    /// This user may not.
    Denied,
    /// A program is not installed.
    ProgramMissing,
    /// For another reason.
    Failed,
    /// All of them.
    Read,
    /// The host cannot have them.
    NotHere,
    /// A scan asks the network for them.
    NotAsked,
}

impl Reading {
    /// Whether rules that depend on it can end in an error for it.
    #[must_use]
    pub const fn is_unread(self) -> bool {
        match self {
            Self::Denied | Self::ProgramMissing | Self::Failed => true,
            Self::Read | Self::NotHere | Self::NotAsked => false,
        }
    }
}
