// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:ssh/sshd`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `sshd-server`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SshdServer {
    /// Whether there is a server, not only what a removed package left behind.
    pub installed: bool,
    /// Version that decides the defaults, such as `9.2p1`; none when it could not be told.
    pub version: Option<String>,
    /// The main configuration file, of the server that runs where it has another one than it will be
    /// started with.
    pub config: String,
    /// A file for settings of one's own that sshd reads before all other lines once it exists, such
    /// as `/etc/ssh/sshd_config.d/00-muster.conf`; none where no `Include` comes first.
    #[cfg_attr(feature = "component", component(name = "drop-in"))]
    pub drop_in: Option<String>,
    /// TCP ports that sshd (or ssh.socket) is configured for.
    pub ports: Vec<u16>,
    /// Whether systemd's ssh.socket owns the listening socket.
    #[cfg_attr(feature = "component", component(name = "socket-activated"))]
    pub socket_activated: bool,
    /// How the settings compare with `sshd -T`. One of `agreed`, `disagreed` (the settings have its
    /// values), `accepted` (only `sshd -t` could be asked) or `not-run: REASON`.
    #[cfg_attr(feature = "component", component(name = "cross-check"))]
    pub cross_check: String,
}

impl SshdServer {
    /// What `cross_check` can be.
    pub const CROSS_CHECK: Vocabulary = Vocabulary {
        field: "sshd.sshd-server.cross-check",
        words: &["agreed", "disagreed", "accepted"],
        beginnings: &["not-run: "],
    };
    /// A word of `cross_check`.
    pub const CROSS_CHECK_AGREED: &str = "agreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_DISAGREED: &str = "disagreed";
    /// A word of `cross_check`.
    pub const CROSS_CHECK_ACCEPTED: &str = "accepted";
}

impl Words for SshdServer {
    fn visit(&mut self, visit: Visit<'_>) {
        self.version.visit(visit);
        self.drop_in.visit(visit);
        self.ports.visit(visit);
        crate::vocabulary::visit_texts(&Self::CROSS_CHECK, &mut self.cross_check, visit);
    }
}

/// One effective keyword in one scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Setting {
    /// Lower case, aliases folded (`challengeresponseauthentication` is
    /// `kbdinteractiveauthentication`).
    pub keyword: String,
    /// Arguments in canonical form (`without-password` is `prohibit-password`; enumerations
    /// in lower case). Accumulating keywords have all their values here.
    pub values: Vec<String>,
    /// The winning line or option; none when the version's default applies. The command `sshd -T`
    /// where it prints another value than the files give.
    pub source: Option<Source>,
}

impl Words for Setting {
    fn visit(&mut self, visit: Visit<'_>) {
        self.values.visit(visit);
        self.source.visit(visit);
    }
}

/// A `Match` block and what differs inside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct MatchBlock {
    /// Criteria as written, such as `User deploy Address 10.0.0.0/8`.
    pub criteria: String,
    /// `source`
    pub source: Source,
    /// Whether any connection can satisfy it (a list of negations alone cannot).
    pub satisfiable: bool,
    /// Effective settings, for a connection that this block matches, of every keyword whose
    /// value differs from the global scope.
    pub overrides: Vec<Setting>,
    /// Lines of the block that are indented as the `Match` line is, and not as the lines before
    /// them: whoever wrote them may have meant every connection.
    pub stray: Vec<Setting>,
}

impl Words for MatchBlock {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
        self.overrides.visit(visit);
        self.stray.visit(visit);
    }
}

/// A line that sets a keyword after an earlier line already decided it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ShadowedLine {
    /// `keyword`
    pub keyword: String,
    /// `values`
    pub values: Vec<String>,
    /// `source`
    pub source: Source,
    /// `winner`
    pub winner: Setting,
}

impl Words for ShadowedLine {
    fn visit(&mut self, visit: Visit<'_>) {
        self.values.visit(visit);
        self.source.visit(visit);
        self.winner.visit(visit);
    }
}

/// Something that sshd refuses, or would warn about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Problem {
    /// `message`
    pub message: String,
    /// One of `refused` (sshd does not start with it), `unknown` (sshd could not be asked, and
    /// whether it starts is not known), `warning` (sshd ignores it), `note` (something about
    /// Muster's reading) or `next-start` (how sshd will be started the next time is not understood;
    /// the other facts are about the server that runs).
    pub effect: String,
    /// `source`
    pub source: Source,
}

impl Problem {
    /// What `effect` can be.
    pub const EFFECT: Vocabulary = Vocabulary {
        field: "sshd.problem.effect",
        words: &["refused", "unknown", "warning", "note", "next-start"],
        beginnings: &[],
    };
    /// A word of `effect`.
    pub const EFFECT_REFUSED: &str = "refused";
    /// A word of `effect`.
    pub const EFFECT_UNKNOWN: &str = "unknown";
    /// A word of `effect`.
    pub const EFFECT_WARNING: &str = "warning";
    /// A word of `effect`.
    pub const EFFECT_NOTE: &str = "note";
    /// A word of `effect`.
    pub const EFFECT_NEXT_START: &str = "next-start";
}

impl Words for Problem {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::EFFECT, &mut self.effect, visit);
        self.source.visit(visit);
    }
}

