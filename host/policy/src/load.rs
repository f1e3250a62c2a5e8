//! Follows `extends` and applies every pack once, the extended before the extending.

use std::path::{Component, Path, PathBuf};

use crate::diagnostic::quoted;
use crate::pack_file::PackFile;
use crate::source::{Problems, Spanned, beside};
use crate::suggest::did_you_mean;
use crate::{Diagnostic, Loader, Pack, PackSource};
use crate::{attestations, document};

/// More than any sensible family of packs. Ends chains that a symbolic link makes endless.
const MOST_PACKS: usize = 64;

/// Parses the pack and all that it extends, merges them, and checks everything that can be
/// checked without knowing the plugins.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(root: PackSource, loader: &dyn Loader) -> Result<Pack, Vec<Diagnostic>> {
    let mut loading = Loading {
        loader,
        problems: Problems::default(),
        seen: Vec::new(),
        open: Vec::new(),
        pack: Pack::default(),
    };
    loading.apply(root);
    loading.problems.none_in(&loading.pack.sources)?;
    loading.pack.complete();
    loading.pack.name_check = Some(loader.name_check());
    Ok(loading.pack)
}

/// What makes two mentions the same pack.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Identity {
    Builtin(String),
    File(PathBuf),
}

impl Identity {
    fn of(source: &PackSource) -> Self {
        source.path.as_deref().map_or_else(
            || Self::Builtin(source.name.clone()),
            |path| Self::File(normalised(path)),
        )
    }
}

/// The path without `.` and, where a name or the root stands before it, without `..`.
#[must_use]
pub fn normalised(path: &Path) -> PathBuf {
    let mut parts: Vec<Component<'_>> = Vec::new();
    for part in path.components() {
        match (part, parts.last()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                parts.pop();
            }
            _ => parts.push(part),
        }
    }
    parts.into_iter().collect()
}

/// What two names have in common that look alike: letters and digits, whatever their case.
fn resemblance(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

struct Loading<'a> {
    loader: &'a dyn Loader,
    problems: Problems,
    /// Every pack met so far.
    seen: Vec<Identity>,
    /// The packs whose `extends` is being followed, the root first.
    open: Vec<(Identity, String)>,
    /// What the packs applied so far come to.
    pack: Pack,
}

