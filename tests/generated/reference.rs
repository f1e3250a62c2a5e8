//! `docs/facts.md`: every interface, function, record and field of `wit/`, with its documentation.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{
    Docs, Function, InterfaceId, Resolve, Type, TypeDef, TypeDefKind,
};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::assert_current;

const FILE: &str = "docs/facts.md";

const HEAD: &str = "\
<!-- Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated -->

# Facts

What a plugin can ask for, and what it returns: the contract in [`wit/`](../wit) as a page. The same
files give the host its types, the snapshot its JSON and the SDK its functions. In Rust, `find-key` is
`find_key`, `env-file` is `EnvFile`, and `result<T, fact-error>` is `Result<T, FactError>`.
";

#[test]
fn fact_reference_is_current() {
    let contract = Contract::read();
    let mut text = HEAD.to_owned();
    text.push_str("\n| interface | about |\n|---|---|\n");
    for (_, id) in contract.interfaces() {
        let name = contract.versioned_name(id);
        let about = cell(&contract.about(id));
        writeln!(text, "| [`{name}`](#{}) | {about} |", anchor(&name)).unwrap();
    }
    for (_, id) in contract.interfaces() {
        interface(&mut text, &contract, id);
    }
    assert_current(FILE, &text, COMMAND);
}

fn interface(text: &mut String, contract: &Contract, id: InterfaceId) {
    let name = contract.versioned_name(id);
    write!(text, "\n## {name}\n\n{}\n", contract.about(id).trim()).unwrap();
    if contract.domains().contains(&id) {
        write!(text, "\nGrant: `{}`\n", contract.name(id)).unwrap();
    }
    let interface = contract.interface(id);
    if !interface.functions.is_empty() {
        text.push_str("\n### Functions\n");
    }
    for function in interface.functions.values() {
        let signature = signature(&contract.resolve, function);
        write!(text, "\n- `{signature}`\n").unwrap();
        if let Some(docs) = &function.docs.contents {
            write!(text, "\n  {}\n", docs.trim().replace('\n', "\n  ")).unwrap();
        }
    }
    for id in interface.types.values() {
        type_definition(text, &contract.resolve, &contract.resolve.types[*id]);
    }
}

fn type_definition(text: &mut String, resolve: &Resolve, definition: &TypeDef) {
    let (title, column, rows): (_, _, Vec<(&str, String, &Docs)>) = match &definition.kind {
        TypeDefKind::Record(record) => (
            "record",
            "field",
            record
                .fields
                .iter()
                .map(|field| {
                    let kind = type_name(resolve, &field.ty);
                    (field.name.as_str(), kind, &field.docs)
                })
                .collect(),
        ),
        TypeDefKind::Variant(variant) => (
            "variant",
            "case",
            variant
                .cases
                .iter()
                .map(|case| {
                    let kind = case.ty.as_ref().map(|ty| type_name(resolve, ty));
                    (case.name.as_str(), kind.unwrap_or_default(), &case.docs)
                })
                .collect(),
        ),
        TypeDefKind::Enum(enumeration) => (
            "enum",
            "case",
            enumeration
                .cases
                .iter()
                .map(|case| (case.name.as_str(), String::new(), &case.docs))
                .collect(),
        ),
        // A type that another interface defines, and that is described there.
        TypeDefKind::Type(_) => return,
        other => panic!("{} is not described here yet", other.as_str()),
    };
    let name = definition.name.as_deref().expect("it has a name");
    write!(text, "\n### {title} `{name}`\n").unwrap();
    if let Some(docs) = &definition.docs.contents {
        write!(text, "\n{}\n", docs.trim()).unwrap();
    }
    write!(text, "\n| {column} | type | meaning |\n|---|---|---|\n").unwrap();
    for (name, kind, docs) in rows {
        let kind = if kind.is_empty() {
            kind
        } else {
            format!("`{kind}`")
        };
        let meaning = cell(docs.contents.as_deref().unwrap_or_default());
        writeln!(text, "| `{name}` | {kind} | {meaning} |").unwrap();
    }
}

fn signature(resolve: &Resolve, function: &Function) -> String {
    let parameters: Vec<String> = function
        .params
        .iter()
        .map(|parameter| format!("{}: {}", parameter.name, type_name(resolve, &parameter.ty)))
        .collect();
    let result = function.result.as_ref().map_or(String::new(), |ty| {
        format!(" -> {}", type_name(resolve, ty))
    });
    format!("{}({}){result}", function.name, parameters.join(", "))
}

/// A type as WIT writes it.
fn type_name(resolve: &Resolve, ty: &Type) -> String {
    let Type::Id(id) = ty else {
        return primitive(*ty).to_owned();
    };
    let definition = &resolve.types[*id];
    if let Some(name) = &definition.name {
        return name.clone();
    }
    let of = |ty: &Type| type_name(resolve, ty);
    match &definition.kind {
        TypeDefKind::List(item) => format!("list<{}>", of(item)),
        TypeDefKind::Option(item) => format!("option<{}>", of(item)),
        TypeDefKind::Tuple(tuple) => {
            let items: Vec<String> = tuple.types.iter().map(of).collect();
            format!("tuple<{}>", items.join(", "))
        }
        TypeDefKind::Result(result) => {
            let side = |ty: &Option<Type>| ty.as_ref().map_or("_".to_owned(), of);
            format!("result<{}, {}>", side(&result.ok), side(&result.err))
        }
        other => panic!("{} is not described here yet", other.as_str()),
    }
}

fn primitive(ty: Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::U8 => "u8",
        Type::U16 => "u16",
        Type::U32 => "u32",
        Type::U64 => "u64",
        Type::S8 => "s8",
        Type::S16 => "s16",
        Type::S32 => "s32",
        Type::S64 => "s64",
        Type::F32 => "f32",
        Type::F64 => "f64",
        Type::Char => "char",
        Type::String => "string",
        other => panic!("{other:?} is not described here yet"),
    }
}

/// Text as the cell of a table: one line, with its bars escaped.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").replace('|', "\\|")
}

/// The fragment that GitHub gives a heading: lower case, without punctuation.
fn anchor(heading: &str) -> String {
    heading
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
        .collect()
}
