//! Loads plugins: those that come with Muster, and those that a policy names.

use std::sync::Arc;

use muster_engine::RefusedPlugin;
use muster_facts::{Domain, make_room};
use muster_outcomes::{RuleDescriptor, circle};
use muster_policy::{Pack, PluginField, PluginSpec};
use muster_report::printable_line;
use muster_sandbox::{Grants, Inspection, LoadError, Manifest, Plugin, Sandbox, explains_itself};

use crate::bundled;
use crate::failure::Failure;

/// Loads Muster's own plugins. Where the program has their machine code, that takes a blink; where not, the first
/// call has to compile them, for which the compiler uses every processor.
pub(crate) fn builtin(sandbox: &Sandbox) -> Result<Vec<Arc<Plugin>>, Failure> {
    let plugins = sandbox
        .load_bundle(bundled::bundle())
        .map_err(|error| Failure::new(format!("the bundle of Muster's own plugins {error}")))?;
    Ok(plugins.into_iter().map(Arc::new).collect())
}

/// Loads the code of Muster's own plugins, which all of them share, on a thread that nobody waits for before one of
/// them is called: until then the policy is read and facts are collected, and now and then a processor has nothing to
/// do.
pub(crate) fn prepare(plugins: &[Arc<Plugin>], sandbox: &Arc<Sandbox>) {
    let Some(plugin) = plugins.iter().find(|plugin| plugin.is_builtin()).cloned() else {
        return;
    };
    let sandbox = Arc::clone(sandbox);
    // Without a thread the first call loads it.
    Sandbox::guest_thread()
        .spawn(move || {
            make_room();
            plugin.prepare(&sandbox);
        })
        .ok();
}

/// The rules of loaded and refused plugins, sorted by id.
pub(crate) fn rules(
    plugins: &[Arc<Plugin>],
    refused: &[RefusedPlugin],
) -> Vec<Arc<RuleDescriptor>> {
    let mut rules: Vec<Arc<RuleDescriptor>> = plugins
        .iter()
        .flat_map(|plugin| plugin.manifest().rules.iter().cloned())
        .chain(refused.iter().flat_map(RefusedPlugin::rules))
        .collect();
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules
}

/// Why a plugin that a policy names is not loaded.
pub(crate) struct Refusal {
    /// What is wrong, beginning with the file.
    message: String,
    /// What in the policy it is about.
    field: PluginField,
    /// Its manifest, where that could still be read.
    manifest: Option<Manifest>,
    /// The facts that it imports, where it is refused because of them.
    imports: Vec<Domain>,
}

/// Loads a plugin from its bytes, with the grants that the policy names for it.
pub(crate) fn load(
    spec: &PluginSpec,
    bytes: Result<Vec<u8>, Failure>,
    sandbox: &Sandbox,
    others: &[Arc<Plugin>],
) -> Result<Plugin, Box<Refusal>> {
    let refused = |field, message: String, manifest: Option<Manifest>| {
        Box::new(Refusal {
            message: printable_line(&message),
            field,
            manifest,
            imports: Vec::new(),
        })
    };
    let about_file = |reason: &dyn std::fmt::Display| format!("{} {reason}", spec.file.display());
    let bytes = bytes.map_err(|failure| refused(PluginField::File, failure.to_string(), None))?;
    let inspection = Inspection::of(&bytes)
        .map_err(|error| refused(PluginField::File, about_file(&error), None))?;
    let manifest = inspection.manifest.as_ref().ok().cloned();
    // Without a manifest the plugin is refused below; with one it must not speak for another.
    if let Some(reason) = manifest
        .as_ref()
        .and_then(|manifest| usurped(&spec.name, manifest, others))
    {
        return Err(refused(PluginField::Name, about_file(&reason), None));
    }
    let all = others.iter().map(|other| other.manifest()).chain(&manifest);
    let rules = all.flat_map(|manifest| &manifest.rules);
    if let Some(circle) = circle(rules.map(|rule| &**rule)) {
        let reason = explains_itself(&circle);
        return Err(refused(
            PluginField::Name,
            about_file(&reason),
            manifest.clone(),
        ));
    }
    if let Some(pinned) = &spec.sha256
        && *pinned != inspection.sha256
    {
        let reason = format!(
            "has the SHA-256 {}, and the policy pins {pinned}; if the change is intended, update \
             the pin",
            inspection.sha256
        );
        return Err(refused(PluginField::Sha256, about_file(&reason), manifest));
    }
    let grants: Grants = spec.grants.iter().copied().collect();
    sandbox.load(&bytes, &grants).map_err(|error| {
        let message = about_file(&error);
        match error {
            LoadError::NotGranted { .. } => Box::new(Refusal {
                imports: imports(&inspection),
                ..*refused(PluginField::Grants, message, manifest)
            }),
            _ => refused(PluginField::File, message, manifest),
        }
    })
}

impl Refusal {
    /// The refusal at the policy's line, as every mistake in a policy is shown.
    pub(crate) fn shown_in(&self, pack: &Pack, spec: &PluginSpec) -> String {
        let missing_grants = pack.missing_grants(spec, &self.imports);
        let diagnostic = missing_grants.or_else(|| {
            pack.about_plugin(
                spec,
                self.field,
                format!("the plugin `{}` is not loaded: {}", spec.name, self.message),
                "until it is loaded, its rules cannot be evaluated, and scans end with exit code 3"
                    .to_owned(),
            )
        });
        diagnostic.map_or_else(
            || format!("error: the plugin `{}` is not loaded", spec.name),
            |diagnostic| diagnostic.to_string(),
        )
    }

    /// What stands for the plugin in the evaluation.
    pub(crate) fn into_plugin(self, pack: &Pack, spec: &PluginSpec) -> RefusedPlugin {
        let mut reason = format!("plugin `{}`: {}", spec.name, self.message);
        // The line to add.
        if let Some(help) = pack
            .missing_grants(spec, &self.imports)
            .and_then(|diagnostic| diagnostic.help)
        {
            reason = format!("{reason}; {help}");
        }
        RefusedPlugin {
            name: spec.name.clone(),
            reason,
            manifest: self.manifest,
        }
    }
}

/// What a plugin claims although it is not its own: another name than the policy gives it, or the
/// name or a rule of a plugin that is loaded already.
pub(crate) fn usurped(name: &str, manifest: &Manifest, others: &[Arc<Plugin>]) -> Option<String> {
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
                "calls itself `{}`, like another plugin",
                other.name
            ));
        }
        let claims =
            |rule: &&Arc<RuleDescriptor>| manifest.rules.iter().any(|own| own.id == rule.id);
        let rule = other.rules.iter().find(claims)?;
        Some(format!(
            "claims the rule `{}`, which belongs to the plugin `{}`",
            rule.id, other.name
        ))
    })
}

fn imports(inspection: &Inspection) -> Vec<Domain> {
    let interfaces = inspection.grants.as_ref().into_iter().flatten();
    interfaces
        .filter_map(|interface| Domain::from_interface(interface))
        .collect()
}
