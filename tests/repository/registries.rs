//! What has to be told in more than one place is told in each.
//!
//! That every `Domain` has a collector, a linked interface and a field in the facts, and that every
//! report format has a renderer, is for the compiler: those are matches without a wildcard.

use std::process::Command;

use muster_facts::Domain;
use muster_report::Format;

use crate::file;

const REFERENCE: &str = "docs/facts.md";

#[test]
fn every_domain_is_documented_and_can_be_granted_by_who_reads_it() {
    let (reference, packs) = (file::read(REFERENCE), file::read("docs/packs.md"));
    for domain in Domain::ALL {
        let interface = domain.interface();
        let grant = format!("Grant: `{interface}`");
        assert!(reference.contains(&grant), "{}: {grant}", REFERENCE);
        let name = format!("`{interface}`");
        assert!(packs.contains(&name), "docs/packs.md does not name {name}");
    }
}

#[test]
fn every_domain_is_a_module_of_the_sdk() {
    let sdk = file::read("plugins/sdk/src/lib.rs");
    for domain in Domain::ALL {
        let (package, interface) = domain
            .interface()
            .strip_prefix("muster:")
            .and_then(|name| name.split_once('/'))
            .expect("an interface of Muster's");
        let module = interface.replace('-', "_");
        let start = format!("pub use bindings::muster::{package}::");
        let is_module = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let exported = sdk
            .split(&start)
            .skip(1)
            .filter_map(|rest| rest.split(';').next())
            .any(|names| names.split(|c| !is_module(c)).any(|name| name == module));
        assert!(
            exported,
            "plugins/sdk/src/lib.rs does not re-export {module}"
        );
    }
}

#[test]
fn every_report_format_is_in_the_help_and_in_the_readme() {
    let help = Command::new(env!("CARGO_BIN_EXE_muster"))
        .args(["scan", "--help"])
        .output()
        .expect("the program starts");
    let help = String::from_utf8(help.stdout).expect("the help is text");
    let readme = file::read("README.md");
    for format in Format::ALL {
        let format = format.as_str();
        assert!(help.contains(format), "`muster scan --help`: {format}");
        assert!(
            readme.contains(&format!("`{format}`")),
            "README.md: {format}"
        );
    }
}
