//! Which policy applies, and the plugins that it needs.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use muster_engine::RefusedPlugin;
use muster_outcomes::{Request, RuleDescriptor, Selection};
use muster_policy::{Loader, NameCheck, Pack, PackSource, Pattern, Policy};
use muster_report::Settings;
use muster_sandbox::{LARGEST_PLUGIN, Plugin, Sandbox};

use crate::bundled::PACKS;
use crate::failure::Failure;
use crate::progress::Progress;
use crate::trust::{PROJECT_FILE, Trust, Unread};
use crate::{args, plugins, repository};

/// The pack that applies where nothing else is said.
pub(crate) const DEFAULT_PACK: &str = "server";

/// A policy, and every plugin that it can choose from.
#[derive(Debug)]
pub(crate) struct Project {
    pub(crate) pack: Pack,
    /// The policy's own file, where it is one.
    file: Option<PathBuf>,
    pub(crate) plugins: Vec<Arc<Plugin>>,
    pub(crate) refused: Vec<RefusedPlugin>,
}

impl Project {
    /// Loads the pack and the plugins. A plugin that cannot be loaded does not end the program: its
    /// rules end in `error`. Whatever comes of it, that is said first.
    pub(crate) fn load(
        policy: Option<&str>,
        sandbox: &Sandbox,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let (source, trust) = source(policy)?;
        let builtin = plugins::builtin(sandbox)?;
        Self::of(builtin, source, trust, &Packs(trust), sandbox, progress)
    }

    /// As [`Self::load`], for whoever is about to call the plugins: their code is loaded meanwhile.
    pub(crate) fn load_to_judge(
        policy: Option<&str>,
        sandbox: &Arc<Sandbox>,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let (source, trust) = source(policy)?;
        let builtin = plugins::builtin(sandbox)?;
        plugins::prepare(&builtin, sandbox);
        Self::of(builtin, source, trust, &Packs(trust), sandbox, progress)
    }

    /// As [`Self::load`], for whoever is about to write the first attestation: the file that the policy
    /// names need not be there.
    pub(crate) fn load_to_attest(policy: Option<&str>, sandbox: &Sandbox) -> Result<Self, Failure> {
        let (source, trust) = source(policy)?;
        let packs = Attesting(Packs(trust));
        let builtin = plugins::builtin(sandbox)?;
        Self::of(builtin, source, trust, &packs, sandbox, &Progress::hidden())
    }

    fn of(
        mut plugins: Vec<Arc<Plugin>>,
        source: PackSource,
        trust: Trust,
        packs: &dyn Loader,
        sandbox: &Sandbox,
        progress: &Progress,
    ) -> Result<Self, Failure> {
        let file = source.path().map(Path::to_path_buf);
        let pack = muster_policy::load(source, packs)?;
        let begun = Instant::now();
        let mut refused = Vec::new();
        for spec in pack.plugins() {
            let bytes = match trust.read(&spec.file, LARGEST_PLUGIN as u64) {
                Err(Unread::Distrusted(failure)) => return Err(failure),
                Err(Unread::Failed(failure)) => Err(failure),
                Ok(bytes) => Ok(bytes),
            };
            match plugins::load(spec, bytes, sandbox, &plugins) {
                Ok(plugin) => plugins.push(Arc::new(plugin)),
                Err(refusal) => {
                    progress.say(&refusal.shown_in(&pack, spec));
                    refused.push(refusal.into_plugin(&pack, spec));
                }
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
            file,
            plugins,
            refused,
        })
    }

    /// Every rule that there is, sorted by id.
    pub(crate) fn rules(&self) -> Vec<Arc<RuleDescriptor>> {
        self.pack
            .rules(plugins::rules(&self.plugins, &self.refused))
    }

    /// The families of whose rules nothing is known: those of plugins that could not be loaded, and what
    /// the policy makes of them.
    pub(crate) fn unread(&self) -> Vec<&str> {
        let plugins: Vec<&str> = self
            .refused
            .iter()
            .filter_map(RefusedPlugin::unread)
            .collect();
        let unmade = self.pack.unmade_families(&plugins);
        [plugins, unmade].concat()
    }

