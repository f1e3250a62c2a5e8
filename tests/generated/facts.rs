//! `host/facts/src/generated/`: the fact types, the facts of each domain, and the registry of
//! domains.

use std::fmt::Write as _;

use wit_bindgen_core::wit_parser::{Function, InterfaceId, Record, Type, TypeDef, TypeDefKind};

use crate::COMMAND;
use crate::contract::Contract;
use crate::current::{assert_current, assert_no_others};
use crate::rust::{
    GENERATED, Kind, constant_name, fact, kind, type_name, type_text, value_name, write_docs,
};
use crate::vocabulary;

const FOLDER: &str = "host/facts/src/generated";

/// What only a program that links plugins needs.
const COMPONENT: &str = "#[cfg_attr(feature = \"component\", derive(";

#[test]
fn fact_types_are_current() {
    let contract = Contract::read();
    let mut files = vec!["mod.rs".to_owned()];
    for id in contract.fact_interfaces() {
        let name = format!("{}.rs", value_name(contract.own_name(id)));
        assert_current(
            &format!("{FOLDER}/{name}"),
            &interface(&contract, id),
            COMMAND,
        );
        files.push(name);
    }
    assert_current(&format!("{FOLDER}/mod.rs"), &registry(&contract), COMMAND);
    assert_no_others(FOLDER, &files);
}

/// The types of one interface, and its facts.
fn interface(contract: &Contract, id: InterfaceId) -> String {
    let resolve = &contract.resolve;
    let mut text = GENERATED.to_owned();
    write!(text, "\n//! `{}`\n\n", contract.name(id)).unwrap();
    let functions: Vec<&Function> = contract.interface(id).functions.values().collect();
    let own: Vec<&TypeDef> = (contract.interface(id).types.values())
        .map(|id| &resolve.types[*id])
        .filter(|definition| !matches!(definition.kind, TypeDefKind::Type(_)))
        .collect();
    let is_domain = !functions.is_empty();
    if functions
        .iter()
        .any(|function| matches!(kind(function), Kind::Map { .. }))
    {
        text.push_str("use std::collections::BTreeMap;\n\n");
    }
    text.push_str("use serde::{Deserialize, Serialize};\n\n");
    if is_domain {
        text.push_str("use crate::domain::{DomainFacts, Fact};\n");
    }
    text.push_str("use crate::vocabulary::{Visit, Vocabulary, Words};\n");
    if is_domain {
        text.push_str("use crate::{Domain, FactError, Facts");
        if contract.uses(id, "source") {
            text.push_str(", Source");
        }
        text.push_str("};\n");
    }
    for definition in own {
        type_definition(&mut text, contract, id, definition);
    }
    if is_domain {
        facts(&mut text, contract, id, &functions);
    }
    text
}

