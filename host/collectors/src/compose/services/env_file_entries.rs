//! `env_file:` of a service, entry by entry: which file is meant, and whether it is there.

use std::path::{Path, PathBuf};

use muster_facts::services::EnvFileEntry;
use muster_target::{Context, FileType, ReadError};

use super::super::environment_files::resolved;
use super::super::interpolate::Origin;
use super::super::mounts::without_assignments;
use super::super::scope::Part;
use super::super::yaml::Value;
use super::Own;

/// The environment files that the policy binds, each with what tells files apart.
pub(in crate::compose) struct Bound(Vec<(PathBuf, Option<(u64, u64)>)>);

impl Bound {
    pub(in crate::compose) fn read(context: Context<'_>) -> Self {
        let files = context.targets.env_files.iter().flatten();
        let identity = |path: &Path| Some(context.system.metadata(path).ok()?.identity);
        Self(
            files
                .map(|file| (file.path.clone(), identity(&file.path)))
                .collect(),
        )
    }

    /// The one that is the file at this path, under the name that the policy has for it.
    pub(in crate::compose) fn find(&self, context: Context<'_>, path: &Path) -> Option<PathBuf> {
        let identity = context.system.metadata(path).ok()?.identity;
        let same = self.same_as(path, Some(identity)).into_iter().next();
        same.map(PathBuf::from)
    }

    /// Those that are this file.
    fn same_as(&self, path: &Path, identity: Option<(u64, u64)>) -> Vec<String> {
        let is_same = |(bound, theirs): &&(PathBuf, Option<(u64, u64)>)| {
            bound == path || (identity.is_some() && *theirs == identity)
        };
        self.0
            .iter()
            .filter(is_same)
            .map(|(bound, _)| bound.display().to_string())
            .collect()
    }
}

/// The entries of one service.
pub(super) fn entries(context: Context<'_>, own: &mut Own<'_>, bound: &Bound) -> Vec<EnvFileEntry> {
    const KEY: &str = "env_file";
    let parts = match own.service.list(KEY) {
        Ok(parts) => parts,
        Err(why) => {
            if let Some(gap) = own.service.gap(KEY, why) {
                own.miss(KEY, gap.source, gap.reason);
            }
            return Vec::new();
        }
    };
    let mut found = Vec::new();
    for part in parts {
        let (path, required) = match &part.node.value {
            Value::Map(_) => {
                let Some(path) = part.node.get("path") else {
                    continue;
                };
                let required = part.node.get("required").map(|node| part.with(node).text());
                let required = match required.transpose() {
                    Ok(text) => text.is_none_or(|text| text.filled.value != "false"),
                    Err(why) => {
                        own.miss_at(KEY, &part.node, why);
                        continue;
                    }
                };
                (part.with(path), required)
            }
            Value::Scalar(_) | Value::Null | Value::List(_) => (part.clone(), true),
        };
        found.push(entry(context, own, bound, &path, required));
    }
    found
}

fn entry(
    context: Context<'_>,
    own: &mut Own<'_>,
    bound: &Bound,
    part: &Part,
    required: bool,
) -> EnvFileEntry {
    let written = match &part.node.value {
        Value::Scalar(text) => text.as_str(),
        Value::Null | Value::List(_) | Value::Map(_) => "",
    };
    let path = own
        .shown("env_file", part)
        .map(|text| resolved(&part.scope, &text));
    let found = path.as_deref().map(|path| context.system.metadata(path));
    let state = match &found {
        Some(Ok(found)) if found.file_type == FileType::Directory => "directory",
        Some(Ok(_)) => "present",
        Some(Err(ReadError::NotFound { .. })) => "missing",
        Some(Err(_)) | None => "unknown",
    };
    let identity = found.and_then(Result::ok).map(|found| found.identity);
    EnvFileEntry {
        service: own.name.to_owned(),
        written: shown_template(written),
        same_file_as: path
            .as_deref()
            .map_or_else(Vec::new, |path| bound.same_as(path, identity)),
        path: path.map(|path| path.display().to_string()),
        required,
        state: state.to_owned(),
        by_default: part.scope.variables.origin(written) == Origin::Default,
        source: part.source(),
    }
}

/// A path with its variables, where it is nothing else.
fn shown_template(written: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_./@:+-~${}?".contains(c);
    if written.chars().all(is_plain) {
        without_assignments(written)
    } else {
        "…".to_owned()
    }
}
