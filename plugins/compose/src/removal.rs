//! How a fix takes an entry out of a list or a mapping of a service.

/// What to do with the key of an entry that is taken out: Compose refuses a file in which nothing stands under a key
/// (`services.db.ports must be a list`).
pub(crate) fn and_empty(key: &str) -> String {
    format!(", and `{key}` with it if nothing is left under it")
}
