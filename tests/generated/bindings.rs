//! `plugins/sdk/src/bindings.rs`: the guest's side of `wit/`.
//!
//! It is committed, so that building a plugin needs neither a procedural macro nor the parsers
//! behind it.

use wit_bindgen_core::{Files, WorldGenerator as _};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;

/// What the generator calls its file: the world's name.
const GENERATED: &str = "plugin.rs";

#[test]
fn guest_bindings_are_current() {
    let mut contract = Contract::read();
    let options = wit_bindgen_rust::Opts {
        // rustfmt is not asked, so that the text depends on the generator's version alone.
        format: false,
        generate_all: true,
        pub_export_macro: true,
        export_macro_name: Some("export_bindings".to_owned()),
        default_bindings_module: Some("muster_sdk::bindings".to_owned()),
        additional_derive_attributes: vec!["PartialEq".to_owned(), "Eq".to_owned()],
        ..wit_bindgen_rust::Opts::default()
    };
    let mut files = Files::default();
    options
        .build()
        .generate(&mut contract.resolve, contract.world, &mut files)
        .expect("the generator takes the contract");
    let text = files
        .iter()
        .find(|(name, _)| *name == GENERATED)
        .map(|(_, bytes)| String::from_utf8(bytes.to_vec()).expect("Rust is UTF-8"))
        .expect("the world has one file");
    assert_current("plugins/sdk/src/bindings.rs", &text, COMMAND);
}
