// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! `muster:pam/pam`

use serde::{Deserialize, Serialize};

use crate::domain::{DomainFacts, Fact};
use crate::vocabulary::{Visit, Vocabulary, Words};
use crate::{Domain, FactError, Facts, Source};

/// Who writes the stacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Layout {
    /// One of `debian` (pam-auth-update), `authselect` or `plain`.
    pub kind: String,
    /// `source`
    pub source: Source,
}

impl Layout {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "pam.layout.kind",
        words: &["debian", "authselect", "plain"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_DEBIAN: &str = "debian";
    /// A word of `kind`.
    pub const KIND_AUTHSELECT: &str = "authselect";
    /// A word of `kind`.
    pub const KIND_PLAIN: &str = "plain";
}

impl Words for Layout {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// A program, by the name that it gives to PAM, or a file that others include.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Service {
    /// `name`
    pub name: String,
    /// The file that counts; one of the same name in a directory of the vendor does not.
    pub source: Source,
}

impl Words for Service {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// Something that makes the stacks of a service other than they look, so that they cannot be judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Problem {
    /// `service`
    pub service: String,
    /// `message`
    pub message: String,
    /// `source`
    pub source: Source,
}

impl Words for Problem {
    fn visit(&mut self, visit: Visit<'_>) {
        self.source.visit(visit);
    }
}

/// A module in a stack, in the order of the stack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct Entry {
    /// `service`
    pub service: String,
    /// One of `auth`, `account`, `password` or `session`.
    pub kind: String,
    /// The name of the file without its directory, such as `pam_unix.so`; `other` for one that is not known.
    pub module: String,
    /// Whether it can be asked at all.
    pub reached: bool,
    /// Whether nobody gets through with a local password unless a module of this name is asked and agrees; for
    /// pam_wheel, whose lines ask for different groups, unless this line is. What pam_localuser and pam_usertype say
    /// of an account of a person is taken for granted.
    pub enforced: bool,
    /// Whether it is asked each time that a local password was wrong.
    #[cfg_attr(feature = "component", component(name = "after-failure"))]
    pub after_failure: bool,
    /// Whether its line begins with `-`, and no such module is installed: PAM leaves it out.
    pub missing: bool,
    /// Its line, by which `options` name it.
    pub source: Source,
}

impl Entry {
    /// What `kind` can be.
    pub const KIND: Vocabulary = Vocabulary {
        field: "pam.entry.kind",
        words: &["auth", "account", "password", "session"],
        beginnings: &[],
    };
    /// A word of `kind`.
    pub const KIND_AUTH: &str = "auth";
    /// A word of `kind`.
    pub const KIND_ACCOUNT: &str = "account";
    /// A word of `kind`.
    pub const KIND_PASSWORD: &str = "password";
    /// A word of `kind`.
    pub const KIND_SESSION: &str = "session";
}

impl Words for Entry {
    fn visit(&mut self, visit: Visit<'_>) {
        crate::vocabulary::visit_texts(&Self::KIND, &mut self.kind, visit);
        self.source.visit(visit);
    }
}

/// An option of a module, for each line that asks it: those that are known, also where only a default holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct ModuleOption {
    /// The line that asks the module.
    pub entry: Source,
    /// `module`
    pub module: String,
    /// As the manual of the module has it. Besides: `phase` of pam_faillock (`preauth`, `authfail` or `authsucc`),
    /// `hash` of pam_unix (by login.defs as well), and of pam_pwquality `shortest` (`minlen` less the credits that a
    /// password can have) and `classes` (of how many kinds its characters have to be).
    pub name: String,
    /// A number, `infinity`, `yes`, `no` or a word that is known; none where it is not understood, or may be a secret.
    pub value: Option<String>,
    /// What says so. One of `argument`, `file` or `default`.
    pub origin: String,
    /// Where it says so; none for a default.
    pub source: Option<Source>,
    /// The file to write it in, besides the line of the module; none where the module reads none.
    pub file: Option<String>,
    /// Lines that say otherwise, and do not count.
    pub shadowed: Vec<Source>,
}

impl ModuleOption {
    /// What `origin` can be.
    pub const ORIGIN: Vocabulary = Vocabulary {
        field: "pam.module-option.origin",
        words: &["argument", "file", "default"],
        beginnings: &[],
    };
    /// A word of `origin`.
    pub const ORIGIN_ARGUMENT: &str = "argument";
    /// A word of `origin`.
    pub const ORIGIN_FILE: &str = "file";
    /// A word of `origin`.
    pub const ORIGIN_DEFAULT: &str = "default";
}

impl Words for ModuleOption {
    fn visit(&mut self, visit: Visit<'_>) {
        self.entry.visit(visit);
        self.value.visit(visit);
        crate::vocabulary::visit_texts(&Self::ORIGIN, &mut self.origin, visit);
        self.source.visit(visit);
        self.file.visit(visit);
        self.shadowed.visit(visit);
    }
}

/// A file that a module reads, and Muster could not: no option of its line counts but what is an argument.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "component", derive(wasmtime::component::ComponentType, wasmtime::component::Lower))]
#[cfg_attr(feature = "component", component(record))]
pub struct UnreadFile {
    /// The line that asks the module.
    pub entry: Source,
    /// `reason`
    pub reason: String,
}

impl Words for UnreadFile {
    fn visit(&mut self, visit: Visit<'_>) {
        self.entry.visit(visit);
    }
}

/// Answers to the functions of `muster:pam/pam`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PamFacts {
    /// One; none on a host without PAM.
    pub layouts: Fact<Vec<Layout>>,
    /// `services`
    pub services: Fact<Vec<Service>>,
    /// `problems`
    pub problems: Fact<Vec<Problem>>,
    /// `entries`
    pub entries: Fact<Vec<Entry>>,
    /// `options`
    pub options: Fact<Vec<ModuleOption>>,
    /// `unread-files`
    pub unread_files: Fact<Vec<UnreadFile>>,
}

impl DomainFacts for PamFacts {
    const DOMAIN: Domain = Domain::Pam;

    fn of(facts: &Facts) -> Option<&Self> {
        facts.pam.as_ref()
    }

    fn missing(error: &FactError) -> Self {
        Self {
            layouts: Err(error.clone()),
            services: Err(error.clone()),
            problems: Err(error.clone()),
            entries: Err(error.clone()),
            options: Err(error.clone()),
            unread_files: Err(error.clone()),
        }
    }

    fn records(&self) -> usize {
        self.layouts.as_ref().map_or(0, Vec::len)
            + self.services.as_ref().map_or(0, Vec::len)
            + self.problems.as_ref().map_or(0, Vec::len)
            + self.entries.as_ref().map_or(0, Vec::len)
            + self.options.as_ref().map_or(0, Vec::len)
            + self.unread_files.as_ref().map_or(0, Vec::len)
    }
}

impl Words for PamFacts {
    fn visit(&mut self, visit: Visit<'_>) {
        self.layouts.visit(visit);
        self.services.visit(visit);
        self.problems.visit(visit);
        self.entries.visit(visit);
        self.options.visit(visit);
        self.unread_files.visit(visit);
    }
}
