//! `muster plugin pack`: from the module that cargo builds to a plugin that says what it is.

use std::borrow::Cow;

use wasm_encoder::{ComponentSection as _, CustomSection};

use crate::artifact::{Artifact, MANIFEST_SECTION};
use crate::plugin::Sandbox;
use crate::{LoadError, Manifest, complexity};

/// A core module or a component as a component with its manifest. `describe` is run once, in the
/// sandbox, without any facts. A manifest that is already there must be the same.
///
/// # Errors
/// When the bytes are neither, when the component does not keep the contract, or when it cannot
/// describe itself.
pub fn pack(sandbox: &Sandbox, bytes: &[u8]) -> Result<(Vec<u8>, Manifest), LoadError> {
    let mut component = componentise(bytes)?;
    let artifact = Artifact::read(&component)?;
    let manifest = sandbox.describe(&component, &artifact)?;
    match &artifact.manifest {
        Some(present) if Manifest::from_json(present)? == manifest => {}
        Some(_) => {
            return Err(LoadError::BadManifest(
                "the file has a manifest already, which differs from what the plugin says about \
                 itself; rebuild it"
                    .to_owned(),
            ));
        }
        None => CustomSection {
            name: Cow::Borrowed(MANIFEST_SECTION),
            data: Cow::Owned(manifest.to_json().into_bytes()),
        }
        .append_to_component(&mut component),
    }
    Ok((component, manifest))
}

/// A core module as a component; a component as it is.
pub(crate) fn componentise(bytes: &[u8]) -> Result<Vec<u8>, LoadError> {
    match Artifact::read(bytes) {
        Ok(_) => Ok(bytes.to_vec()),
        Err(LoadError::CoreModule) => {
            complexity::check(bytes)?;
            wit_component::ComponentEncoder::default()
                // The compiler validates it.
                .validate(false)
                .module(bytes)
                .and_then(|mut encoder| encoder.encode())
                .map_err(|error| LoadError::Componentise(format!("{error:#}")))
        }
        Err(error) => Err(error),
    }
}
