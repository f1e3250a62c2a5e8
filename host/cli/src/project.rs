//! Which policy applies, and the plugins that it needs.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use muster_engine::RefusedPlugin;
use muster_facts::Domain;
use muster_outcomes::RuleDescriptor;
use muster_policy::{Loader, Pack, PackSource, PluginSpec, Policy};
use muster_sandbox::{Grants, Inspection, LARGEST_PLUGIN, LoadError, Manifest, Plugin, Sandbox};

use crate::bundled::{self, PACKS, PLUGINS};
use crate::failure::Failure;
use crate::trust::{Trust, Unread};
use crate::{args, session};

/// The pack that applies where nothing else is said.
pub(crate) const DEFAULT_PACK: &str = "vps-production";

/// The project file that is looked for in the working directory.
pub(crate) const PROJECT_FILE: &str = "muster.toml";

/// A policy, and every plugin that it can choose from.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) pack: Pack,
    pub(crate) plugins: Vec<Arc<Plugin>>,
    pub(crate) refused: Vec<RefusedPlugin>,
}

impl Project {
    /// Loads the pack and the plugins. A plugin that cannot be loaded does not end the program: its
    /// rules end in `error`.
    pub(crate) fn load(policy: Option<&str>, sandbox: &Sandbox) -> Result<Self, Failure> {
        let (source, trust) = source(policy)?;
        let pack = muster_policy::load(source, &Packs(trust))?;
        let begun = Instant::now();
        let mut plugins = load_builtin(sandbox)?;
        let mut refused = Vec::new();
        for spec in pack.plugins() {
            let bytes = match trust.read(&spec.file, LARGEST_PLUGIN as u64) {
                Err(Unread::Distrusted(failure)) => return Err(failure),
                Err(Unread::Failed(failure)) => Err(failure),
                Ok(bytes) => Ok(bytes),
            };
            match load(&pack, spec, bytes, sandbox, &plugins) {
                Ok(plugin) => plugins.push(Arc::new(plugin)),
                Err(plugin) => refused.push(*plugin),
            }
        }
        tracing::info!(
            plugins = plugins.len(),
            refused = refused.len(),
            microseconds = begun.elapsed().as_micros(),
            "loaded"
        );
        Ok(Self {
            pack,
            plugins,
            refused,
        })
    }

    /// Every rule that there is, sorted by id.
    pub(crate) fn rules(&self) -> Vec<RuleDescriptor> {
        session::rules(&self.plugins, &self.refused)
    }

    /// The policy as the command line narrows it.
    pub(crate) fn policy(&self, arguments: &args::Policy) -> Result<Policy, Failure> {
        let rules = self.rules();
        let unread: Vec<&str> = self
            .refused
            .iter()
            .filter(|plugin| plugin.manifest.is_none())
            .map(|plugin| plugin.name.as_str())
            .collect();
        let mut policy = self.pack.validate(&rules, &unread)?;
        policy
            .narrow(&arguments.only, &arguments.skip, &rules)
            .map_err(|error| Failure::new(error.to_string()))?;
        if let Some(gate) = arguments.fail_on {
            policy.gate = gate;
        }
        Ok(policy)
    }
}

/// The pack that a name, a file or nothing stands for, and how far its files are trusted.
fn source(policy: Option<&str>) -> Result<(PackSource, Trust), Failure> {
    let Some(policy) = policy else {
        let project = Path::new(PROJECT_FILE);
        // A link that leads nowhere is there: somebody meant a policy by it.
        let is_missing = project
            .symlink_metadata()
            .is_err_and(|error| error.kind() == ErrorKind::NotFound);
        if is_missing {
            return Ok((builtin(DEFAULT_PACK)?, Trust::Found));
        }
        let text = Trust::Found.read_text(project)?;
        return Ok((PackSource::file(project, text), Trust::Found));
    };
    let is_file = policy.contains('/')
        || Path::new(policy)
            .extension()
            .is_some_and(|extension| extension == "toml");
    if is_file {
        let path = PathBuf::from(policy);
        let text = Trust::Named.read_text(&path)?;
        return Ok((PackSource::file(path, text), Trust::Named));
    }
    Ok((builtin(policy)?, Trust::Named))
}

fn builtin(name: &str) -> Result<PackSource, Failure> {
    let packs = Packs(Trust::Named);
    match packs.builtin(name) {
        Some(text) => Ok(PackSource::builtin(name, text)),
        None => {
            let names = packs.builtin_names();
            let hint = match muster_policy::nearest(name, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("there is {}.", names.join(", ")),
            };
            Err(Failure::new(format!(
                "there is no built-in pack `{name}`; {hint} A file's name ends in .toml"
            )))
        }
    }
}

/// The packs that come with Muster, and files as far as they are trusted.
pub(crate) struct Packs(pub(crate) Trust);

