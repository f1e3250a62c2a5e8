//! `plugins/sdk/src/facts.rs`: the interfaces under short names, and the words of their fields.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::TypeDefKind;

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;
use crate::facts::word_constants;
use crate::rust::{GENERATED, constant_name, type_name, value_name};
use crate::vocabulary;

const FILE: &str = "plugins/sdk/src/facts.rs";

#[test]
fn the_modules_of_the_sdk_are_current() {
    let contract = Contract::read();
    let mut text = GENERATED.to_owned();
    text.push_str(
        "\n//! What a plugin can ask for: a module for each fact interface, and a constant for each word that\n\
         //! the contract lists.\n\n",
    );
    for id in contract.imports() {
        writeln!(
            text,
            "pub use crate::bindings::muster::{};",
            contract.module(id)
        )
        .unwrap();
    }
    for id in contract.fact_interfaces() {
        for ty in contract.interface(id).types.values() {
            let definition = &contract.resolve.types[*ty];
            let TypeDefKind::Record(record) = &definition.kind else {
                continue;
            };
            let constants: String = (record.fields.iter())
                .filter_map(|field| {
                    let vocabulary = vocabulary::of(&field.docs)?;
                    let constant = constant_name(&field.name);
                    Some(word_constants(
                        &constant,
                        &value_name(&field.name),
                        &vocabulary.words,
                    ))
                })
                .collect();
            if !constants.is_empty() {
                let name = type_name(definition.name.as_deref().expect("it has a name"));
                let path = if contract.imports().contains(&id) {
                    value_name(contract.own_name(id))
                } else {
                    "crate".to_owned()
                };
                write!(text, "\nimpl {path}::{name} {{\n{constants}}}\n").unwrap();
            }
        }
    }
    assert_current(FILE, &text, COMMAND);
}
