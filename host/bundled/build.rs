//! Builds the plugins in `plugins/` for WebAssembly, and embeds them, the packs in `policies/` and the sections in
//! `docs/benchmarks` in this crate.
//!
//! The plugins stay core modules here, each alone and all in one, so that this script needs no dependencies and
//! runs while cargo compiles those of the other crates. `host/cli/build.rs` has them compiled to machine code.
#![allow(
    clippy::disallowed_methods,
    reason = "a build script reads files, runs cargo and is told everything by its environment"
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

const TARGET: &str = "wasm32-unknown-unknown";

/// That of plugins, in Cargo.toml.
const PROFILE: &str = "guest";

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            for line in message.lines() {
                println!("cargo::error={line}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let out = PathBuf::from(variable("OUT_DIR")?);
    let root = PathBuf::from(variable("CARGO_MANIFEST_DIR")?).join("../..");
    let root = root
        .canonicalize()
        .map_err(|error| format!("{}: {error}", root.display()))?;
    for watched in [
        "plugins",
        "host/bundled/guest",
        "host/headers",
        "host/names",
        "host/versions",
        "policies",
        "docs/benchmarks",
        "Cargo.toml",
        "Cargo.lock",
    ] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    require_target()?;
    let plugins = plugins(&root)?;
    let guests = target_directory(&out)?;
    build_plugins(&root, guests, &plugins)?;

    // The program's build script compiles what is here.
    let modules = out.join("plugins");
    let failed = |error: std::io::Error| format!("{}: {error}", modules.display());
    fs::remove_dir_all(&modules).ok();
    fs::create_dir(&modules).map_err(failed)?;
    println!("cargo::metadata=modules={}", modules.display());

    let built = guests.join(TARGET).join(PROFILE);
    let bundle = out.join("bundle.wasm");
    fs::copy(built.join("muster_bundle.wasm"), &bundle).map_err(failed)?;
    println!("cargo::metadata=bundle={}", bundle.display());
    let mut code = format!(
        "/// The core module that holds all plugins.\n\
         pub const BUNDLE: &[u8] = include_bytes!({bundle:?});\n\n\
         /// Each plugin: its name and the core module that cargo built of it alone.\n\
         pub const PLUGINS: &[(&str, &[u8])] = &[\n",
    );
    for plugin in &plugins {
        let alone = built.join(format!("muster_plugin_{}.wasm", plugin.replace('-', "_")));
        let file = modules.join(format!("{plugin}.wasm"));
        fs::copy(alone, &file).map_err(failed)?;
        writeln!(code, "    ({plugin:?}, include_bytes!({file:?})),").map_err(|e| e.to_string())?;
    }
    code.push_str("];\n");
    for (constant, documentation, folder) in [
        ("PACKS", "Each pack: its name and its text.", "policies"),
        (
            "BENCHMARKS",
            "The sections of each benchmark that a pack follows: the name of the pack, and a text.",
            "docs/benchmarks",
        ),
    ] {
        write!(
            code,
            "\n/// {documentation}\npub const {constant}: &[(&str, &str)] = &[\n"
        )
        .map_err(|e| e.to_string())?;
        for file in files(&root.join(folder), "toml")? {
            let name = file.file_stem().unwrap_or_default().to_string_lossy();
            writeln!(code, "    ({name:?}, include_str!({file:?})),").map_err(|e| e.to_string())?;
        }
        code.push_str("];\n");
    }
    fs::write(out.join("bundled.rs"), code).map_err(|error| error.to_string())
}

/// The folders of `plugins/` other than the SDK, sorted.
fn plugins(root: &Path) -> Result<Vec<String>, String> {
    let folder = root.join("plugins");
    let mut names = Vec::new();
    for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let entry = entry.map_err(|error| error.to_string())?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name != "sdk" && entry.path().join("Cargo.toml").is_file() {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, String> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.extension().is_some_and(|found| found == extension) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Installs the WebAssembly target when it is missing, or says how to.
fn require_target() -> Result<(), String> {
    if has_target()? {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["target", "add", TARGET]);
    if let Ok(toolchain) = variable("RUSTUP_TOOLCHAIN") {
        rustup.args(["--toolchain", &toolchain]);
    }
    // Its failure shows below, in the words that help.
    let _ = rustup.status();
    if has_target()? {
        return Ok(());
    }
    Err(format!(
        "the plugins are built for {TARGET}, which this Rust toolchain does not have\n\
         install it with: rustup target add {TARGET}"
    ))
}

fn has_target() -> Result<bool, String> {
    let output = Command::new(variable("RUSTC")?)
        .args(["--print", "target-libdir", "--target", TARGET])
        .output()
        .map_err(|error| format!("rustc: {error}"))?;
    let folder = String::from_utf8_lossy(&output.stdout);
    Ok(output.status.success() && Path::new(folder.trim()).is_dir())
}

/// The target directory of the outer build. What clippy, the tests and a release want of the plugins is the same, and
/// so is what `muster plugin test` builds: there it is built once for all of them.
fn target_directory(out: &Path) -> Result<&Path, String> {
    // It is at TARGET-DIRECTORY/PROFILE/build/PACKAGE-HASH/out.
    out.ancestors().nth(4).ok_or_else(|| {
        format!(
            "{} is not where cargo has build scripts write",
            out.display()
        )
    })
}

/// A second cargo. The outer one locks the folder of its own profile only, which is not that of plugins.
fn build_plugins(root: &Path, target_directory: &Path, plugins: &[String]) -> Result<(), String> {
    let mut cargo = Command::new(variable("CARGO")?);
    cargo
        .current_dir(root)
        .args([
            "build",
            "--quiet",
            "--locked",
            "--profile",
            PROFILE,
            "--target",
            TARGET,
        ])
        .arg("--target-dir")
        .arg(target_directory)
        .args(["--package", "muster-bundle"]);
    for plugin in plugins {
        cargo
            .arg("--package")
            .arg(format!("muster-plugin-{plugin}"));
    }
    // What is meant for the outer build must not reach the guests.
    for inherited in [
        "CARGO_BUILD_TARGET",
        "CARGO_ENCODED_RUSTFLAGS",
        "RUSTFLAGS",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
    ] {
        cargo.env_remove(inherited);
    }
    let output = cargo.output().map_err(|error| format!("cargo: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!(
        "the plugins could not be built\n{}",
        String::from_utf8_lossy(&output.stderr)
    ))
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