impl Loading<'_> {
    /// Applies a pack after what it extends.
    fn apply(&mut self, source: PackSource) {
        let identity = Identity::of(&source);
        let PackSource { name, text, path } = source;
        self.seen.push(identity.clone());
        let builtin = match &path {
            // A copy of a built-in pack is that pack.
            Some(_) => self.same_builtin(&text),
            None => Some(name.clone()),
        };
        // Editors on some systems put a byte order mark in front, which would count as a column.
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        };
        let id = self.pack.sources.add(name.clone(), text);
        let Some(entries) = document::parse(&self.pack.sources, id, &mut self.problems) else {
            return;
        };
        let mut file = PackFile::read(entries, path.as_deref(), &mut self.problems);
        if let Some(own) = &file.name
            && let Some(other) = self.posed_as(&own.value, builtin.as_deref())
        {
            self.problems.report_with(
                own.at,
                format!(
                    "{} is the name of a pack that comes with Muster, but this is another one",
                    quoted(other)
                ),
                Some(format!(
                    "give the pack a name of its own; to start from the built-in one, write `extends = [\"{other}\"]`"
                )),
            );
        }
        self.open.push((identity, name.clone()));
        for extended in std::mem::take(&mut file.extends) {
            if let Some(source) = self.find(&extended, path.as_deref()) {
                self.extend(source, &extended);
            }
        }
        self.open.pop();
        // What is not the policy's own file is written for more than one host.
        let is_shared = path.is_none() || !self.open.is_empty();
        if let Some(named) = file.attestations.take() {
            self.read_attestations(&named, path.as_deref(), is_shared);
        }
        for settings in file.rules.values_mut() {
            settings
                .description
                .read_page(path.as_deref(), self.loader, &mut self.problems);
        }
        self.pack
            .override_with(name, file, is_shared, &mut self.problems);
    }

    /// Reads what people answer for.
    fn read_attestations(&mut self, named: &Spanned<String>, from: Option<&Path>, is_shared: bool) {
        if is_shared {
            self.problems.report_with(
                named.at,
                "only the policy's own file can name the attestations",
                Some("people answer for hosts, not for a pack that many hosts share".to_owned()),
            );
            return;
        }
        let Some(path) = beside(from, named, &mut self.problems) else {
            return;
        };
        match self.loader.read_attestations(&path) {
            Ok(text) => {
                let id = self.pack.sources.add(path.display().to_string(), text);
                if let Some(entries) = document::parse(&self.pack.sources, id, &mut self.problems) {
                    self.pack.attestations = attestations::read(entries, &mut self.problems);
                }
            }
            Err(reason) => self.problems.report_with(
                named.at,
                format!("{} cannot be read: {reason}", quoted(&named.value)),
                Some("`muster attest` writes the file".to_owned()),
            ),
        }
        self.pack.attestations_file = Some(path);
    }

    /// The built-in pack that has this very text.
    fn same_builtin(&self, text: &str) -> Option<String> {
        let mut names = self.loader.builtin_names().into_iter();
        names
            .find(|name| self.loader.builtin(name) == Some(text))
            .map(str::to_owned)
    }

    /// The built-in pack that a reader of reports would take a pack of this name for, or for an
    /// extension of: reports say `NAME on EXTENDED, EXTENDED`.
    fn posed_as(&self, name: &str, own: Option<&str>) -> Option<&str> {
        let parts: Vec<String> = name
            .split(" on ")
            .flat_map(|part| part.split(','))
            .map(resemblance)
            .collect();
        self.loader
            .builtin_names()
            .into_iter()
            .filter(|builtin| own != Some(*builtin))
            .find(|builtin| parts.contains(&resemblance(builtin)))
    }

    /// The pack that an entry of `extends` names, still without its text when it is a file.
    fn find(&mut self, extended: &Spanned<String>, from: Option<&Path>) -> Option<PackSource> {
        let name = &extended.value;
        if Path::new(name).extension().is_some_and(|end| end == "toml") {
            let path = beside(from, extended, &mut self.problems)?;
            return Some(PackSource::file(path, ""));
        }
        if let Some(text) = self.loader.builtin(name) {
            return Some(PackSource::builtin(name.clone(), text));
        }
        let mut names = self.loader.builtin_names();
        names.sort_unstable();
        self.problems.report_with(
            extended.at,
            format!(
                "no built-in pack is named {}, and a path must end in `.toml`",
                quoted(name)
            ),
            did_you_mean(name, &names),
        );
        None
    }

    fn extend(&mut self, mut source: PackSource, extended: &Spanned<String>) {
        let identity = Identity::of(&source);
        if let Some(start) = self.open.iter().position(|(open, _)| *open == identity) {
            let chain: Vec<String> = self
                .open
                .iter()
                .skip(start)
                .map(|(_, name)| name.as_str())
                .chain([source.name.as_str()])
                .map(quoted)
                .collect();
            self.problems.report_with(
                extended.at,
                format!("packs extend each other in a circle: {}", chain.join(" → ")),
                Some("take one of them out of `extends`".to_owned()),
            );
            return;
        }
        if self.seen.contains(&identity) {
            return;
        }
        if self.seen.len() >= MOST_PACKS {
            self.problems.report(
                extended.at,
                format!("a policy can extend at most {MOST_PACKS} packs"),
            );
            return;
        }
        if let Some(path) = &source.path {
            match self.loader.read(path) {
                Ok(text) => source.text = text,
                Err(reason) => {
                    self.problems.report_with(
                        extended.at,
                        format!("{} cannot be read: {reason}", quoted(&source.name)),
                        Some("a path is relative to the pack that names it".to_owned()),
                    );
                    return;
                }
            }
        }
        self.apply(source);
    }
}
