// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:mail/mail`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// SPF as RFC 7208 evaluates it, without a client address: every mechanism is followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct SpfPolicy {
    /// The TXT records that begin with `v=spf1`, as published.
    pub records: Vec<String>,
    /// One of `ok`, `none` (no record), `permerror` or `temperror` (what a term leads to was not
    /// answered; nothing but the records is known).
    pub verdict: String,
    /// Why it is a permerror. One of `multiple-records`, `syntax`, `too-many-lookups`,
    /// `too-many-void-lookups`, `too-many-mail-servers`, `include-without-record`,
    /// `redirect-without-record` or `loop`.
    pub problem: Option<String>,
    /// A sentence about the problem that names the domain and term, or the question that was not
    /// answered.
    pub message: Option<String>,
    /// Terms that need the DNS, counted recursively (RFC 7208, 4.6.4); the limit is 10.
    pub lookups: u32,
    /// Lookups among them that found nothing; the limit is 2.
    #[cfg_attr(feature = "component", component(name = "void-lookups"))]
    pub void_lookups: u32,
    /// Qualifier of `all` that decides in the end, through `redirect`. One of `+`, `-`, `~` or `?`.
    /// None when nothing does, which is neutral.
    pub all: Option<String>,
    /// Families of addresses (`IPv4`, `IPv6`) of which more than anybody owns pass, each with
    /// the share of them in percent, at least 1; 100 is all of them.
    #[cfg_attr(feature = "component", component(name = "open-to"))]
    pub open_to: Vec<(String, u32)>,
    /// What makes so many pass, as `example.com: ip4:0.0.0.0/0`.
    #[cfg_attr(feature = "component", component(name = "opened-by"))]
    pub opened_by: Vec<String>,
    /// Whether no term can let any message pass.
    #[cfg_attr(feature = "component", component(name = "allows-nobody"))]
    pub allows_nobody: bool,
    /// Domains of all `include` and `redirect` that were followed, in order.
    pub included: Vec<String>,
    /// Whether a macro made a part depend on the message, so that it was not followed.
    pub macros: bool,
    /// `source`
    pub source: Source,
}

impl SpfPolicy {
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "mail.spf-policy.verdict",
        words: &["ok", "none", "permerror", "temperror"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_PERMERROR: &str = "permerror";
    /// A word of `verdict`.
    pub const VERDICT_TEMPERROR: &str = "temperror";
    /// What `problem` can be.
    pub const PROBLEM: Vocabulary = Vocabulary {
        field: "mail.spf-policy.problem",
        words: &["multiple-records", "syntax", "too-many-lookups", "too-many-void-lookups", "too-many-mail-servers", "include-without-record", "redirect-without-record", "loop"],
        beginnings: &[],
    };
    /// A word of `problem`.
    pub const PROBLEM_MULTIPLE_RECORDS: &str = "multiple-records";
    /// A word of `problem`.
    pub const PROBLEM_SYNTAX: &str = "syntax";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_LOOKUPS: &str = "too-many-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_VOID_LOOKUPS: &str = "too-many-void-lookups";
    /// A word of `problem`.
    pub const PROBLEM_TOO_MANY_MAIL_SERVERS: &str = "too-many-mail-servers";
    /// A word of `problem`.
    pub const PROBLEM_INCLUDE_WITHOUT_RECORD: &str = "include-without-record";
    /// A word of `problem`.
    pub const PROBLEM_REDIRECT_WITHOUT_RECORD: &str = "redirect-without-record";
    /// A word of `problem`.
    pub const PROBLEM_LOOP: &str = "loop";
    /// What `all` can be.
    pub const ALL: Vocabulary = Vocabulary {
        field: "mail.spf-policy.all",
        words: &["+", "-", "~", "?"],
        beginnings: &[],
    };
    /// A word of `all`.
    pub const ALL_PLUS: &str = "+";
    /// A word of `all`.
    pub const ALL_MINUS: &str = "-";
    /// A word of `all`.
    pub const ALL_TILDE: &str = "~";
    /// A word of `all`.
    pub const ALL_QUESTION_MARK: &str = "?";
}

impl Words for SpfPolicy {
    fn visit(&mut self, visit: Visit<'_>) {
        self.records.visit(visit);
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        crate::vocabulary::visit_texts(&Self::PROBLEM, &mut self.problem, visit);
        self.message.visit(visit);
        crate::vocabulary::visit_texts(&Self::ALL, &mut self.all, visit);
        self.open_to.visit(visit);
        self.opened_by.visit(visit);
        self.included.visit(visit);
        self.source.visit(visit);
    }
}

/// `dkim-key`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DkimKey {
    /// One of `present`, `missing`, `revoked` (an empty `p=`) or `invalid`.
    pub status: String,
    /// One of `rsa` or `ed25519`.
    #[cfg_attr(feature = "component", component(name = "key-type"))]
    pub key_type: Option<String>,
    /// Bits of an RSA modulus; 256 for Ed25519.
    pub bits: Option<u32>,
    /// `t=y`: verifiers treat the mail as unsigned.
    pub testing: bool,
    /// Aliases that were followed.
    pub aliases: Vec<String>,
    /// What makes it invalid.
    pub problem: Option<String>,
}