fn type_definition(text: &mut String, contract: &Contract, id: InterfaceId, definition: &TypeDef) {
    let resolve = &contract.resolve;
    let kebab = definition.name.as_deref().expect("it has a name");
    let name = type_name(kebab);
    let lift = if contract.domains().contains(&id) {
        ""
    } else {
        ", wasmtime::component::Lift"
    };
    let copy = match &definition.kind {
        TypeDefKind::Record(record)
            if record
                .fields
                .iter()
                .all(|field| is_plain(&field.ty) && field.ty != Type::String) =>
        {
            ", Copy"
        }
        _ => "",
    };
    let mut head = |form: &str| {
        text.push('\n');
        write_docs(text, "", &definition.docs);
        if definition.docs.contents.is_none() {
            writeln!(text, "/// `{kebab}`").unwrap();
        }
        writeln!(
            text,
            "#[derive(Clone{copy}, Debug, PartialEq, Eq, Serialize, Deserialize)]"
        )
        .unwrap();
        writeln!(
            text,
            "{COMPONENT}wasmtime::component::ComponentType, wasmtime::component::Lower{lift}))]"
        )
        .unwrap();
        writeln!(
            text,
            "#[cfg_attr(feature = \"component\", component({form}))]"
        )
        .unwrap();
    };
    match &definition.kind {
        TypeDefKind::Record(record) => {
            head("record");
            writeln!(text, "pub struct {name} {{").unwrap();
            for field in &record.fields {
                write_docs(text, "    ", &field.docs);
                if field.docs.contents.is_none() {
                    writeln!(text, "    /// `{}`", field.name).unwrap();
                }
                if field.name.contains('-') {
                    writeln!(
                        text,
                        "    #[cfg_attr(feature = \"component\", component(name = \"{}\"))]",
                        field.name
                    )
                    .unwrap();
                }
                let (field, ty) = (value_name(&field.name), type_text(resolve, &field.ty));
                writeln!(text, "    pub {field}: {ty},").unwrap();
            }
            text.push_str("}\n");
            let place = format!("{}.{kebab}", contract.own_name(id));
            record_words(text, &place, &name, record);
        }
        TypeDefKind::Variant(variant) => {
            head("variant");
            writeln!(text, "pub enum {name} {{").unwrap();
            for case in &variant.cases {
                write_docs(text, "    ", &case.docs);
                writeln!(
                    text,
                    "    #[cfg_attr(feature = \"component\", component(name = \"{}\"))]",
                    case.name
                )
                .unwrap();
                let ty = (case.ty.as_ref())
                    .map_or(String::new(), |ty| format!("({})", type_text(resolve, ty)));
                writeln!(text, "    {}{ty},", type_name(&case.name)).unwrap();
            }
            text.push_str("}\n");
            write!(text, "\nimpl Words for {name} {{}}\n").unwrap();
        }
        other => panic!("{} has no Rust here yet", other.as_str()),
    }
}

/// The vocabularies of a record, and the way to each word in it.
fn record_words(text: &mut String, place: &str, name: &str, record: &Record) {
    let mut constants = String::new();
    let mut visits = String::new();
    for field in &record.fields {
        let rust = value_name(&field.name);
        let Some(vocabulary) = vocabulary::of(&field.docs) else {
            if !is_plain(&field.ty) {
                writeln!(visits, "        self.{rust}.visit(visit);").unwrap();
            }
            continue;
        };
        let constant = constant_name(&field.name);
        writeln!(
            constants,
            "    /// What `{rust}` can be.\n    pub const {constant}: Vocabulary = Vocabulary {{"
        )
        .unwrap();
        writeln!(constants, "        field: \"{place}.{}\",", field.name).unwrap();
        writeln!(constants, "        words: &{:?},", vocabulary.words).unwrap();
        writeln!(
            constants,
            "        beginnings: &{:?},\n    }};",
            vocabulary.beginnings
        )
        .unwrap();
        constants.push_str(&word_constants(&constant, &rust, &vocabulary.words));
        writeln!(
            visits,
            "        crate::vocabulary::visit_texts(&Self::{constant}, &mut self.{rust}, visit);"
        )
        .unwrap();
    }
    if !constants.is_empty() {
        write!(text, "\nimpl {name} {{\n{constants}}}\n").unwrap();
    }
    let visit = if visits.is_empty() { "_visit" } else { "visit" };
    write!(
        text,
        "\nimpl Words for {name} {{\n    fn visit(&mut self, {visit}: Visit<'_>) {{\n{visits}    }}\n}}\n"
    )
    .unwrap();
}

/// A constant for each word of a field.
pub(crate) fn word_constants(constant: &str, field: &str, words: &[String]) -> String {
    words
        .iter()
        .map(|word| {
            format!(
                "    /// A word of `{field}`.\n    pub const {constant}_{}: &str = {word:?};\n",
                constant_name(word)
            )
        })
        .collect()
}

/// Whether nothing in it can have a vocabulary of its own.
fn is_plain(ty: &Type) -> bool {
    !matches!(ty, Type::Id(_))
}

