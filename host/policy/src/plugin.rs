//! Plugins that do not come with Muster: where they are and what they may see. Knows nothing of
//! wasm.

use std::path::{Path, PathBuf};

use muster_facts::Domain;

use crate::diagnostic::quoted;
use crate::document::{DocumentedKey, Entry, Fields, Form, SHORT_NAME_HELP, is_short_name, table};
use crate::source::{Problems, Span, Spanned, beside};
use crate::suggest::did_you_mean;

/// The keys of one entry of `[plugins]`.
pub(crate) const KEYS: [DocumentedKey; 3] = [
    DocumentedKey {
        name: "file",
        r#type: "string",
        meaning: "the component, relative to this pack; required",
        default: "",
    },
    DocumentedKey {
        name: "sha256",
        r#type: "string",
        meaning: "digest that the file must have",
        default: "",
    },
    DocumentedKey {
        name: "grants",
        r#type: "array of strings",
        meaning: "fact interfaces that it may import, without a version",
        default: "",
    },
];

/// A plugin that a pack brings along. Muster's own plugins stand in no pack and are granted what
/// they import.
#[derive(Clone, Debug)]
pub struct PluginSpec {
    /// The name under `[plugins]`, which is also the one that the plugin gives itself.
    pub name: String,
    /// The component; a relative path is already joined to the pack's folder.
    pub file: PathBuf,
    /// SHA-256 that its bytes must have, in lower-case hexadecimal.
    pub sha256: Option<String>,
    /// The fact domains that it may import.
    pub grants: Vec<Domain>,
    at: Places,
}

/// What a pack says about a plugin, to point at when something is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PluginField {
    /// The name under `[plugins]`.
    Name,
    /// `file`
    File,
    /// `sha256`
    Sha256,
    /// `grants`
    Grants,
}

/// Where a pack says it. What it does not say, its name stands for.
#[derive(Clone, Copy, Debug)]
struct Places {
    name: Span,
    file: Span,
    sha256: Span,
    grants: Span,
}

impl PluginSpec {
    /// Reads one entry of `[plugins]` of the pack at `pack`.
    pub(crate) fn read(entry: Entry, pack: Option<&Path>, problems: &mut Problems) -> Option<Self> {
        let Entry { key: name, node } = entry;
        PLUGIN_NAME.check(name.clone(), problems);
        let mut fields = Fields::new(table(node, "a plugin", problems)?);
        let file = fields.required_text("file", name.at, FILE_HELP, problems);
        let sha256 = fields.text("sha256", problems);
        let grants = fields.texts("grants", problems);
        fields.finish(problems);
        let at = Places {
            name: name.at,
            file: file.as_ref().map_or(name.at, |file| file.at),
            sha256: sha256.as_ref().map_or(name.at, |sha256| sha256.at),
            grants: grants.as_ref().map_or(name.at, |grants| grants.at),
        };
        let sha256 = sha256.and_then(|sha256| SHA256.check(sha256, problems));
        let grants = grants
            .into_iter()
            .flat_map(|grants| grants.value)
            .filter_map(|grant| domain(&grant, problems))
            .collect();
        Some(Self {
            file: beside(pack, &file?, problems)?,
            name: name.value,
            sha256: sha256.map(|digits| digits.to_ascii_lowercase()),
            grants,
            at,
        })
    }

    /// Where the pack says it.
    pub(crate) const fn place(&self, field: PluginField) -> Span {
        match field {
            PluginField::Name => self.at.name,
            PluginField::File => self.at.file,
            PluginField::Sha256 => self.at.sha256,
            PluginField::Grants => self.at.grants,
        }
    }

    /// The line that grants the plugin what it has and `more`.
    pub(crate) fn grants_line(&self, more: &[Domain]) -> String {
        let mut domains: Vec<Domain> = self.grants.iter().chain(more).copied().collect();
        domains.sort_unstable();
        domains.dedup();
        let list: Vec<String> = domains
            .iter()
            .map(|domain| format!("\"{}\"", domain.interface()))
            .collect();
        format!("grants = [{}]", list.join(", "))
    }
}

const FILE_HELP: &str = "write `file = \"plugins/….wasm\"`, relative to this pack";

/// The family of its rules.
const PLUGIN_NAME: Form = Form {
    noun: "a name for a plugin",
    help: SHORT_NAME_HELP,
    fits: is_short_name,
};

const SHA256: Form = Form {
    noun: "a SHA-256",
    help: "write 64 hexadecimal digits",
    fits: |text| text.len() == 64 && text.chars().all(|c| c.is_ascii_hexdigit()),
};

fn domain(grant: &Spanned<String>, problems: &mut Problems) -> Option<Domain> {
    let domain = Domain::from_interface(&grant.value);
    if domain.is_none() {
        problems.report_with(
            grant.at,
            format!("there are no facts named {}", quoted(&grant.value)),
            did_you_mean(&grant.value, &Domain::ALL.map(Domain::interface)),
        );
    }
    domain
}