impl DkimKey {
    /// What `status` can be.
    pub const STATUS: Vocabulary = Vocabulary {
        field: "mail.dkim-key.status",
        words: &["present", "missing", "revoked", "invalid"],
        beginnings: &[],
    };
    /// A word of `status`.
    pub const STATUS_PRESENT: &str = "present";
    /// A word of `status`.
    pub const STATUS_MISSING: &str = "missing";
    /// A word of `status`.
    pub const STATUS_REVOKED: &str = "revoked";
    /// A word of `status`.
    pub const STATUS_INVALID: &str = "invalid";
    /// What `key_type` can be.
    pub const KEY_TYPE: Vocabulary = Vocabulary {
        field: "mail.dkim-key.key-type",
        words: &["rsa", "ed25519"],
        beginnings: &[],
    };
    /// A word of `key_type`.
    pub const KEY_TYPE_RSA: &str = "rsa";
    /// A word of `key_type`.
    pub const KEY_TYPE_ED25519: &str = "ed25519";
}

impl Words for DkimKey {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::STATUS, &mut self.status, visit);
        crate::vocabulary::visit_texts(&Self::KEY_TYPE, &mut self.key_type, visit);
        self.bits.visit(visit);
        self.aliases.visit(visit);
        self.problem.visit(visit);
    }
}

/// `dkim-selector`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DkimSelector {
    /// `selector`
    pub selector: String,
    /// `outcome`
    pub outcome: Fact<DkimKey>,
    /// `dns/example.com/TXT/s1._domainkey`.
    pub source: Source,
}

impl Words for DkimSelector {
    fn visit(&mut self, visit: Visit<'_>) {
        self.outcome.visit(visit);
        self.source.visit(visit);
    }
}

/// DMARC as discovered for the sender's domain by the tree walk of RFC 9989.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct DmarcPolicy {
    /// One of `ok`, `none` or `invalid` (more than one record, or one that is malformed).
    pub verdict: String,
    /// `problem`
    pub problem: Option<String>,
    /// Domain at which the policy was found.
    #[cfg_attr(feature = "component", component(name = "found-at"))]
    pub found_at: Option<String>,
    /// The records there that begin with `v=DMARC1`.
    pub records: Vec<String>,
    /// Tags in the order of the record, names in lower case.
    pub tags: Vec<(String, String)>,
    /// What applies to the sender's domain. One of `none`, `quarantine` or `reject`.
    pub policy: Option<String>,
    /// Domain whose record applies to the names below the sender's domain: that of the
    /// organisation, whatever `sp` a record below it has (RFC 9989, 4.7).
    #[cfg_attr(feature = "component", component(name = "below-at"))]
    pub below_at: Option<String>,
    /// What applies to those names that exist. One of `none`, `quarantine` or `reject`.
    #[cfg_attr(feature = "component", component(name = "subdomain-policy"))]
    pub subdomain_policy: Option<String>,
    /// What applies to those names that do not exist (`np`).
    /// One of `none`, `quarantine` or `reject`.
    #[cfg_attr(feature = "component", component(name = "nonexistent-policy"))]
    pub nonexistent_policy: Option<String>,
    /// `t=y`, or a former `pct` below 100.
    pub weakened: bool,
    /// What `rua` lists as mailboxes, to which alone reports are sent.
    #[cfg_attr(feature = "component", component(name = "report-addresses"))]
    pub report_addresses: Vec<String>,
    /// `rua` addresses of another organisation and whether that one accepts reports
    /// (`_report._dmarc`); an error of the lookup is an error here.
    #[cfg_attr(feature = "component", component(name = "external-reports"))]
    pub external_reports: Vec<(String, Fact<bool>)>,
    /// `source`
    pub source: Source,
}

