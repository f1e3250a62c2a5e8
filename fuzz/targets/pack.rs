//! A policy pack or project file. Every mistake in it must come back with a place in the text.
#![no_main]

use std::path::Path;
use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use muster_outcomes::{Parameter, ParameterValue, Precision, RuleDescriptor, Severity};
use muster_policy::{Loader, PackSource, load};

struct Packs;

impl Loader for Packs {
    fn builtin(&self, name: &str) -> Option<&str> {
        let known = name == "base";
        known.then_some("name = \"base\"\nenable = [\"ssh/permit-root-login\"]\n")
    }

    fn builtin_names(&self) -> Vec<&str> {
        vec!["base"]
    }

    fn read(&self, path: &Path) -> Result<String, String> {
        Err(format!("{} does not exist", path.display()))
    }
}

/// A rule with one parameter, so that a pack can be right or wrong about it.
fn rule() -> RuleDescriptor {
    RuleDescriptor {
        id: "ssh/permit-root-login".parse().expect("it is an id"),
        uses: None,
        title: "Root cannot log in over SSH".to_owned(),
        failure_title: "Root can log in over SSH".to_owned(),
        severity: Severity::High,
        precision: Precision::High,
        page: None,
        parameters: vec![Parameter {
            name: "allowed".to_owned(),
            description: "Values that pass.".to_owned(),
            default: ParameterValue::Texts(vec!["no".to_owned()]),
            requests: None,
            forms: Vec::new(),
            needed: Vec::new(),
            requires: Vec::new(),
            names: Vec::new(),
            excludes: Vec::new(),
            up_to: Vec::new(),
            apart_from: Vec::new(),
        }],
        tags: vec!["ssh".to_owned()],
        references: Vec::new(),
        explained_by: Vec::new(),
        artifact: None,
        documentation: String::new(),
    }
}

fuzz_target!(|text: &str| {
    let problems = match load(PackSource::file("/etc/muster.toml", text), &Packs) {
        Ok(pack) => pack
            .validate(&[Arc::new(rule())], &[])
            .err()
            .unwrap_or_default(),
        Err(problems) => {
            assert!(!problems.is_empty());
            problems
        }
    };
    for problem in problems {
        assert!(problem.line >= 1 && problem.column >= 1);
        let shown = problem.excerpt.text.chars().count();
        assert!(problem.excerpt.start <= shown, "{problem:?}");
        assert!(!problem.excerpt.text.chars().any(char::is_control));
    }
});
