//! Builds a plugin as its author does: with cargo, for WebAssembly, in a folder of its own.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::{copy_folder, finish, read, repository, write};

/// Copies the crate to the folder `name` below `into`, with its path to the SDK made absolute.
pub(crate) fn copy(source: &Path, into: &Path, name: &str) -> PathBuf {
    let copy = into.join(name);
    copy_folder(source, &copy, &["target"]);
    let manifest = copy.join("Cargo.toml");
    let sdk = repository().join("plugins/sdk");
    let text: String = read(&manifest)
        .lines()
        .map(|line| match line.starts_with("muster-sdk = ") {
            true => format!("muster-sdk = {{ path = {sdk:?} }}\n"),
            false => format!("{line}\n"),
        })
        .collect();
    write(&manifest, text);
    copy
}

/// `cargo build --release --target wasm32-unknown-unknown`. What the crate needs beside the SDK is
/// in the workspace's lock file too, so cargo has it already.
pub(crate) fn build(folder: &Path, name: &str) -> PathBuf {
    let target = folder.join("target");
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .current_dir(folder)
        .args(["build", "--release", "--offline", "--quiet"])
        .args(["--target", "wasm32-unknown-unknown"])
        .env("CARGO_TARGET_DIR", &target)
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    finish(&mut cargo).exits(0);
    target
        .join("wasm32-unknown-unknown/release")
        .join(format!("{name}.wasm"))
}
