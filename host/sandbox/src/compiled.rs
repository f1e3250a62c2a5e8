//! A compiled plugin as one piece of bytes, as the cache keeps it: the code, its description, the length of that,
//! and a checksum of all before it.

use wasmtime::component::Component;

use crate::description::{self, Identity};

/// A plugin that need not be compiled.
pub(crate) struct Compiled {
    pub(crate) component: Component,
    pub(crate) identity: Identity,
}

/// Bytes of the length, and of the checksum.
const NUMBER: usize = size_of::<u32>();

impl Compiled {
    /// The bytes to keep.
    pub(crate) fn to_bytes(&self) -> wasmtime::Result<Vec<u8>> {
        let description = description::encode(&self.identity);
        let length = u32::try_from(description.len()).unwrap_or_default();
        let mut bytes = self.component.serialize()?;
        bytes.extend(description);
        bytes.extend(length.to_le_bytes());
        // A crash can leave a file cut off or full of zeros. Not against an attacker: whoever can
        // change these bytes can change what runs already.
        bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
        Ok(bytes)
    }

    /// What was kept, if it is whole and its code is for this engine and processor.
    pub(crate) fn from_bytes(
        bytes: &[u8],
        load: impl FnOnce() -> wasmtime::Result<Component>,
    ) -> Option<Self> {
        let (rest, checksum) = bytes.split_last_chunk::<NUMBER>()?;
        if crc32fast::hash(rest) != u32::from_le_bytes(*checksum) {
            return None;
        }
        let (rest, length) = rest.split_last_chunk::<NUMBER>()?;
        let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
        let (_, description) = rest.split_at_checked(rest.len().checked_sub(length)?)?;
        let identity = description::decode(description)?;
        let component = usable(load())?;
        Some(Self {
            component,
            identity,
        })
    }
}

/// Code that could be loaded.
pub(crate) fn usable(loaded: wasmtime::Result<Component>) -> Option<Component> {
    loaded
        .inspect_err(|error| tracing::debug!("compiled code is not used: {error:#}"))
        .ok()
}
