//! `plugins/sdk/src/samples.rs`: a fact of each type for the unit tests of plugins.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Type, TypeDefKind};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;
use crate::rust::{GENERATED, type_name, value_name};

const FILE: &str = "plugins/sdk/src/samples.rs";

#[test]
fn the_samples_of_the_sdk_are_current() {
    let contract = Contract::read();
    let mut text = GENERATED.to_owned();
    text.push_str("\n//! The samples of the fact types.\n\nuse crate::testing::Sample;\n");
    for id in contract.fact_interfaces() {
        let path = if contract.imports().contains(&id) {
            value_name(contract.own_name(id))
        } else {
            String::new()
        };
        for ty in contract.interface(id).types.values() {
            let definition = &contract.resolve.types[*ty];
            let sample = match &definition.kind {
                TypeDefKind::Record(record) => {
                    let fields: String = (record.fields.iter())
                        .map(|field| {
                            let name = value_name(&field.name);
                            format!("            {name}: Sample::sample(),\n")
                        })
                        .collect();
                    format!("Self {{\n{fields}        }}")
                }
                TypeDefKind::Enum(cases) => case(&cases.cases[0].name, None),
                TypeDefKind::Variant(cases) => {
                    case(&cases.cases[0].name, cases.cases[0].ty.as_ref())
                }
                // The name of a type that another interface has.
                TypeDefKind::Type(_) => continue,
                other => panic!("{} has no sample yet", other.as_str()),
            };
            let name = type_name(definition.name.as_deref().expect("it has a name"));
            write!(
                text,
                "\nimpl Sample for crate::{path}{}{name} {{\n    fn sample() -> Self {{\n        {sample}\n    }}\n}}\n",
                if path.is_empty() { "" } else { "::" }
            )
            .unwrap();
        }
    }
    assert_current(FILE, &text, COMMAND);
}

fn case(name: &str, holds: Option<&Type>) -> String {
    let holds = holds.map_or("", |_| "(Sample::sample())");
    format!("Self::{}{holds}", type_name(name))
}
