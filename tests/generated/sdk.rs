//! `plugins/sdk/src/facts.rs`: the functions of each interface, the words of their fields, and the way
//! to each text that can only be one of them.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Function, InterfaceId, Record, Type, TypeDef, TypeDefKind};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;
use crate::facts::word_constants;
use crate::rust::{GENERATED, constant_name, fact, type_name, type_text, value_name, write_docs};
use crate::vocabulary;

const FILE: &str = "plugins/sdk/src/facts.rs";

#[test]
fn the_modules_of_the_sdk_are_current() {
    let contract = Contract::read();
    let mut text = GENERATED.to_owned();
    text.push_str(
        "\n//! What a plugin can ask for: a module for each fact interface, and a constant for each word that\n\
         //! the contract lists.\n\nuse crate::words::{Unlisted, Words, check, known};\n",
    );
    for id in contract.imports() {
        module(&mut text, &contract, id);
    }
    for id in contract.fact_interfaces() {
        for ty in contract.interface(id).types.values() {
            let definition = &contract.resolve.types[*ty];
            if let TypeDefKind::Record(record) = &definition.kind {
                words(&mut text, &contract, id, definition, record);
            }
        }
    }
    assert_current(FILE, &text, COMMAND);
}

/// The interface as a module: its types as they are, and its functions, whose facts have no words but
/// those that are listed.
fn module(text: &mut String, contract: &Contract, id: InterfaceId) {
    let name = value_name(contract.own_name(id));
    text.push('\n');
    for line in contract.about(id).trim().lines() {
        writeln!(text, "{}", format!("/// {line}").trim_end()).unwrap();
    }
    writeln!(text, "pub mod {name} {{").unwrap();
    writeln!(
        text,
        "    use crate::bindings::muster::{} as imports;",
        contract.module(id)
    )
    .unwrap();
    let resolve = &contract.resolve;
    let types: Vec<String> = (contract.interface(id).types.values())
        .map(|ty| type_name(resolve.types[*ty].name.as_deref().expect("it has a name")))
        .collect();
    writeln!(text, "    pub use imports::{{{}}};", types.join(", ")).unwrap();
    text.push_str("    use crate::recall;\n");
    for function in contract.interface(id).functions.values() {
        call(text, contract, contract.own_name(id), function);
    }
    text.push_str("}\n");
}

fn call(text: &mut String, contract: &Contract, module: &str, function: &Function) {
    let resolve = &contract.resolve;
    let name = value_name(&function.name);
    let (mut parameters, mut arguments) = (Vec::new(), Vec::new());
    for parameter in &function.params {
        let parameter_name = value_name(&parameter.name);
        let ty = match type_text(resolve, &parameter.ty) {
            text if text == "String" => "&str".to_owned(),
            other => other,
        };
        parameters.push(format!("{parameter_name}: {ty}"));
        arguments.push(parameter_name);
    }
    text.push('\n');
    write_docs(text, "    ", &function.docs);
    if function.docs.contents.is_none() {
        writeln!(text, "    /// `{}`", function.name).unwrap();
    }
    let ty = fact(resolve, function);
    let answer = format!("imports::{name}({})", arguments.join(", "));
    let answer = if has_words(contract, &ty) {
        format!("super::known({answer})")
    } else {
        answer
    };
    let question = match function.params.as_slice() {
        [] => Some("\"\"".to_owned()),
        [parameter] if parameter.ty == Type::String => Some(arguments.concat()),
        _ => None,
    };
    let parameters = parameters.join(", ");
    let ty = type_text(resolve, &ty).replace("Fact<", "crate::Fact<");
    let body = match question {
        Some(question) => format!(
            "recall::answer(\"{module}.{}\", {question}, {})",
            function.name,
            // A function that is called as it is needs no closure.
            (answer.strip_suffix("()")).map_or_else(|| format!("|| {answer}"), str::to_owned)
        ),
        None => answer,
    };
    write!(
        text,
        "    ///\n    /// # Errors\n    /// When the fact is missing, or has a word that this plugin does not know.\n    \
         pub fn {name}({parameters}) -> crate::Fact<{ty}> {{\n        {body}\n    }}\n"
    )
    .unwrap();
}

/// The words of a record's fields, and whether a value has others.
fn words(
    text: &mut String,
    contract: &Contract,
    id: InterfaceId,
    definition: &TypeDef,
    record: &Record,
) {
    let kebab = definition.name.as_deref().expect("it has a name");
    let module = if contract.imports().contains(&id) {
        value_name(contract.own_name(id))
    } else {
        "crate".to_owned()
    };
    let path = format!("{module}::{}", type_name(kebab));
    let place = format!("{}.{kebab}", contract.own_name(id));
    let (mut constants, mut checks) = (String::new(), Vec::new());
    for field in &record.fields {
        let name = value_name(&field.name);
        let Some(vocabulary) = vocabulary::of(&field.docs) else {
            if has_words(contract, &field.ty) {
                checks.push(format!("self.{name}.unlisted()"));
            }
            continue;
        };
        let constant = constant_name(&field.name);
        constants.push_str(&word_constants(&constant, &name, &vocabulary.words));
        let listed: Vec<String> = (vocabulary.words.iter())
            .map(|word| format!("Self::{constant}_{}", constant_name(word)))
            .collect();
        let check = |value: &str| {
            format!(
                "check(\"{place}.{}\", {value}, &[{}], &{:?})",
                field.name,
                listed.join(", "),
                vocabulary.beginnings
            )
        };
        checks.push(match type_text(&contract.resolve, &field.ty).as_str() {
            "String" => check(&format!("&self.{name}")),
            "Option<String>" => format!("self.{name}.as_ref().and_then(|text| {})", check("text")),
            "Vec<String>" => format!("self.{name}.iter().find_map(|text| {})", check("text")),
            other => panic!("{place}.{}: {other} has no words", field.name),
        });
    }
    if !constants.is_empty() {
        write!(text, "\nimpl {path} {{\n{constants}}}\n").unwrap();
    }
    if let Some((first, others)) = checks.split_first() {
        let others: String = (others.iter())
            .map(|check| format!("\n            .or_else(|| {check})"))
            .collect();
        write!(
            text,
            "\nimpl Words for {path} {{\n    fn unlisted(&self) -> Option<Unlisted<'_>> {{\n        {first}{others}\n    }}\n}}\n"
        )
        .unwrap();
    }
}

/// Whether a text in it can only be one of a few words.
fn has_words(contract: &Contract, ty: &Type) -> bool {
    let has = |ty: &Type| has_words(contract, ty);
    let Type::Id(id) = ty else { return false };
    match &contract.resolve.types[*id].kind {
        TypeDefKind::Record(record) => (record.fields.iter())
            .any(|field| vocabulary::of(&field.docs).is_some() || has(&field.ty)),
        TypeDefKind::List(ty) | TypeDefKind::Option(ty) | TypeDefKind::Type(ty) => has(ty),
        TypeDefKind::Result(result) => result.ok.as_ref().is_some_and(has),
        TypeDefKind::Tuple(tuple) => tuple.types.iter().any(has),
        _ => false,
    }
}