/// The answers to the functions of a domain.
fn facts(text: &mut String, contract: &Contract, id: InterfaceId, functions: &[&Function]) {
    let resolve = &contract.resolve;
    let module = value_name(contract.own_name(id));
    let domain = type_name(contract.own_name(id));
    let name = format!("{domain}Facts");
    write!(
        text,
        "\n/// Answers to the functions of `{}`.\n\
         #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]\n\
         #[serde(deny_unknown_fields)]\npub struct {name} {{\n",
        contract.name(id)
    )
    .unwrap();
    let (mut missing, mut visits, mut records) = (String::new(), String::new(), Vec::new());
    for function in functions {
        let field = value_name(&function.name);
        let ty = format!("Fact<{}>", type_text(resolve, &fact(resolve, function)));
        let is_list = ty.starts_with("Fact<Vec<");
        let ty = match kind(function) {
            Kind::LookUp => continue,
            Kind::Field => {
                writeln!(missing, "            {field}: Err(error.clone()),").unwrap();
                if is_list {
                    records.push(format!("self.{field}.as_ref().map_or(0, Vec::len)"));
                }
                ty
            }
            Kind::Map { by } => {
                writeln!(missing, "            {field}: BTreeMap::new(),").unwrap();
                if is_list {
                    records.push(format!(
                        "self.{field}.values().map(|list| list.as_ref().map_or(0, Vec::len)).sum::<usize>()"
                    ));
                }
                writeln!(text, "    /// By `{by}`.").unwrap();
                if function.docs.contents.is_some() {
                    text.push_str("    ///\n");
                }
                format!("BTreeMap<String, {ty}>")
            }
        };
        write_docs(text, "    ", &function.docs);
        if function.docs.contents.is_none() && !ty.starts_with("BTreeMap") {
            writeln!(text, "    /// `{}`", function.name).unwrap();
        }
        writeln!(text, "    pub {field}: {ty},").unwrap();
        writeln!(visits, "        self.{field}.visit(visit);").unwrap();
    }
    let records = if records.is_empty() {
        "0".to_owned()
    } else {
        records.join("\n            + ")
    };
    write!(
        text,
        "}}\n\nimpl DomainFacts for {name} {{\n    \
             const DOMAIN: Domain = Domain::{domain};\n\n    \
             fn of(facts: &Facts) -> Option<&Self> {{\n        facts.{module}.as_ref()\n    }}\n\n    \
             fn missing(error: &FactError) -> Self {{\n        Self {{\n{missing}        }}\n    }}\n\n    \
             fn records(&self) -> usize {{\n        {records}\n    }}\n}}\n\n\
         impl Words for {name} {{\n    fn visit(&mut self, visit: Visit<'_>) {{\n{visits}    }}\n}}\n"
    )
    .unwrap();
}

