//! `recording.toml`. The loader reads a directory, so that the input goes through one.
#![no_main]

use std::path::Path;
use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use tempfile::TempDir;

static RECORDING: LazyLock<TempDir> = LazyLock::new(|| {
    let folder = TempDir::new().expect("a temporary folder");
    let root = folder.path().join("root/etc");
    std::fs::create_dir_all(&root).expect("the folder is ours");
    std::fs::write(root.join("hostname"), "web-1\n").expect("the folder is ours");
    folder
});

fuzz_target!(|description: &[u8]| {
    let folder: &Path = RECORDING.path();
    std::fs::write(folder.join("recording.toml"), description).expect("the folder is ours");
    let _ = muster_target::load(folder);
});
