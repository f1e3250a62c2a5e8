//! The plugins that come with a program: one component, so that what all of them need is there once.
//!
//! Each of them is a plugin by itself, too. What it imports then is what it is granted here.

use std::sync::{Arc, OnceLock};

use muster_facts::Domain;

use crate::bindings::JudgePre;
use crate::description::{self, Identity};
use crate::embedded::Precompiled;
use crate::imports::State;
use crate::instance::Instance;
use crate::{LoadError, Manifest};

/// The plugins of a program, as its build made them, see [`build`](crate::build).
#[derive(Clone, Copy, Debug)]
pub struct Bundle {
    /// The component.
    pub component: &'static [u8],
    /// What its plugins are.
    pub description: &'static [u8],
    /// The component's machine code, which spares compiling it.
    pub code: Option<Precompiled>,
}

/// A bundle that is loaded once for all of its plugins, on the first call of one of them.
pub(crate) struct Shared {
    bundle: Bundle,
    /// What any of the plugins imports.
    domains: Vec<Domain>,
    linked: OnceLock<Result<JudgePre<State>, LoadError>>,
}

impl Shared {
    /// The plugins of a bundle, and what they share.
    ///
    /// # Errors
    /// When the description is not of this version, which is a mistake in the build.
    pub(crate) fn of(bundle: Bundle) -> Result<(Arc<Self>, Vec<Identity>), LoadError> {
        let identities = description::decode_all(bundle.description).ok_or_else(|| {
            LoadError::BadManifest(
                "the description of the plugins is not of this version".to_owned(),
            )
        })?;
        let mut domains: Vec<Domain> = identities
            .iter()
            .flat_map(|identity| identity.domains.iter().copied())
            .collect();
        domains.sort_unstable();
        domains.dedup();
        let shared = Self {
            bundle,
            domains,
            linked: OnceLock::new(),
        };
        Ok((Arc::new(shared), identities))
    }

    /// The code, which the first call loads.
    pub(crate) fn code(
        &self,
        load: impl FnOnce(&Bundle, &[Domain]) -> Result<JudgePre<State>, LoadError>,
    ) -> Result<&JudgePre<State>, &LoadError> {
        self.linked
            .get_or_init(|| load(&self.bundle, &self.domains))
            .as_ref()
    }
}

/// The identity of a bundle as a whole, as far as a cache of compiled code needs it.
pub(crate) fn identity(sha256: String) -> Identity {
    Identity {
        sha256,
        domains: Vec::new(),
        manifest: Manifest::new(
            "bundle".to_owned(),
            String::new(),
            String::new(),
            Vec::new(),
        ),
    }
}

/// An instance of a bundle, between one of its plugins and the next. A new one for each plugin costs as much as
/// judging the plugin's rules.
#[derive(Default)]
pub struct Idle(pub(crate) Option<Instance>);

impl std::fmt::Debug for Idle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Idle").field(&self.0.is_some()).finish()
    }
}
