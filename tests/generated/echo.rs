//! `tests/guests/echo/src/facts.rs`: a call of every function of every fact interface, so that the
//! plugin by which secrets are looked for is given everything that there is.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Function, InterfaceId, Type};

use crate::COMMAND;
use crate::arguments::{self, Arguments, Origin};
use crate::contract::Contract;
use crate::current::assert_current;
use crate::rust::{GENERATED, value_name};

const FILE: &str = "tests/guests/echo/src/facts.rs";

#[test]
fn the_plugin_that_repeats_everything_asks_for_everything() {
    let contract = Contract::read();
    let mut text = GENERATED.to_owned();
    let domains = contract.imports();
    let modules: Vec<String> = domains
        .iter()
        .map(|id| value_name(contract.own_name(*id)))
        .collect();
    write!(
        text,
        "\n//! Every fact that there is.\n\nuse std::fmt::Debug;\n\nuse muster_sdk::{{{}}};\n\n\
         /// Calls every function with all that it can be asked about, and gives each answer a name.\n\
         pub(crate) fn every(mut add: impl FnMut(String, &dyn Debug)) {{\n",
        modules.join(", ")
    )
    .unwrap();
    for id in domains {
        for function in contract.interface(id).functions.values() {
            call(&mut text, &contract, id, function);
        }
    }
    text.push_str("}\n");
    assert_current(FILE, &text, COMMAND);
}

fn call(text: &mut String, contract: &Contract, id: InterfaceId, function: &Function) {
    let module = value_name(contract.own_name(id));
    let name = value_name(&function.name);
    if function.params.is_empty() {
        writeln!(
            text,
            "    add(\"{module}/{name}\".to_owned(), &{module}::{name}());"
        )
        .unwrap();
        return;
    }
    let origins = match arguments::of(function) {
        Arguments::Words(words) => {
            writeln!(text, "    for word in {words:?} {{").unwrap();
            writeln!(text, "        add(format!(\"{module}/{name}/{{word}}\"), &{module}::{name}(word));\n    }}").unwrap();
            return;
        }
        Arguments::Of(origins) => origins,
    };
    let mut values = Vec::new();
    let mut asked = Vec::new();
    for (
        depth,
        Origin {
            fields,
            function: origin,
        },
    ) in origins.iter().enumerate()
    {
        let indent = "    ".repeat(depth + 1);
        let earlier = asked.join(", ");
        writeln!(
            text,
            "{indent}for record{depth} in {module}::{}({earlier}).unwrap_or_default() {{",
            value_name(origin)
        )
        .unwrap();
        for field in fields {
            let parameter = &function.params[values.len()];
            let value = format!("record{depth}.{}", value_name(field));
            asked.push(if parameter.ty == Type::String {
                format!("&{value}")
            } else {
                value.clone()
            });
            values.push(value);
        }
    }
    let indent = "    ".repeat(origins.len() + 1);
    let form = vec!["{}"; values.len()].join("/");
    writeln!(
        text,
        "{indent}let name = format!(\"{module}/{name}/{form}\", {});\n{indent}add(name, &{module}::{name}({}));",
        values.join(", "),
        asked.join(", ")
    )
    .unwrap();
    for depth in (1..=origins.len()).rev() {
        writeln!(text, "{}}}", "    ".repeat(depth)).unwrap();
    }
}
