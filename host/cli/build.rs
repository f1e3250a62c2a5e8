//! Compiles the plugins that are part of the program to machine code, so that the first scan on a
//! machine need not.
#![allow(
    clippy::disallowed_methods,
    reason = "a build script writes files and is told everything by its environment"
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            println!("cargo::error={}", message.replace('\n', " "));
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(variable("OUT_DIR")?);
    let target = variable("TARGET")?;
    let mut code = String::from("static COMPILED: &[(&str, &[u8])] = &[\n");
    // What the build script of muster-bundled says.
    let modules = PathBuf::from(variable("DEP_MUSTER_PLUGINS_MODULES")?);
    for (name, module) in
        plugins(&modules).map_err(|error| format!("{}: {error}", modules.display()))?
    {
        let compiled = match muster_sandbox::precompile(&module, &target) {
            Ok(compiled) => compiled,
            // wasmtime's compiler is built for the processors of this machine only.
            Err(error) if architecture(&target) != architecture(&variable("HOST")?) => {
                println!(
                    "cargo::warning=the plugin `{name}` {error}; the program will compile it for \
                     {target} on first use"
                );
                continue;
            }
            Err(error) => return Err(format!("the plugin `{name}` {error}")),
        };
        let file = out.join(format!("{name}.compiled"));
        fs::write(&file, compiled).map_err(|error| format!("{}: {error}", file.display()))?;
        writeln!(
            code,
            "    ({name:?}, {{ static CODE: &Pages<[u8]> = &Pages(*include_bytes!({file:?})); &CODE.0 }}),"
        )
        .map_err(|e| e.to_string())?;
    }
    code.push_str("];\n");
    fs::write(out.join("compiled.rs"), code).map_err(|error| error.to_string())
}

/// Each plugin in a folder: its name and the core module that cargo built of it.
fn plugins(folder: &Path) -> std::io::Result<Vec<(String, Vec<u8>)>> {
    let mut plugins = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        plugins.push((name.into_owned(), fs::read(&path)?));
    }
    plugins.sort();
    Ok(plugins)
}

/// The first part of a target's name.
fn architecture(target: &str) -> Option<&str> {
    target.split('-').next()
}

fn variable(name: &str) -> Result<String, String> {
    env::var(name).map_err(|error| format!("{name}: {error}"))
}
