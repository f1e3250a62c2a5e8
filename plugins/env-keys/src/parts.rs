//! Parts of a value that is a URL.

use muster_sdk::env;

/// The part of this name, if the value has parts.
pub(crate) fn part<'a>(key: &'a env::Key, name: &str) -> Option<&'a env::Component> {
    key.components.iter().find(|part| part.name == name)
}

/// The class of equal values of what a program takes from the URL: the part percent-decoded.
pub(crate) fn class(part: &env::Component) -> Option<u32> {
    part.decoded_equality.or(part.equality)
}
