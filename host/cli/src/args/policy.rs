//! Which policy judges, and how much of it.

use std::borrow::Cow;
use std::path::Path;
use std::str::FromStr;

use clap::Args;
use muster_outcomes::Severity;
use muster_policy::{InvalidPattern, Pattern};

/// Which policy it is.
#[derive(Clone, Debug, Args)]
pub(crate) struct PolicySource {
    /// A built-in pack or a TOML file [default: ./muster.toml if there is one, else server]
    #[arg(long, value_name = "NAME|FILE")]
    policy: Option<String>,
    /// A built-in pack; the same as `--policy NAME`
    #[arg(long, value_name = "NAME", conflicts_with = "policy", value_parser = pack_name)]
    pack: Option<String>,
}

impl PolicySource {
    /// The name or the file, where the command line has one.
    pub(crate) fn chosen(&self) -> Option<&str> {
        self.policy.as_deref().or(self.pack.as_deref())
    }

    /// What chooses the same policy on another command line, with a space before it; nothing where none was chosen.
    pub(crate) fn typed(&self) -> String {
        self.chosen()
            .map_or_else(String::new, |policy| format!(" --policy {}", word(policy)))
    }
}

/// A text as a shell takes it whole.
pub(crate) fn word(text: &str) -> Cow<'_, str> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/._-".contains(&byte);
    match text.bytes().all(is_plain) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(format!("'{}'", text.replace('\'', r"'\''"))),
    }
}

/// How much of a policy applies.
#[derive(Debug, Default, Args)]
pub(crate) struct Narrowing {
    /// Run only these rules: an id, `family/*` or `tag:WORD`; repeatable
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub(crate) only: Vec<Pattern>,
    /// Leave these rules out; repeatable
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub(crate) skip: Vec<Pattern>,
    /// End with exit code 1 on a failure of this severity or above: info, low, medium, high or
    /// critical
    #[arg(long, value_name = "SEVERITY", value_parser = Severity::from_str)]
    pub(crate) fail_on: Option<Severity>,
    /// Recompile the plugins, and do not use the cache
    #[arg(long)]
    pub(crate) no_cache: bool,
}

/// By what it is judged.
#[derive(Debug, Args)]
pub(crate) struct PolicyArgs {
    #[command(flatten)]
    pub(crate) source: PolicySource,
    #[command(flatten)]
    pub(crate) narrowing: Narrowing,
}

fn pattern(text: &str) -> Result<Pattern, String> {
    Pattern::from_str(text).map_err(|error| format!("{error}; {}", InvalidPattern::HELP))
}

/// Whether `--policy` takes this for a file.
pub(crate) fn is_file(policy: &str) -> bool {
    let extension = Path::new(policy).extension();
    policy.contains('/') || extension.is_some_and(|extension| extension == "toml")
}

pub(super) fn pack_name(text: &str) -> Result<String, String> {
    if is_file(text) {
        return Err("a built-in pack has no path; name a file with `--policy FILE`".to_owned());
    }
    Ok(text.to_owned())
}
