//! Plugins written by hand in the WebAssembly text format, so that they can do what no compiler
//! would.

use std::path::Path;

use wasm_encoder::{ComponentSection as _, CustomSection};
use wit_component::{ComponentEncoder, StringEncoding};
use wit_parser::Resolve;

/// Size of the area that `check` returns: discriminant, pointer, length.
pub(crate) const PASS: &str = r#"
    ;; ok([{ subject: "s", status: pass, message: "m" }])
    (i32.store8 (i32.const 1024) (i32.const 0))
    (i32.store (i32.const 1028) (i32.const 2048))
    (i32.store (i32.const 1032) (i32.const 1))
    (i32.store (i32.const 2048) (i32.const 16))
    (i32.store (i32.const 2052) (i32.const 1))
    (i32.store (i32.const 2084) (i32.const 18))
    (i32.store (i32.const 2088) (i32.const 1))
    (i32.const 1024)"#;

/// The parts of a core module that a case changes.
pub(crate) struct Guest<'a> {
    /// WIT imports of its world.
    pub(crate) world_imports: &'a str,
    /// Core imports, globals, data and functions.
    pub(crate) items: &'a str,
    pub(crate) memory: &'a str,
    pub(crate) realloc: &'a str,
    /// A file in `wit/`, and one of its lines, which the guest was built without.
    pub(crate) contract: Option<(&'a str, &'a str)>,
    /// Body of `check`, which must leave a pointer.
    pub(crate) check: &'a str,
}

impl Default for Guest<'_> {
    fn default() -> Self {
        Self {
            world_imports: "",
            items: "",
            memory: r#"(memory (export "memory") 2)"#,
            // Everything that the host hands over goes to the same place; nothing is kept.
            realloc: "(i32.const 40960)",
            contract: None,
            check: PASS,
        }
    }
}

impl Guest<'_> {
    /// The component, with a manifest that names the given rules.
    pub(crate) fn plugin(&self, rules: &[&str]) -> Vec<u8> {
        stamped(self.component(), &manifest("hostile", rules))
    }

    /// The component without a manifest.
    pub(crate) fn component(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.text()).expect("the text is a module");
        let mut resolve = Resolve::default();
        let wit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../wit");
        match self.contract {
            None => resolve.push_dir(wit).expect("wit/ parses"),
            Some((name, line)) => {
                let other = tempfile::TempDir::new().expect("a temporary folder");
                without_line(&wit, other.path(), name, line);
                resolve.push_dir(other.path()).expect("it still parses")
            }
        };
        let world = format!(
            "package test:hostile;\nworld hostile {{ {} export muster:policy/policy@0.1.0; }}",
            self.world_imports
        );
        let package = resolve
            .push_str("hostile.wit", &world)
            .expect("the world parses");
        let world = resolve
            .select_world(&[package], Some("hostile"))
            .expect("the world is there");
        wit_component::embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
            .expect("the world can be embedded");
        ComponentEncoder::default()
            // Some cases are not valid, and that is what they are for.
            .validate(false)
            .module(&module)
            .expect("the module fits the world")
            .encode()
            .expect("the component can be encoded")
    }

    fn text(&self) -> String {
        format!(
            r#"(module
                {items}
                {memory}
                (data (i32.const 16) "s m ")
                (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) {realloc})
                (func (export "muster:policy/policy@0.1.0#describe") (result i32) unreachable)
                (func $check (export "muster:policy/policy@0.1.0#check")
                    (param $rule i32) (param $rule-length i32) (param i32 i32) (result i32)
                    {check})
            )"#,
            items = self.items,
            memory = self.memory,
            realloc = self.realloc,
            check = self.check,
        )
    }
}

/// A copy of `wit/` in which one file lacks a line.
fn without_line(from: &Path, to: &Path, name: &str, line: &str) {
    for entry in std::fs::read_dir(from).expect("the folder is there") {
        let entry = entry.expect("the folder is read");
        let copy = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir(&copy).expect("the folder is ours");
            without_line(&entry.path(), &copy, name, line);
            continue;
        }
        let text = std::fs::read_to_string(entry.path()).expect("it is text");
        let text = if entry.file_name() == name {
            assert!(text.contains(line), "{name} has no line {line:?}");
            text.replacen(line, "", 1)
        } else {
            text
        };
        std::fs::write(copy, text).expect("the folder is ours");
    }
}

/// A component with a manifest section at its end.
pub(crate) fn stamped(mut component: Vec<u8>, manifest: &str) -> Vec<u8> {
    CustomSection {
        name: "muster:manifest".into(),
        data: manifest.as_bytes().into(),
    }
    .append_to_component(&mut component);
    component
}

/// A manifest as `muster plugin pack` writes it.
pub(crate) fn manifest(name: &str, rules: &[&str]) -> String {
    let rules: Vec<_> = rules
        .iter()
        .map(|id| {
            serde_json::json!({
                "id": id,
                "title": "It behaves",
                "failure_title": "It misbehaves",
                "severity": "high",
                "precision": "high",
                "parameters": [],
                "tags": [],
                "references": [],
                "documentation": "## Why\n\nIt does not.\n\n## How to fix\n\nDo not load it.\n",
            })
        })
        .collect();
    serde_json::json!({
        "schema": "muster.manifest/1",
        "name": name,
        "version": "0.0.0",
        "description": "A plugin that misbehaves",
        "rules": rules,
    })
    .to_string()
}
