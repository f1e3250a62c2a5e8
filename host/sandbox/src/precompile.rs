//! Making one component of the plugins that come with a program, and its machine code, while the program is built.

use muster_outcomes::sha256;
use wasm_encoder::{CustomSection, Module, RawSection};
use wasmparser::{Parser, Payload};

use crate::artifact::Artifact;
use crate::description::{self, Identity};
use crate::engine::builtin_engine_for;
use crate::pack::componentise;
use crate::plugin::Sandbox;
use crate::{LoadError, grants};

/// What a build makes of plugins, for [`Bundle`].
#[derive(Debug)]
pub struct Built {
    /// The component.
    pub component: Vec<u8>,
    /// What its plugins are.
    pub description: Vec<u8>,
    /// Machine code for the target, or why there is none.
    pub code: Result<Vec<u8>, LoadError>,
}

/// Begins the name of the section that tells what a module's functions mean.
const CONTRACT: &str = "component-type:";

/// Makes a bundle of the module that holds all plugins, and of the modules of each.
///
/// # Errors
/// When a module does not keep the contract, or when the bundle does not hold the plugins, in order.
pub fn build(
    module: &[u8],
    plugins: &[(String, Vec<u8>)],
    target: &str,
) -> Result<Built, LoadError> {
    let component = componentise(&with_one_contract(module, plugins.len() + 1)?)?;
    let code = precompile(&component, target);
    let manifests =
        Sandbox::new(None)?.describe_bundle(&component, code.as_deref().ok(), plugins.len())?;
    if manifests.len() != plugins.len() {
        let message = format!("it does not hold {} plugins, as it should", plugins.len());
        return Err(LoadError::BadManifest(message));
    }
    let mut identities = Vec::new();
    for ((name, alone), manifest) in plugins.iter().zip(manifests) {
        if manifest.name != *name {
            return Err(LoadError::BadManifest(format!(
                "where the plugin `{name}` is expected, the bundle describes `{}`",
                manifest.name
            )));
        }
        identities.push(Identity {
            sha256: sha256(alone),
            domains: grants::imported_domains(&Artifact::read(&componentise(alone)?)?)?,
            manifest,
        });
    }
    Ok(Built {
        component,
        description: description::encode_all(&identities),
        code,
    })
}

/// Each plugin brings the section, and the linker makes one of all `copies`, which nobody can read.
fn with_one_contract(module: &[u8], copies: usize) -> Result<Vec<u8>, LoadError> {
    let broken = |error: wasmparser::BinaryReaderError| LoadError::Componentise(error.to_string());
    let mut cleaned = Module::new();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload.map_err(broken)?;
        if let Payload::CustomSection(section) = &payload
            && section.name().starts_with(CONTRACT)
        {
            cleaned.section(&CustomSection {
                name: section.name().into(),
                data: first_copy(section.data(), copies).into(),
            });
        } else if let Some((id, range)) = payload.as_section() {
            cleaned.section(&RawSection {
                id,
                data: module.get(range).unwrap_or_default(),
            });
        }
    }
    Ok(cleaned.finish())
}

/// One of the copies that a text consists of; the text itself if it is something else.
fn first_copy(text: &[u8], copies: usize) -> &[u8] {
    let length = text.len() / copies;
    match text.get(..length) {
        Some(first)
            if length > 0
                && text.len() == length * copies
                && text.chunks(length).all(|copy| copy == first) =>
        {
            first
        }
        _ => text,
    }
}

/// Compiles a component for a target, for all processors of its architecture.
fn precompile(component: &[u8], target: &str) -> Result<Vec<u8>, LoadError> {
    builtin_engine_for(target)
        .and_then(|engine| engine.precompile_component(component))
        .map_err(|error| LoadError::Compile(format!("{error:#}")))
}
