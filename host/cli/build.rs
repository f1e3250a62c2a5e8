//! Compiles the plugins that are part of the program to machine code, so that the first scan on a
//! machine need not.
#![allow(
    clippy::disallowed_methods,
    reason = "a build script writes files and is told everything by its environment"
)]

use std::env;
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
    // What the build script of muster-bundled says.
    let bundle = read(&PathBuf::from(variable("DEP_MUSTER_PLUGINS_BUNDLE")?))?;
    let modules = PathBuf::from(variable("DEP_MUSTER_PLUGINS_MODULES")?);
    let plugins = plugins(&modules).map_err(|error| format!("{}: {error}", modules.display()))?;
    let built = muster_sandbox::build(&bundle, &plugins, &target)
        .map_err(|error| format!("the bundle of the plugins {error}"))?;
    let kept = |name: &str, bytes: &[u8]| {
        let file = out.join(name);
        fs::write(&file, bytes).map_err(|error| format!("{}: {error}", file.display()))?;
        Ok::<_, String>(file)
    };
    let component = kept("bundle.component", &built.component)?;
    let description = kept("bundle.description", &built.description)?;
    let code = match built.code {
        Ok(code) => {
            let file = kept("bundle.code", &code)?;
            format!(
                "{{ static CODE: &Pages<[u8]> = &Pages(*include_bytes!({file:?})); Some(&CODE.0) }}"
            )
        }
        // wasmtime's compiler is built for the processors of this machine only.
        Err(error) if architecture(&target) != architecture(&variable("HOST")?) => {
            println!(
                "cargo::warning=the bundle of the plugins {error}; the program will compile it for \
                 {target} on first use"
            );
            "None".to_owned()
        }
        Err(error) => return Err(format!("the bundle of the plugins {error}")),
    };
    let code = format!(
        "const COMPONENT: &[u8] = include_bytes!({component:?});\n\
         const DESCRIPTION: &[u8] = include_bytes!({description:?});\n\
         const CODE: Option<&'static [u8]> = {code};\n"
    );
    fs::write(out.join("bundle.rs"), code).map_err(|error| error.to_string())
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    fs::read(file).map_err(|error| format!("{}: {error}", file.display()))
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