    /// What the command line asks for. A policy without a name is called as its file.
    pub(crate) fn selection(&self, policy: &Policy, arguments: &args::Narrowing) -> Selection {
        let patterns = |patterns: &[Pattern]| patterns.iter().map(ToString::to_string).collect();
        Selection::new(
            self.policy_name(policy),
            patterns(&arguments.only),
            patterns(&arguments.skip),
        )
    }

    /// What a scan of the whole policy asks for.
    pub(crate) fn whole(&self, policy: &Policy) -> Selection {
        Selection::new(self.policy_name(policy), Vec::new(), Vec::new())
    }

    fn policy_name(&self, policy: &Policy) -> String {
        let name = &policy.name.name;
        let of_file = self
            .file
            .as_deref()
            .filter(|file| file.display().to_string() == *name)
            .and_then(Path::file_stem);
        of_file.map_or_else(|| name.clone(), |stem| stem.to_string_lossy().into_owned())
    }

    /// The policy's own file, where it is in the repository that Muster runs in.
    pub(crate) fn settings(&self) -> Option<Settings> {
        Some(Settings {
            path: repository::path_in(self.file.as_deref()?)?,
            lines: self.pack.setting_lines(),
        })
    }

    /// The policy as the command line narrows it.
    pub(crate) fn policy(&self, arguments: &args::Narrowing) -> Result<Policy, Failure> {
        let rules = self.rules();
        let unread = self.unread();
        let mut policy = self.pack.validate(&rules, &unread)?;
        policy
            .narrow(&arguments.only, &arguments.skip, &rules, &unread)
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
        // Somebody meant a policy by a link that leads nowhere.
        if is_missing(project) {
            return Ok((builtin(DEFAULT_PACK)?, Trust::Found));
        }
        let text = Trust::Found.read_text(project)?;
        return Ok((PackSource::file(project, text), Trust::Found));
    };
    if args::is_file(policy) {
        let path = PathBuf::from(policy);
        let text = Trust::Named.read_text(&path)?;
        return Ok((PackSource::file(path, text), Trust::Named));
    }
    Ok((builtin(policy)?, Trust::Named))
}

/// A pack that comes with Muster.
pub(crate) fn builtin(name: &str) -> Result<PackSource, Failure> {
    let packs = Packs(Trust::Named);
    match packs.builtin(name) {
        Some(text) => Ok(PackSource::builtin(name, text)),
        None => {
            let hint = hint(name, &packs.builtin_names());
            Err(Failure::new(format!(
                "there is no built-in pack `{name}`; {hint} The path of a file ends in .toml"
            )))
        }
    }
}

/// What may be meant by a name that none of these is.
pub(crate) fn hint(name: &str, names: &[&str]) -> String {
    match muster_names::nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("there are {}.", names.join(", ")),
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

    fn name_check(&self) -> NameCheck {
        |request, name| match request {
            Request::Setting => muster_collectors::config::settings::help_for(name),
            Request::BootArgument => muster_collectors::kernel::boot::help_for(name),
            Request::SshdKeyword => muster_collectors::ssh::help_for(name),
            Request::PamModule => muster_collectors::pam::help_for_module(name),
            Request::PamOption => muster_collectors::pam::help_for_option(name),
            Request::Sysctl | Request::KernelModule | Request::Path | Request::Update => None,
        }
    }
}

/// [`Packs`], of which the file with attestations may be missing.
struct Attesting(Packs);

impl Loader for Attesting {
    fn builtin(&self, name: &str) -> Option<&str> {
        self.0.builtin(name)
    }

    fn builtin_names(&self) -> Vec<&str> {
        self.0.builtin_names()
    }

    fn read(&self, path: &Path) -> Result<String, String> {
        self.0.read(path)
    }

    fn read_attestations(&self, path: &Path) -> Result<String, String> {
        if is_missing(path) {
            return Ok(String::new());
        }
        self.read(path)
    }

    fn name_check(&self) -> NameCheck {
        self.0.name_check()
    }
}

/// Whether there is nothing at all at a path. A link that leads nowhere is there.
pub(crate) fn is_missing(path: &Path) -> bool {
    path.symlink_metadata()
        .is_err_and(|error| error.kind() == ErrorKind::NotFound)
}
