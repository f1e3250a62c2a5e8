//! Holds the facts of a host to the words that the contract listed when the plugin was built. A later
//! release may list more of them. A plugin that does not know one of them cannot judge what it describes: the
//! fact is then missing, in place of being taken for something else.

use crate::{Fact, FactError};

/// A text that is not one of the words of its field.
pub(crate) struct Unlisted<'a> {
    /// `interface.record.field`, as in `wit/`.
    field: &'static str,
    text: &'a str,
}

/// A value some of whose texts can only be one of a few words.
pub(crate) trait Words {
    /// The first text that is not one of them.
    fn unlisted(&self) -> Option<Unlisted<'_>>;
}

/// The fact, unless it has a word that the plugin does not know.
pub(crate) fn known<T: Words>(fact: Fact<T>) -> Fact<T> {
    let fact = fact?;
    let Some(Unlisted { field, text }) = fact.unlisted() else {
        return Ok(fact);
    };
    Err(FactError::Failed(format!(
        "`{text}` is not a word that this plugin knows for `{field}`: it was built for another release \
         of Muster. Build it again with the SDK of this release"
    )))
}

/// The text, unless it is one of the words or begins as one whose end depends on the host.
pub(crate) fn check<'a>(
    field: &'static str,
    text: &'a str,
    words: &[&str],
    beginnings: &[&str],
) -> Option<Unlisted<'a>> {
    let is_listed =
        words.contains(&text) || (beginnings.iter()).any(|beginning| text.starts_with(beginning));
    (!is_listed).then_some(Unlisted { field, text })
}

impl<T: Words> Words for Vec<T> {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.iter().find_map(T::unlisted)
    }
}

impl<T: Words> Words for Option<T> {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.as_ref().and_then(T::unlisted)
    }
}

impl<T: Words> Words for Fact<T> {
    fn unlisted(&self) -> Option<Unlisted<'_>> {
        self.as_ref().ok().and_then(T::unlisted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    fn source(kind: &str) -> Source {
        Source {
            kind: kind.to_owned(),
            ..Source::file("/etc/hosts")
        }
    }

    #[test]
    fn a_fact_with_a_word_of_a_later_release_is_missing() {
        let listed = known(Ok(vec![source("file"), source("logical")]));
        assert_eq!(listed.map(|sources| sources.len()).ok(), Some(2));
        let Err(FactError::Failed(reason)) = known(Ok(vec![source("file"), source("registry")]))
        else {
            panic!("the fact is not missing");
        };
        assert_eq!(
            reason,
            "`registry` is not a word that this plugin knows for `types.source.kind`: it was built for \
             another release of Muster. Build it again with the SDK of this release"
        );
    }

    #[test]
    fn a_word_may_end_as_the_host_has_it() {
        let check =
            |text| check("sshd.server.cross-check", text, &["agreed"], &["not-run: "]).is_none();
        assert!(check("agreed"));
        assert!(check("not-run: no sshd"));
        assert!(!check("not-runs"));
        assert!(!check("Agreed"));
        assert!(!check(""));
    }
}
