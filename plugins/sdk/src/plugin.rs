//! The export side: a list of rules as a component.

use crate::{Artifact, FindingRecord, Manifest, Parameter, Rule};

/// What the component's `describe` returns.
#[doc(hidden)]
#[must_use]
pub fn describe(
    name: &str,
    version: &str,
    description: &str,
    artifact: Option<&Artifact>,
    pages: Option<&str>,
    rules: &[Rule],
) -> Manifest {
    Manifest {
        name: name.to_owned(),
        version: version.to_owned(),
        description: description.to_owned(),
        rules: rules
            .iter()
            .map(|rule| rule.describe(artifact, pages))
            .collect(),
    }
}

/// What the component's `check` does.
#[doc(hidden)]
pub fn check(
    rules: &[Rule],
    id: &str,
    parameters: &[Parameter],
) -> Result<Vec<FindingRecord>, String> {
    match rules.iter().find(|rule| rule.id == id) {
        Some(rule) => rule.run(parameters),
        None => Err(format!("this plugin has no rule `{id}`")),
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
        /// The rules of this plugin.
        pub const RULES: &[$crate::Rule] = &$rules;

        // Only a component has these exports; natively the rules are compiled for their unit tests.
        #[cfg(target_arch = "wasm32")]
        #[allow(unsafe_code, reason = "the generated exports of a component")]
        mod exports {
            struct Component;

            impl $crate::bindings::exports::muster::policy::policy::Guest for Component {
                fn describe() -> $crate::Manifest {
                    let artifact: Option<$crate::Artifact> =
                        None$(.or(Some($crate::Artifact::$kind($artifact.to_owned()))))?;
                    $crate::describe(
                        $name,
                        env!("CARGO_PKG_VERSION"),
                        $description,
                        artifact.as_ref(),
                        [$($pages)?].first().copied(),
                        super::RULES,
                    )
                }

                fn check(
                    rule: String,
                    parameters: Vec<$crate::Parameter>,
                ) -> Result<Vec<$crate::FindingRecord>, String> {
                    $crate::check(super::RULES, &rule, &parameters)
                }
            }

            $crate::bindings::export_bindings!(Component with_types_in $crate::bindings);
        }
    };
}
