//! The export side: a list of rules as a component.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{Artifact, FindingRecord, Manifest, Parameter, Rule, recall};

/// A plugin, made by [`plugin!`](crate::plugin).
#[derive(Clone, Copy, Debug)]
pub struct Plugin {
    /// Its name, as policies speak of it.
    pub name: &'static str,
    /// That of its crate.
    pub version: &'static str,
    /// What it is for, in a sentence.
    pub description: &'static str,
    #[doc(hidden)]
    pub artifact: fn() -> Option<Artifact>,
    /// The address of the directory that holds its rules' pages.
    pub pages: Option<&'static str>,
    /// All of its rules.
    pub rules: &'static [Rule],
}

impl Plugin {
    /// What the component's `describe` returns.
    #[doc(hidden)]
    #[must_use]
    pub fn describe(&self) -> Manifest {
        let artifact = (self.artifact)();
        Manifest {
            name: self.name.to_owned(),
            version: self.version.to_owned(),
            description: self.description.to_owned(),
            rules: self
                .rules
                .iter()
                .map(|rule| rule.describe(artifact.as_ref(), self.pages))
                .collect(),
        }
    }
}

/// What the component's `check` does.
#[doc(hidden)]
pub fn check(
    plugins: &[Plugin],
    id: &str,
    parameters: &[Parameter],
) -> Result<Vec<FindingRecord>, String> {
    // The rules of a plugin are asked for one after the other, so that the next is near the last.
    static LAST: AtomicUsize = AtomicUsize::new(0);
    let last = LAST.load(Ordering::Relaxed);
    let with_plugin = |plugin: Plugin| (plugin.rules.iter()).map(move |rule| (plugin.name, rule));
    let rules = || plugins.iter().copied().flat_map(with_plugin).enumerate();
    let found = rules()
        .skip(last)
        .chain(rules().take(last))
        .find(|(_, (_, rule))| rule.id == id);
    match found {
        Some((place, (plugin, rule))) => {
            recall::begin(plugin);
            LAST.store(place, Ordering::Relaxed);
            rule.run(parameters)
        }
        None => Err(format!("this plugin has no rule `{id}`")),
    }
}

/// What `describe` of a component with many plugins does: each call returns the next of them, and the
/// one after the last a manifest without a name.
#[doc(hidden)]
#[must_use]
pub fn describe_next(plugins: &[Plugin]) -> Manifest {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    match plugins.get(NEXT.fetch_add(1, Ordering::Relaxed)) {
        Some(plugin) => plugin.describe(),
        None => Manifest {
            name: String::new(),
            version: String::new(),
            description: String::new(),
            rules: Vec::new(),
        },
    }
}

/// Makes a plugin out of its rules. Goes once into `src/lib.rs`.
///
/// `artifact` is what the subjects of its rules are part of, where a finding does not say so itself:
/// `File("/etc/ssh/sshd_config")`, or `Setting("domain")` for what a key of `[targets]` names. It is the
/// place of their alerts, whichever line decides. Leave it out where the host as a whole is meant.
///
/// `pages` is the `https:` address of the directory in which people find the rules' pages, with a
/// slash at its end; reports then link to them. Leave it out where they are nowhere to be found.
#[macro_export]
macro_rules! plugin {
    (
        name: $name:literal,
        description: $description:literal,
        $(artifact: $kind:ident($artifact:literal),)?
        $(pages: $pages:expr,)?
        rules: $rules:expr $(,)?
    ) => {
        /// This plugin.
        pub const PLUGIN: $crate::Plugin = $crate::Plugin {
            name: $name,
            version: env!("CARGO_PKG_VERSION"),
            description: $description,
            artifact: || None$(.or(Some($crate::Artifact::$kind($artifact.to_owned()))))?,
            pages: $crate::first(&[$($pages)?]),
            rules: &$rules,
        };

        $crate::exports! { super::PLUGIN.describe(), &[super::PLUGIN] }
    };
}

/// The first of at most one: what a macro was given for a field that may be left out.
#[doc(hidden)]
#[must_use]
pub const fn first(given: &[&'static str]) -> Option<&'static str> {
    match given {
        [first, ..] => Some(first),
        [] => None,
    }
}

/// Makes one component out of many plugins, which share what all of them need. For those that come with
/// Muster, which knows what each of them imports.
#[doc(hidden)]
#[macro_export]
macro_rules! bundle {
    ($($plugin:path),* $(,)?) => {
        /// The plugins, sorted by name.
        pub const PLUGINS: &[$crate::Plugin] = &[$($plugin),*];

        $crate::exports! { $crate::describe_next(super::PLUGINS), super::PLUGINS }
    };
}

/// The exports of a component: what describes it, and the plugins whose rules it has. Natively there are none; the
/// rules are compiled for their unit tests.
#[doc(hidden)]
#[macro_export]
macro_rules! exports {
    ($described:expr, $plugins:expr) => {
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "the generated exports of a component")]
        mod exports {
            struct Component;

            impl $crate::bindings::exports::muster::policy::policy::Guest for Component {
                fn describe() -> $crate::Manifest {
                    $described
                }

                fn check(
                    rule: String,
                    parameters: Vec<$crate::Parameter>,
                ) -> Result<Vec<$crate::FindingRecord>, String> {
                    $crate::check($plugins, &rule, &parameters)
                }
            }

            $crate::bindings::export_bindings!(Component with_types_in $crate::bindings);
        }
    };
}
