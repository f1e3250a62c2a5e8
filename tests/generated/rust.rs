//! Rust, written from the contract: names, types, comments.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Docs, Function, Resolve, Type, TypeDefKind};

/// The first line of every file of Rust that is generated from `wit/`.
pub(crate) const GENERATED: &str =
    "// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated\n";

/// `env-file` as the name of a type: `EnvFile`.
pub(crate) fn type_name(kebab: &str) -> String {
    kebab
        .split('-')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            first.to_uppercase() + rest
        })
        .collect()
}

/// `env-file` as the name of a field, function or module: `env_file`.
pub(crate) fn value_name(kebab: &str) -> String {
    kebab.replace('-', "_")
}

/// A word of a vocabulary as part of the name of a constant: `HTTP_1_1` of `http/1.1`.
pub(crate) fn constant_name(word: &str) -> String {
    // The qualifiers of SPF are words of one sign.
    let sign = match word {
        "+" => "PLUS",
        "-" => "MINUS",
        "~" => "TILDE",
        "?" => "QUESTION_MARK",
        _ => "",
    };
    if !sign.is_empty() {
        return sign.to_owned();
    }
    let text: String = word
        .chars()
        .map(|c| match c {
            '+' => "_PLUS".to_owned(),
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase().to_string(),
            _ => "_".to_owned(),
        })
        .collect();
    text.trim_matches('_').to_owned()
}

/// A type as Rust writes it, with the names of records alone.
pub(crate) fn type_text(resolve: &Resolve, ty: &Type) -> String {
    let of = |ty: &Type| type_text(resolve, ty);
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::U8 => "u8".to_owned(),
        Type::U16 => "u16".to_owned(),
        Type::U32 => "u32".to_owned(),
        Type::U64 => "u64".to_owned(),
        Type::S8 => "i8".to_owned(),
        Type::S16 => "i16".to_owned(),
        Type::S32 => "i32".to_owned(),
        Type::S64 => "i64".to_owned(),
        Type::F32 => "f32".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Char => "char".to_owned(),
        Type::String => "String".to_owned(),
        Type::Id(id) => {
            let definition = &resolve.types[*id];
            if let Some(name) = &definition.name {
                return type_name(name);
            }
            match &definition.kind {
                TypeDefKind::List(item) => format!("Vec<{}>", of(item)),
                TypeDefKind::Option(item) => format!("Option<{}>", of(item)),
                TypeDefKind::Tuple(tuple) => {
                    let items: Vec<String> = tuple.types.iter().map(of).collect();
                    format!("({})", items.join(", "))
                }
                TypeDefKind::Result(result) => {
                    let ok = result.ok.as_ref().expect("a fact has a type");
                    format!("Fact<{}>", of(ok))
                }
                other => panic!("{} has no Rust here yet", other.as_str()),
            }
        }
        other => panic!("{other:?} has no Rust here yet"),
    }
}

/// The type of the fact that a function gives: what its result holds.
pub(crate) fn fact(resolve: &Resolve, function: &Function) -> Type {
    let result = function
        .result
        .as_ref()
        .expect("a fact function has a result");
    if let Type::Id(id) = result
        && let TypeDefKind::Result(result) = &resolve.types[*id].kind
    {
        return result.ok.expect("a fact has a type");
    }
    panic!("{} does not return result<_, fact-error>", function.name)
}

/// Writes documentation as comments.
pub(crate) fn write_docs(text: &mut String, indent: &str, docs: &Docs) {
    if let Some(docs) = &docs.contents {
        for line in docs.trim().lines() {
            writeln!(text, "{}", format!("{indent}/// {line}").trim_end()).unwrap();
        }
    }
}

/// What a function is for its caller.
pub(crate) enum Kind {
    /// Takes nothing: a field.
    Field,
    /// Takes one text, and is not a look-up: a map.
    Map {
        /// The name of the parameter.
        by: String,
    },
    /// Its name begins with `find-`: a method that a person writes.
    LookUp,
}

/// What a function is, by its parameters and its name.
pub(crate) fn kind(function: &Function) -> Kind {
    match function.params.as_slice() {
        [] => Kind::Field,
        _ if function.name.starts_with("find-") => Kind::LookUp,
        [by] if by.ty == Type::String => Kind::Map {
            by: by.name.clone(),
        },
        _ => panic!(
            "{} takes more than one text: call it find-{0}, and write the method in host/facts/src/lookups.rs",
            function.name
        ),
    }
}
