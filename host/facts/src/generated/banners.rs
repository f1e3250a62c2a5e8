// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:config/banners`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `banner`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Banner {
    /// `path`
    pub path: String,
    /// When it is shown. One of `motd` (after a login), `issue` (before a login at the console) or `issue-net`
    /// (before a login from elsewhere, where a service is told to show it).
    pub kind: String,
    /// Whether it has nothing but blanks.
    pub empty: bool,
    /// What stands for something of the system, such as `\r` for the release of its kernel; sorted, each once.
    pub escapes: Vec<String>,
    /// Whether it has the name of the distribution, as os-release(5) has it.
    #[cfg_attr(feature = "component", component(name = "names-system"))]
    pub names_system: bool,
    /// SHA-256 of its bytes, as `sha256sum` prints it.
    pub digest: String,
    /// `source`
    pub source: Source,
}

impl Banner {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "banners.banner.kind",
        words: &["motd", "issue", "issue-net"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_MOTD: &str = "motd";
    /// A word of `kind`.
    pub const KIND_ISSUE: &str = "issue";
    /// A word of `kind`.
    pub const KIND_ISSUE_NET: &str = "issue-net";
}

impl Words for Banner {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.escapes.visit(visit);
        self.source.visit(visit);
    }
}

/// A text that could not be read, or a directory of texts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnreadBanner {
    /// `path`
    pub path: String,
    /// When it is shown. One of `motd`, `issue` or `issue-net`.
    pub kind: String,
    /// `reason`
    pub reason: String,
}

impl UnreadBanner {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "banners.unread-banner.kind",
        words: &["motd", "issue", "issue-net"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_MOTD: &str = "motd";
    /// A word of `kind`.
    pub const KIND_ISSUE: &str = "issue";
    /// A word of `kind`.
    pub const KIND_ISSUE_NET: &str = "issue-net";
}

impl Words for UnreadBanner {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
    }
}

/// Answers to the functions of `muster:config/banners`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BannersFacts {
    /// Those that are there, in the order in which they are shown.
    pub banners: Fact<Vec<Banner>>,
    /// `unread-banners`
    pub unread_banners: Fact<Vec<UnreadBanner>>,
}

impl DomainFacts for BannersFacts {
    const DOMAIN: Domain = Domain::Banners;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.banners.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            banners: Err(error.clone()),
            unread_banners: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.banners.as_ref().map_or(0, Vec::len)
            + self.unread_banners.as_ref().map_or(0, Vec::len)
    }
}

impl Words for BannersFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.banners.visit(visit);
        self.unread_banners.visit(visit);
    }
}
