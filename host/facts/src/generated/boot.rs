// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:kernel/boot`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// `argument`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Argument {
    /// As it is written, such as `audit`.
    pub name: String,
    /// None where it has none, and where what it has is not a plain word.
    pub value: Option<String>,
}

impl Words for Argument {
    fn visit(&mut self, visit: Visit<'_>) {
        self.value.visit(visit);
    }
}

/// A kernel that a boot loader offers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Entry {
    /// The name of the kernel's file, such as `vmlinuz-6.1.0-42-amd64`.
    pub kernel: String,
    /// In the order in which the kernel gets them.
    pub arguments: Vec<Argument>,
    /// Whether a variable of the boot loader adds arguments of which it is not known what they are.
    #[cfg_attr(feature = "component", component(name = "has-unknown-arguments"))]
    pub has_unknown_arguments: bool,
    /// `source`
    pub source: Source,
}

impl Words for Entry {
    fn visit(&mut self, visit: Visit<'_>) {
        self.arguments.visit(visit);
        self.source.visit(visit);
    }
}

/// `loader`
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Loader {
    /// One of `grub`, `systemd-boot` or `extlinux`.
    pub kind: String,
    /// What somebody at the console needs to boot the host otherwise. One of `password`, `plain-password` (the
    /// password itself is in the file), `nothing` or `no-editor` (systemd-boot, which lets nobody change
    /// arguments).
    #[cfg_attr(feature = "component", component(name = "asks-for"))]
    pub asks_for: String,
    /// Where that is decided, or the file that does not say it.
    pub source: Source,
}

impl Loader {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "boot.loader.kind",
        words: &["grub", "systemd-boot", "extlinux"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_GRUB: &str = "grub";
    /// A word of `kind`.
    pub const KIND_SYSTEMD_BOOT: &str = "systemd-boot";
    /// A word of `kind`.
    pub const KIND_EXTLINUX: &str = "extlinux";
    /// What `asks_for` can be.
    pub const ASKS_FOR: Vocabulary = Vocabulary {
        field: "boot.loader.asks-for",
        words: &["password", "plain-password", "nothing", "no-editor"],
        beginnings: &[],
    };
    /// A word of `asks_for`.
    pub const ASKS_FOR_PASSWORD: &str = "password";
    /// A word of `asks_for`.
    pub const ASKS_FOR_PLAIN_PASSWORD: &str = "plain-password";
    /// A word of `asks_for`.
    pub const ASKS_FOR_NOTHING: &str = "nothing";
    /// A word of `asks_for`.
    pub const ASKS_FOR_NO_EDITOR: &str = "no-editor";
}

impl Words for Loader {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        crate::vocabulary::visit_texts(&Self::ASKS_FOR, &mut self.asks_for, visit);
        self.source.visit(visit);
    }
}

/// Answers to the functions of `muster:kernel/boot`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BootFacts {
    /// The names of the arguments that are facts: of others nothing is known.
    pub known_arguments: Fact<Vec<String>>,
    /// `unsupported` where no boot loader is configured on the target, as of a virtual machine whose kernel comes from
    /// outside, and for a container.
    pub loaders: Fact<Vec<Loader>>,
    /// Without tests of the memory and other systems; `unsupported` as `loaders`.
    pub entries: Fact<Vec<Entry>>,
    /// What the running kernel was given; `unsupported` for a target that is not running.
    pub running_arguments: Fact<Vec<Argument>>,
}

impl DomainFacts for BootFacts {
    const DOMAIN: Domain = Domain::Boot;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.boot.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            known_arguments: Err(error.clone()),
            loaders: Err(error.clone()),
            entries: Err(error.clone()),
            running_arguments: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.known_arguments.as_ref().map_or(0, Vec::len)
            + self.loaders.as_ref().map_or(0, Vec::len)
            + self.entries.as_ref().map_or(0, Vec::len)
            + self.running_arguments.as_ref().map_or(0, Vec::len)
    }
}

impl Words for BootFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.known_arguments.visit(visit);
        self.loaders.visit(visit);
        self.entries.visit(visit);
        self.running_arguments.visit(visit);
    }
}
