//! The fact interfaces, read from `wit/`, so that none can be forgotten.

use std::path::Path;

use crate::program::{read, repository};

/// One interface with functions.
pub(crate) struct Interface {
    /// `muster:env/env`, as a policy grants it.
    pub(crate) name: String,
    /// The module and function of the SDK, such as `env::reference_keys`.
    functions: Vec<String>,
}

/// Every interface that a plugin can be granted.
pub(crate) fn interfaces() -> Vec<Interface> {
    let folder = repository().join("wit/deps");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the contract is there")
        .map(|entry| entry.expect("an entry").path())
        .flat_map(|folder| std::fs::read_dir(folder).expect("a package"))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    files.iter().flat_map(|file| interfaces_of(file)).collect()
}

fn interfaces_of(file: &Path) -> Vec<Interface> {
    let mut package = String::new();
    let mut interfaces: Vec<Interface> = Vec::new();
    for line in read(file).lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("package ") {
            package = rest.split('@').next().unwrap_or_default().to_owned();
        } else if let Some(rest) = line.strip_prefix("interface ") {
            let name = rest.trim_end_matches(['{', ' ']);
            interfaces.push(Interface {
                name: format!("{package}/{name}"),
                functions: Vec::new(),
            });
        } else if let Some((function, _)) = line.split_once(": func(")
            && let Some(interface) = interfaces.last_mut()
        {
            let (_, module) = interface.name.rsplit_once('/').expect("a package");
            let path = format!("{module}::{function}").replace('-', "_");
            interface.functions.push(path);
        }
    }
    interfaces.retain(|interface| !interface.functions.is_empty());
    interfaces
}

#[test]
fn the_echo_plugin_asks_for_every_fact() {
    let echo = read(&repository().join("tests/guests/echo/src/lib.rs"));
    let interfaces = interfaces();
    assert!(interfaces.len() >= 10);
    for function in interfaces.iter().flat_map(|interface| &interface.functions) {
        assert!(
            echo.contains(&format!("{function}(")),
            "{function} is not called"
        );
    }
}
