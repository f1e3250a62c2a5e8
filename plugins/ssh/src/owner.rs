//! Whose a file is.

use muster_sdk::account_name;
use muster_sdk::paths::Entry;

/// The owner of a file, of which the number is known, and its group: by name if they have one.
pub(crate) fn owner_and_group(entry: &Entry, uid: u32) -> (String, String) {
    let owner = account_name(entry.owner.as_deref(), uid);
    let group = entry.group.clone().or(entry.gid.map(|gid| gid.to_string()));
    (owner, group.unwrap_or_default())
}
