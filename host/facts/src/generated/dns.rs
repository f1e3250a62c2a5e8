// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:dns/dns`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `dns-overview`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DnsOverview {
    /// The domain that the host serves (`targets.domain`), lower case, without a final dot.
    pub domain: String,
    /// The public host names (`targets.edge.web-names`), fully qualified, in the order given.
    pub names: Vec<String>,
    /// Addresses at which the host is to be reached (`targets.edge.addresses`, else the global
    /// addresses of the running host), canonical text.
    pub addresses: Vec<String>,
    /// The servers that were asked, `address:port`.
    pub servers: Vec<String>,
}

impl Words for DnsOverview {
    fn visit(&mut self, visit: Visit<'_>) {
        self.names.visit(visit);
        self.addresses.visit(visit);
        self.servers.visit(visit);
    }
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Entry {
    /// Owner of the record: the name that was asked for, or the last one of its aliases.
    pub name: String,
    /// Time to live in seconds.
    pub ttl: u32,
    /// Presentation format of RFC 1035 and the RFC of the type; a TXT record is its strings
    /// joined, as text. Control characters are escaped as `\DDD`.
    pub value: String,
}

impl Words for Entry {
    fn visit(&mut self, _visit: Visit<'_>) {
    }
}

/// `answer`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Answer {
    /// One of `noerror` (an empty list of entries means that the name has no record of this type)
    /// or `nxdomain`.
    pub status: String,
    /// `entries`
    pub entries: Vec<Entry>,
    /// Aliases that were followed, from the name asked for to the name that holds the entries.
    pub aliases: Vec<String>,
}

impl Answer {
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "dns.answer.status",
        words: &["noerror", "nxdomain"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_NOERROR: &str = "noerror";
    /// A word of `status`.
    pub const STATUS_NXDOMAIN: &str = "nxdomain";
}

impl Words for Answer {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        self.entries.visit(visit);
        self.aliases.visit(visit);
    }
}

/// `lookup`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Lookup {
    /// `name`
    pub name: String,
    /// One of `A`, `AAAA`, `CNAME` (the alias itself), `CAA`, `MX`, `NS`, `TXT` or `DS`.
    #[cfg_attr(feature = "component", component(name = "record-type"))]
    pub record_type: String,
    /// A timeout, SERVFAIL or refusal is an error and never an empty answer.
    pub outcome: Fact<Answer>,
    /// `dns/example.com/TXT`.
    pub source: Source,
}

impl Lookup {
    /// What `record_type` can be.
    pub const RECORD_TYPE: Vocabulary = Vocabulary {
        field: "dns.lookup.record-type",
        words: &["A", "AAAA", "CNAME", "CAA", "MX", "NS", "TXT", "DS"],
        beginnings: &[],
    };
    /// A word of `record_type`.
    pub const RECORD_TYPE_A: &str = "A";
    /// A word of `record_type`.
    pub const RECORD_TYPE_AAAA: &str = "AAAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CNAME: &str = "CNAME";
    /// A word of `record_type`.
    pub const RECORD_TYPE_CAA: &str = "CAA";
    /// A word of `record_type`.
    pub const RECORD_TYPE_MX: &str = "MX";
    /// A word of `record_type`.
    pub const RECORD_TYPE_NS: &str = "NS";
    /// A word of `record_type`.
    pub const RECORD_TYPE_TXT: &str = "TXT";
    /// A word of `record_type`.
    pub const RECORD_TYPE_DS: &str = "DS";
}

impl Words for Lookup {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::RECORD_TYPE, &mut self.record_type, visit);
        self.outcome.visit(visit);
        self.source.visit(visit);
    }
}

/// The state of DNSSEC for one name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Security {
    /// `name`
    pub name: String,
    /// One of `secure`, `insecure` (a proven unsigned delegation, or no DS), `bogus` or
    /// `indeterminate`.
    pub state: String,
    /// A sentence on why it is bogus or indeterminate.
    pub reason: Option<String>,
    /// `source`
    pub source: Source,
}

impl Security {
    /// What `state` can be.
    pub const STATE: Vocabulary = Vocabulary {
        field: "dns.security.state",
        words: &["secure", "insecure", "bogus", "indeterminate"],
        beginnings: &[],
    };
    /// A word of `state`.
    pub const STATE_SECURE: &str = "secure";
    /// A word of `state`.
    pub const STATE_INSECURE: &str = "insecure";
    /// A word of `state`.
    pub const STATE_BOGUS: &str = "bogus";
    /// A word of `state`.
    pub const STATE_INDETERMINATE: &str = "indeterminate";
}

impl Words for Security {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATE, &mut self.state, visit);
        self.reason.visit(visit);
        self.source.visit(visit);
    }
}

/// What one server of the parent zone says about the delegation of the domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Referral {
    /// The server that was asked, `address:port`.
    pub server: String,
    /// Names of the servers to which it refers, lower case, without a final dot; empty when
    /// it does not delegate the domain. A timeout, SERVFAIL or refusal is an error, and so is
    /// the answer of a server that is none of the parent's.
    pub outcome: Fact<Vec<String>>,
    /// `dns/example.com/NS/192.0.2.1:53`.
    pub source: Source,
}

impl Words for Referral {
    fn visit(&mut self, visit: Visit<'_>) {
        self.outcome.visit(visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:dns/dns`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DnsFacts {
    /// None when the project names no domain.
    pub overview: Fact<Option<DnsOverview>>,
    /// Every question that was asked for the domain and the names: A, AAAA and CNAME of each name;
    /// CAA of each name and of the names above it, up to the domain, or to the last two labels of
    /// a name that lies elsewhere; CAA, MX, NS, TXT and DS of the domain; A and AAAA of the
    /// domain's name servers.
    pub lookups: Fact<Vec<Lookup>>,
    /// Of the domain.
    pub dnssec: Fact<Option<Security>>,
    /// One for each server of the parent zone that the project names
    /// (`targets.edge.parent-servers`); empty when it names none.
    pub referrals: Fact<Vec<Referral>>,
}

impl DomainFacts for DnsFacts {
    const DOMAIN: Domain = Domain::Dns;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.dns.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            overview: Err(error.clone()),
            lookups: Err(error.clone()),
            dnssec: Err(error.clone()),
            referrals: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.lookups.as_ref().map_or(0, Vec::len)
            + self.referrals.as_ref().map_or(0, Vec::len)
    }
}

impl Words for DnsFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.overview.visit(visit);
        self.lookups.visit(visit);
        self.dnssec.visit(visit);
        self.referrals.visit(visit);
    }
}