/// A keyword on which `sshd -T` and this collector differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Disagreement {
    /// `keyword`
    pub keyword: String,
    /// Values as `sshd -T` printed them.
    pub sshd: Vec<String>,
    /// Values as the collector evaluated them.
    pub evaluated: Vec<String>,
    /// `source`
    pub source: Option<Source>,
}

impl Words for Disagreement {
    fn visit(&mut self, visit: Visit<'_>) {
        self.sshd.visit(visit);
        self.evaluated.visit(visit);
        self.source.visit(visit);
    }
}

/// What another program takes for the port of SSH.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct PortMention {
    /// One of `fail2ban` (an address that is banned is kept from these ports; none where it is kept from all) or
    /// `ufw-profile` (rules of ufw let in what an application profile names).
    pub by: String,
    /// The jail or the profile.
    pub name: String,
    /// `ports`
    pub ports: Vec<u16>,
    /// `source`
    pub source: Source,
}

impl PortMention {
    /// What `by` can be.
    pub const BY: Vocabulary = Vocabulary {
        field: "sshd.port-mention.by",
        words: &["fail2ban", "ufw-profile"],
        beginnings: &[],
    };
    /// A word of `by`.
    pub const BY_FAIL2BAN: &str = "fail2ban";
    /// A word of `by`.
    pub const BY_UFW_PROFILE: &str = "ufw-profile";
}

impl Words for PortMention {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::BY, &mut self.by, visit);
        self.ports.visit(visit);
        self.source.visit(visit);
    }
}

/// A key with which sshd proves to be this host.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct HostKey {
    /// The file as `HostKey` names it: of the private key, or of the public one to a key that an agent has.
    pub path: String,
    /// One of `rsa`, `dsa`, `ecdsa`, `ed25519` or `other`; none when it could not be told.
    pub algorithm: Option<String>,
    /// How long it is; none for another algorithm, and when it could not be told.
    pub bits: Option<u32>,
    /// Why it could not be told, as a clause without a full stop.
    pub gap: Option<String>,
    /// Where the public key was read: the file beside that of the private key, or else its public part.
    pub source: Source,
    /// The line that names the key; none when it is one of the version's defaults.
    #[cfg_attr(feature = "component", component(name = "named-by"))]
    pub named_by: Option<Source>,
}

impl HostKey {
    /// What `algorithm` can be.
    pub const ALGORITHM: Vocabulary = Vocabulary {
        field: "sshd.host-key.algorithm",
        words: &["rsa", "dsa", "ecdsa", "ed25519", "other"],
        beginnings: &[],
    };
    /// A word of `algorithm`.
    pub const ALGORITHM_RSA: &str = "rsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_DSA: &str = "dsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ECDSA: &str = "ecdsa";
    /// A word of `algorithm`.
    pub const ALGORITHM_ED25519: &str = "ed25519";
    /// A word of `algorithm`.
    pub const ALGORITHM_OTHER: &str = "other";
}

impl Words for HostKey {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ALGORITHM, &mut self.algorithm, visit);
        self.bits.visit(visit);
        self.gap.visit(visit);
        self.source.visit(visit);
        self.named_by.visit(visit);
    }
}

/// Answers to the functions of `muster:ssh/sshd`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SshdFacts {
    /// `server`
    pub server: Fact<SshdServer>,
    /// Effective settings in the global scope and in blocks that every connection meets, such as
    /// `Match User *`, sorted by keyword. Where sshd was started in another
    /// way than it will be the next time, or runs more than once, a keyword whose values differ stands
    /// here once for each: what applies now comes first.
    pub settings: Fact<Vec<Setting>>,
    /// `match-blocks`
    pub match_blocks: Fact<Vec<MatchBlock>>,
    /// `shadowed-lines`
    pub shadowed_lines: Fact<Vec<ShadowedLine>>,
    /// `problems`
    pub problems: Fact<Vec<Problem>>,
    /// `disagreements`
    pub disagreements: Fact<Vec<Disagreement>>,
    /// The keys of `HostKey` whose files are there; sshd does without the others.
    pub host_keys: Fact<Vec<HostKey>>,
    /// Of programs that come up at boot.
    pub port_mentions: Fact<Vec<PortMention>>,
}

impl DomainFacts for SshdFacts {
    const DOMAIN: Domain = Domain::Sshd;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.sshd.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            server: Err(error.clone()),
            settings: Err(error.clone()),
            match_blocks: Err(error.clone()),
            shadowed_lines: Err(error.clone()),
            problems: Err(error.clone()),
            disagreements: Err(error.clone()),
            host_keys: Err(error.clone()),
            port_mentions: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.settings.as_ref().map_or(0, Vec::len)
            + self.match_blocks.as_ref().map_or(0, Vec::len)
            + self.shadowed_lines.as_ref().map_or(0, Vec::len)
            + self.problems.as_ref().map_or(0, Vec::len)
            + self.disagreements.as_ref().map_or(0, Vec::len)
            + self.host_keys.as_ref().map_or(0, Vec::len)
            + self.port_mentions.as_ref().map_or(0, Vec::len)
    }
}

impl Words for SshdFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.server.visit(visit);
        self.settings.visit(visit);
        self.match_blocks.visit(visit);
        self.shadowed_lines.visit(visit);
        self.problems.visit(visit);
        self.disagreements.visit(visit);
        self.host_keys.visit(visit);
        self.port_mentions.visit(visit);
    }
}
