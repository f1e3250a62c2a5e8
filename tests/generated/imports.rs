//! `host/sandbox/src/imports/generated.rs`: what a plugin calls, answered from the facts.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Function, InterfaceId};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;
use crate::rust::{GENERATED, Kind, kind, type_name, type_text, value_name};

const FILE: &str = "host/sandbox/src/imports/generated.rs";

#[test]
fn imports_are_current() {
    let contract = Contract::read();
    let mut text = GENERATED.to_owned();
    text.push_str(
        "\n//! Links the functions of each fact domain.\n\n\
         use muster_facts::Domain;\nuse wasmtime::Result;\nuse wasmtime::component::Linker;\n\n\
         use super::{State, answer, of_map};\n\n\
         /// Links one domain's interface.\n\
         pub(crate) fn link(linker: &mut Linker<State>, domain: Domain) -> Result<()> {\n    match domain {\n",
    );
    let domains = contract.imports();
    for id in &domains {
        let name = type_name(contract.own_name(*id));
        let module = value_name(contract.own_name(*id));
        writeln!(text, "        Domain::{name} => {module}(linker),").unwrap();
    }
    text.push_str("    }\n}\n");
    for id in domains {
        interface(&mut text, &contract, id);
    }
    assert_current(FILE, &text, COMMAND);
}

fn interface(text: &mut String, contract: &Contract, id: InterfaceId) {
    let module = value_name(contract.own_name(id));
    let facts = format!("muster_facts::{}Facts", type_name(contract.own_name(id)));
    write!(
        text,
        "\nfn {module}(linker: &mut Linker<State>) -> Result<()> {{\n    \
         type Facts = {facts};\n    \
         let mut linker = linker.instance(\"{}\")?;\n",
        contract.versioned_name(id)
    )
    .unwrap();
    for function in contract.interface(id).functions.values() {
        let (arguments, answer) = call(contract, function);
        write!(
            text,
            "    linker.func_wrap(\"{}\", |mut store, {arguments}| {{\n        \
             answer(store.data_mut(), |facts: &Facts| {answer})\n    }})?;\n",
            function.name
        )
        .unwrap();
    }
    text.push_str("    Ok(())\n}\n");
}

/// The arguments of the closure, and what it answers.
fn call(contract: &Contract, function: &Function) -> (String, String) {
    let field = value_name(&function.name);
    match kind(function) {
        Kind::Field => ("(): ()".to_owned(), format!("facts.{field}.clone()")),
        Kind::Map { by } => {
            let key = value_name(&by);
            (
                format!("({key},): (String,)"),
                format!(
                    "of_map(&facts.{field}, \"{}\", \"{by}\", &{key})",
                    function.name
                ),
            )
        }
        Kind::LookUp => {
            let (mut names, mut types, mut passed) = (Vec::new(), Vec::new(), Vec::new());
            for parameter in &function.params {
                let name = value_name(&parameter.name);
                let ty = type_text(&contract.resolve, &parameter.ty);
                passed.push(if ty == "String" {
                    format!("&{name}")
                } else {
                    name.clone()
                });
                names.push(name);
                types.push(ty);
            }
            (
                format!("({},): ({},)", names.join(", "), types.join(", ")),
                format!("facts.{field}({})", passed.join(", ")),
            )
        }
    }
}