impl DmarcPolicy {
    /// What `verdict` can be.
    pub const VERDICT: Vocabulary = Vocabulary {
        field: "mail.dmarc-policy.verdict",
        words: &["ok", "none", "invalid"],
        beginnings: &[],
    };
    /// A word of `verdict`.
    pub const VERDICT_OK: &str = "ok";
    /// A word of `verdict`.
    pub const VERDICT_NONE: &str = "none";
    /// A word of `verdict`.
    pub const VERDICT_INVALID: &str = "invalid";
    /// What `policy` can be.
    pub const POLICY: Vocabulary = Vocabulary {
        field: "mail.dmarc-policy.policy",
        words: &["none", "quarantine", "reject"],
        beginnings: &[],
    };
    /// A word of `policy`.
    pub const POLICY_NONE: &str = "none";
    /// A word of `policy`.
    pub const POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `policy`.
    pub const POLICY_REJECT: &str = "reject";
    /// What `subdomain_policy` can be.
    pub const SUBDOMAIN_POLICY: Vocabulary = Vocabulary {
        field: "mail.dmarc-policy.subdomain-policy",
        words: &["none", "quarantine", "reject"],
        beginnings: &[],
    };
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_NONE: &str = "none";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `subdomain_policy`.
    pub const SUBDOMAIN_POLICY_REJECT: &str = "reject";
    /// What `nonexistent_policy` can be.
    pub const NONEXISTENT_POLICY: Vocabulary = Vocabulary {
        field: "mail.dmarc-policy.nonexistent-policy",
        words: &["none", "quarantine", "reject"],
        beginnings: &[],
    };
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_NONE: &str = "none";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_QUARANTINE: &str = "quarantine";
    /// A word of `nonexistent_policy`.
    pub const NONEXISTENT_POLICY_REJECT: &str = "reject";
}

impl Words for DmarcPolicy {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::VERDICT, &mut self.verdict, visit);
        self.problem.visit(visit);
        self.found_at.visit(visit);
        self.records.visit(visit);
        self.tags.visit(visit);
        crate::vocabulary::visit_texts(&Self::POLICY, &mut self.policy, visit);
        self.below_at.visit(visit);
        crate::vocabulary::visit_texts(&Self::SUBDOMAIN_POLICY, &mut self.subdomain_policy, visit);
        crate::vocabulary::visit_texts(&Self::NONEXISTENT_POLICY, &mut self.nonexistent_policy, visit);
        self.report_addresses.visit(visit);
        self.external_reports.visit(visit);
        self.source.visit(visit);
    }
}

/// A domain that mail is sent from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Sender {
    /// `domain`
    pub domain: String,
    /// One of `target` (`targets.edge.mail-domain`), `env` (the address in `EMAIL_FROM`) or `domain`
    /// (`targets.domain`, when nothing else names one).
    pub origin: String,
    /// Where it was read.
    pub source: Source,
    /// Whether the only mail server is `.`: the domain takes no mail (RFC 7505).
    #[cfg_attr(feature = "component", component(name = "null-mx"))]
    pub null_mx: Fact<bool>,
    /// `spf`
    pub spf: Fact<SpfPolicy>,
    /// `dkim`
    pub dkim: Vec<DkimSelector>,
    /// `dmarc`
    pub dmarc: Fact<DmarcPolicy>,
}

impl Sender {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "mail.sender.origin",
        words: &["target", "env", "domain"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_TARGET: &str = "target";
    /// A word of `origin`.
    pub const ORIGIN_ENV: &str = "env";
    /// A word of `origin`.
    pub const ORIGIN_DOMAIN: &str = "domain";
}

impl Words for Sender {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.source.visit(visit);
        self.null_mx.visit(visit);
        self.spf.visit(visit);
        self.dkim.visit(visit);
        self.dmarc.visit(visit);
    }
}

/// Answers to the functions of `muster:mail/mail`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailFacts {
    /// Empty when the project names no domain and no environment file names a sender.
    pub senders: Fact<Vec<Sender>>,
}

impl DomainFacts for MailFacts {
    const DOMAIN: Domain = Domain::Mail;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.mail.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            senders: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.senders.as_ref().map_or(0, Vec::len)
    }
}

impl Words for MailFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.senders.visit(visit);
    }
}
