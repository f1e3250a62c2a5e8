//! What a function of the contract can be asked about, as its comment says: *Asked with `path` of
//! `files`, `name` of `keys`.* The values are those of fields of the records that other functions
//! return, the arguments of each in turn.

use wit_bindgen_core::wit_parser::Function;

/// Fields of the records that one function returns.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) fields: Vec<String>,
    pub(crate) function: String,
}

/// Where each argument of a function comes from, or the words that its only argument can be.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Arguments {
    Of(Vec<Origin>),
    Words(Vec<String>),
}

/// The arguments that a function can be called with.
pub(crate) fn of(function: &Function) -> Arguments {
    if let Some(vocabulary) = crate::vocabulary::of(&function.docs) {
        return Arguments::Words(vocabulary.words);
    }
    let docs = function.docs.contents.as_deref().unwrap_or_default();
    let docs = docs.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, text) = docs.split_once("Asked with ").unwrap_or_else(|| {
        panic!(
            "the comment of {} does not say \"Asked with `FIELD` of `FUNCTION`.\" or \"One of `WORD`.\"",
            function.name
        )
    });
    let (text, _) = text.split_once('.').expect("a full stop ends it");
    let mut origins = Vec::new();
    let mut fields = Vec::new();
    for part in text.split('`').collect::<Vec<_>>().chunks(2) {
        let [before, name] = part else { break };
        if before.trim() == "of" {
            origins.push(Origin {
                fields: std::mem::take(&mut fields),
                function: (*name).to_owned(),
            });
        } else {
            fields.push((*name).to_owned());
        }
    }
    let arguments: usize = origins.iter().map(|origin| origin.fields.len()).sum();
    assert!(
        arguments == function.params.len() && fields.is_empty(),
        "{}: its comment gives {arguments} arguments, and it takes {}",
        function.name,
        function.params.len()
    );
    Arguments::Of(origins)
}