impl Loader for Packs {
    fn builtin(&self, name: &str) -> Option<&str> {
        let pack = PACKS.iter().find(|(known, _)| *known == name);
        pack.map(|(_, text)| *text)
    }

    fn builtin_names(&self) -> Vec<&str> {
        PACKS.iter().map(|(name, _)| *name).collect()
    }

    fn read(&self, path: &Path) -> Result<String, String> {
        self.0
            .read_text(path)
            .map_err(|unread| Failure::from(unread).to_string())
    }
}

/// Loads Muster's own plugins side by side: on a processor that the program does not have their code
/// for, each has to be compiled.
pub(crate) fn load_builtin(sandbox: &Sandbox) -> Result<Vec<Arc<Plugin>>, Failure> {
    let broken = |name: &str, error: &dyn std::fmt::Display| {
        Failure::new(format!("the built-in plugin `{name}` {error}"))
    };
    std::thread::scope(|scope| {
        let loading: Vec<_> = PLUGINS
            .iter()
            .map(|(name, module)| {
                let load = || sandbox.load_builtin(module, bundled::compiled(name));
                (
                    *name,
                    load,
                    Sandbox::guest_thread().spawn_scoped(scope, load),
                )
            })
            .collect();
        loading
            .into_iter()
            .map(|(name, load, thread)| {
                let loaded = match thread {
                    Ok(thread) => thread.join().unwrap_or_else(|_| {
                        Err(LoadError::Compile("the compiler failed".to_owned()))
                    }),
                    // No thread is to be had: here, then.
                    Err(_) => load(),
                };
                loaded.map(Arc::new).map_err(|error| broken(name, &error))
            })
            .collect()
    })
}

fn load(
    pack: &Pack,
    spec: &PluginSpec,
    bytes: Result<Vec<u8>, Failure>,
    sandbox: &Sandbox,
    others: &[Arc<Plugin>],
) -> Result<Plugin, Box<RefusedPlugin>> {
    let refused = |reason: String, manifest: Option<Manifest>| {
        Box::new(RefusedPlugin {
            name: spec.name.clone(),
            reason: format!("plugin `{}`: {reason}", spec.name),
            manifest,
        })
    };
    let bytes = bytes.map_err(|failure| refused(failure.to_string(), None))?;
    let inspection = Inspection::of(&bytes)
        .map_err(|error| refused(format!("{} {error}", spec.file.display()), None))?;
    let manifest = inspection.manifest.as_ref().ok().cloned();
    // Without a manifest the plugin is refused below; with one it must not speak for another.
    if let Some(reason) = manifest
        .as_ref()
        .and_then(|manifest| usurped(&spec.name, manifest, others))
    {
        return Err(refused(format!("{} {reason}", spec.file.display()), None));
    }
    if let Some(pinned) = &spec.sha256
        && *pinned != inspection.sha256
    {
        let reason = format!(
            "{} has the SHA-256 {}, and the policy pins {pinned}; update the pin when the change is wanted",
            spec.file.display(),
            inspection.sha256
        );
        return Err(refused(reason, manifest));
    }
    let grants: Grants = spec.grants.iter().copied().collect();
    sandbox.load(&bytes, &grants).map_err(|error| {
        let mut reason = format!("{} {error}", spec.file.display());
        if let LoadError::NotGranted { .. } = error
            && let Some(help) = line_to_add(pack, spec, &inspection)
        {
            reason = format!("{reason}; {help}");
        }
        refused(reason, manifest)
    })
}

/// What a plugin claims although it is not its own: another name than the policy gives it, or the
/// name or a rule of a plugin that is loaded already.
fn usurped(name: &str, manifest: &Manifest, others: &[Arc<Plugin>]) -> Option<String> {
    if manifest.name != name {
        return Some(format!(
            "calls itself `{}`; name it so in the policy: `[plugins.{}]`",
            manifest.name, manifest.name
        ));
    }
    others.iter().find_map(|other| {
        let other = other.manifest();
        if other.name == manifest.name {
            return Some(format!(
                "calls itself `{}`, as another plugin does",
                other.name
            ));
        }
        let claims = |rule: &&RuleDescriptor| manifest.rules.iter().any(|own| own.id == rule.id);
        let rule = other.rules.iter().find(claims)?;
        Some(format!(
            "claims the rule `{}`, which belongs to the plugin `{}`",
            rule.id, other.name
        ))
    })
}

/// What to write into the policy so that the plugin gets what it imports.
fn line_to_add(pack: &Pack, spec: &PluginSpec, inspection: &Inspection) -> Option<String> {
    let imports: Vec<Domain> = inspection
        .grants
        .as_ref()
        .ok()?
        .iter()
        .filter_map(|interface| Domain::from_interface(interface))
        .collect();
    pack.missing_grants(spec, &imports)?.help
}
