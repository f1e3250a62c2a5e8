//! Builds a plugin from its crate, as its author would by hand.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use muster_sandbox::LARGEST_PLUGIN;
use serde_json::Value;

use crate::failure::Failure;
use crate::{files, sandbox};

/// For which plugins are built.
const TARGET: &str = "wasm32-unknown-unknown";

/// The profile of a workspace that has one for its plugins.
const PROFILE: &str = "guest";

/// The crate as a packed plugin. The target directory is that of the crate, so that only what has
/// changed is built again.
pub(super) fn build(folder: &Path) -> Result<Vec<u8>, Failure> {
    let manifest = folder.join("Cargo.toml");
    if !manifest.is_file() {
        return Err(Failure::file_that(
            folder,
            "is not a regular file, and not the folder of a plugin: it has no Cargo.toml",
        ));
    }
    let built = files::read_bounded(&module(folder, &manifest)?, LARGEST_PLUGIN as u64)?;
    let (plugin, _) = muster_sandbox::pack(&sandbox::new(true)?, &built)
        .map_err(|error| Failure::file_that(folder, error))?;
    Ok(plugin)
}

/// Has cargo build the crate, and say where the module is.
fn module(folder: &Path, manifest: &Path) -> Result<PathBuf, Failure> {
    let profile = match has_profile(manifest)? {
        true => PROFILE,
        false => "release",
    };
    let mut build = cargo();
    build
        .args(["build", "--quiet", "--target", TARGET])
        .args(["--profile", profile])
        .args(["--message-format", "json-render-diagnostics"])
        .arg("--manifest-path")
        .arg(manifest);
    let messages = output(&mut build, folder)?;
    let messages = String::from_utf8_lossy(&messages);
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["reason"] == "compiler-artifact")
        .filter(|message| is_of(message, manifest))
        .find_map(|message| {
            let files = message.get("filenames")?.as_array()?;
            let mut files = files.iter().filter_map(Value::as_str);
            files
                .find(|file| file.ends_with(".wasm"))
                .map(PathBuf::from)
        })
        .ok_or_else(|| {
            Failure::file_that(
                manifest,
                "is not the manifest of a plugin; write `crate-type = [\"cdylib\"]` under `[lib]`",
            )
        })
}

/// Whether cargo's message is about this very crate.
fn is_of(message: &Value, manifest: &Path) -> bool {
    let own = manifest.canonicalize();
    own.is_ok_and(|own| {
        message["manifest_path"]
            .as_str()
            .is_some_and(|path| Path::new(path) == own)
    })
}

/// Whether the workspace has a profile for its plugins.
fn has_profile(manifest: &Path) -> Result<bool, Failure> {
    let mut locate = cargo();
    locate
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .arg("--manifest-path")
        .arg(manifest);
    let root = output(&mut locate, manifest)?;
    let root = String::from_utf8_lossy(&root);
    let text = files::read_text(Path::new(root.trim_end()))?;
    let header = format!("[profile.{PROFILE}]");
    Ok(text.lines().any(|line| line.trim() == header))
}

/// The cargo that runs this program, or the one that is installed.
#[expect(
    clippy::disallowed_methods,
    reason = "the person at the command line asks for a build of their own crate"
)]
fn cargo() -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    Command::new(program)
}

/// What a command prints. Its complaints go to standard error as they come.
fn output(command: &mut Command, about: &Path) -> Result<Vec<u8>, Failure> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| {
            Failure::of_file(
                about,
                format!("cargo, which builds it, cannot be run: {error}"),
            )
        })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(Failure::file_that(
        about,
        format!("cannot be built by cargo; if the target is missing: rustup target add {TARGET}"),
    ))
}
