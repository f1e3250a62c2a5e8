//! A plugin's bytes, read without running or compiling any of them.

use muster_outcomes::sha256;
use std::collections::BTreeSet;

use wasmparser::{ComponentTypeRef, Encoding, Parser, Payload};

use crate::limits::{LARGEST_MANIFEST, LARGEST_PLUGIN};
use crate::{LoadError, Manifest, complexity, grants};

/// Name of the custom section that holds the manifest.
pub(crate) const MANIFEST_SECTION: &str = "muster:manifest";

/// What the outer level of a component says about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Names of the instances that it imports, with versions, sorted.
    pub imports: Vec<String>,
    /// Names of what it exports, sorted.
    pub exports: Vec<String>,
    /// The manifest's JSON, where `muster plugin pack` has added one.
    pub manifest: Option<String>,
}

/// What a plugin says about itself, for a person.
#[derive(Debug)]
pub struct Inspection {
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Bytes of the file.
    pub size: usize,
    /// What is in the file.
    pub artifact: Artifact,
    /// The manifest, or why there is none.
    pub manifest: Result<Manifest, LoadError>,
    /// Interfaces that must be granted, or why it is refused whatever is granted.
    pub grants: Result<Vec<&'static str>, LoadError>,
}

impl Inspection {
    /// Reads a plugin's bytes without running any of them.
    ///
    /// # Errors
    /// If the bytes are not a component.
    pub fn of(bytes: &[u8]) -> Result<Self, LoadError> {
        let artifact = Artifact::read(bytes)?;
        Ok(Self {
            sha256: sha256(bytes),
            size: bytes.len(),
            manifest: Manifest::of(&artifact),
            grants: grants::imported_domains(&artifact)
                .map(|domains| domains.iter().map(|domain| domain.interface()).collect()),
            artifact,
        })
    }

    /// Whether these bytes, which were inspected, are a plugin that can be compiled. Reads all of
    /// them; loading a plugin does so only before it is compiled.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn runnable(&self, bytes: &[u8]) -> Result<(), LoadError> {
        grants::exports_policy(&self.artifact)?;
        complexity::check(bytes)
    }
}

impl Artifact {
    /// Reads the outer level of a component.
    ///
    /// # Errors
    /// If the bytes are not a component, or import anything but instances.
    pub fn read(bytes: &[u8]) -> Result<Self, LoadError> {
        if bytes.is_empty() {
            return Err(LoadError::Empty);
        }
        if bytes.len() > LARGEST_PLUGIN {
            return Err(LoadError::TooLarge);
        }
        // wasmtime's compiled code is an ELF file.
        if bytes.starts_with(b"\x7fELF") {
            return Err(LoadError::Precompiled);
        }
        if !bytes.starts_with(b"\0asm") {
            return Err(LoadError::NotWebAssembly);
        }
        let malformed =
            // The parser's message goes on with a dump of the bytes.
            |error: wasmparser::BinaryReaderError| LoadError::NotAComponent(error.message().to_owned());
        let mut imports = BTreeSet::new();
        let mut exports = BTreeSet::new();
        let mut manifests = Vec::new();
        // `parse_all` also walks nested modules and components: what they import is their own
        // matter, and a manifest in there is not this component's.
        let mut depth = 0_usize;
        for payload in Parser::new(0).parse_all(bytes) {
            match payload.map_err(malformed)? {
                Payload::Version { encoding, .. } if depth == 0 => {
                    if encoding == Encoding::Module {
                        return Err(LoadError::CoreModule);
                    }
                    depth = 1;
                }
                Payload::Version { .. } => depth += 1,
                Payload::End(_) => depth = depth.saturating_sub(1),
                Payload::ComponentImportSection(section) if depth == 1 => {
                    for import in section {
                        let import = import.map_err(malformed)?;
                        let name = import.name.name.to_owned();
                        if !matches!(import.ty, ComponentTypeRef::Instance(_)) {
                            return Err(LoadError::UnknownImport(name));
                        }
                        imports.insert(name);
                    }
                }
                Payload::ComponentExportSection(section) if depth == 1 => {
                    for export in section {
                        exports.insert(export.map_err(malformed)?.name.name.to_owned());
                    }
                }
                Payload::CustomSection(section)
                    if depth == 1 && section.name() == MANIFEST_SECTION =>
                {
                    manifests.push(section.data());
                }
                _ => {}
            }
        }
        let manifest = match manifests.as_slice() {
            [] => None,
            [one] if one.len() > LARGEST_MANIFEST => {
                return Err(LoadError::BadManifest(format!(
                    "it is larger than {} MiB",
                    LARGEST_MANIFEST >> 20
                )));
            }
            [one] => Some(
                String::from_utf8(one.to_vec())
                    .map_err(|_| LoadError::BadManifest("it is not UTF-8 text".to_owned()))?,
            ),
            _ => {
                return Err(LoadError::BadManifest("there is more than one".to_owned()));
            }
        };
        Ok(Self {
            imports: imports.into_iter().collect(),
            exports: exports.into_iter().collect(),
            manifest,
        })
    }
}