/// `mod.rs`: every domain, and what was found in each.
fn registry(contract: &Contract) -> String {
    let mut text = GENERATED.to_owned();
    text.push_str(
        "\n//! The fact types of `wit/`, one module for each interface, and the registry of domains.\n\n",
    );
    for id in contract.fact_interfaces() {
        writeln!(text, "pub mod {};", value_name(contract.own_name(id))).unwrap();
    }
    text.push_str(
        "\nuse serde::{Deserialize, Serialize};\n\n\
         use crate::Secrets;\nuse crate::domain::{Cleaned, DomainFacts, clean_all};\nuse crate::vocabulary::{Visit, Words};\n\n",
    );
    let domains = contract.imports();
    let names: Vec<(String, String)> = domains
        .iter()
        .map(|id| {
            (
                value_name(contract.own_name(*id)),
                type_name(contract.own_name(*id)),
            )
        })
        .collect();
    for (module, name) in &names {
        writeln!(text, "pub use self::{module}::{name}Facts;").unwrap();
    }
    text.push_str(
        "\n/// Gives a macro the list of domains, each as `Variant, field: Facts;`.\n\
         #[macro_export]\nmacro_rules! domains {\n    ($list:ident) => {\n        $list! {\n",
    );
    for (module, name) in &names {
        writeln!(text, "            {name}, {module}: $crate::{name}Facts;").unwrap();
    }
    text.push_str("        }\n    };\n}\n");
    text.push_str(
        "\n/// A fact domain: one imported WIT interface, one collector, one field of [`Facts`].\n\
         #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\npub enum Domain {\n",
    );
    for (id, (_, name)) in domains.iter().zip(&names) {
        for line in contract.about(*id).trim().lines() {
            writeln!(text, "{}", format!("    /// {line}").trim_end()).unwrap();
        }
        writeln!(text, "    {name},").unwrap();
    }
    write!(
        text,
        "}}\n\nimpl Domain {{\n    /// Every domain, in the order of `wit/policy.wit`.\n    pub const ALL: [Self; {}] = [\n",
        names.len()
    )
    .unwrap();
    for (_, name) in &names {
        writeln!(text, "        Self::{name},").unwrap();
    }
    text.push_str(
        "    ];\n\n    /// The WIT interface that a plugin imports to get these facts, without its version. This is\n    \
         /// also the name of the grant.\n    #[must_use]\n    pub const fn interface(self) -> &'static str {\n        match self {\n",
    );
    for (id, (_, name)) in domains.iter().zip(&names) {
        writeln!(
            text,
            "            Self::{name} => \"{}\",",
            contract.name(*id)
        )
        .unwrap();
    }
    text.push_str(
        "        }\n    }\n\n    /// What the facts are about, in sentences.\n    #[must_use]\n    \
         pub const fn about(self) -> &'static str {\n        match self {\n",
    );
    for (id, (_, name)) in domains.iter().zip(&names) {
        let about = contract.about(*id);
        let about: Vec<&str> = about.split_whitespace().collect();
        writeln!(
            text,
            "            Self::{name} => {:?},",
            about.join(" ").replace('`', "")
        )
        .unwrap();
    }
    text.push_str(
        "        }\n    }\n}\n\n/// One field for each fact domain; `None` for a domain that no selected rule needed.\n\
         #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]\n#[serde(deny_unknown_fields, default)]\n\
         pub struct Facts {\n",
    );
    for (module, name) in &names {
        writeln!(
            text,
            "    /// [`Domain::{name}`]\n    #[serde(skip_serializing_if = \"Option::is_none\")]\n    pub {module}: Option<{name}Facts>,"
        )
        .unwrap();
    }
    let each = |line: &dyn Fn(&str, &str) -> String| -> String {
        names
            .iter()
            .map(|(module, name)| line(module, name))
            .collect()
    };
    let has =
        each(&|module, name| format!("            Domain::{name} => self.{module}.is_some(),\n"));
    let cleaned = each(&|module, _| format!("            &mut self.{module},\n"));
    let records: Vec<String> = names
        .iter()
        .map(|(module, _)| format!("self.{module}.as_ref().map_or(0, DomainFacts::records)"))
        .collect();
    let records = records.join("\n            + ");
    let visits = each(&|module, _| format!("        self.{module}.visit(visit);\n"));
    write!(
        text,
        "}}\n\nimpl Facts {{\n    /// Whether a domain was collected.\n    #[must_use]\n    \
         pub const fn has(&self, domain: Domain) -> bool {{\n        match domain {{\n{has}        }}\n    }}\n\n    \
         /// Removes every secret that the run has registered from the texts. Facts in which two names\n    \
         /// would then be the same are taken out as a whole, so that what rests on them is an error.\n    \
         pub fn clean(&mut self, secrets: &Secrets) {{\n        let facts: &mut [&mut dyn Cleaned] = &mut [\n\
         {cleaned}        ];\n        clean_all(facts, secrets);\n    }}\n\n    \
         /// How many records all lists have together.\n    #[must_use]\n    \
         pub fn records(&self) -> usize {{\n        {records}\n    }}\n}}\n\n\
         impl Words for Facts {{\n    fn visit(&mut self, visit: Visit<'_>) {{\n{visits}    }}\n}}\n"
    )
    .unwrap();
    text
}
