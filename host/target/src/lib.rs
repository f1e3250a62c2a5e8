//! What is looked at, behind one trait: a running host, a directory that holds an image, or a
//! recording. And what is asked of it: a [`Collection`], in which the facts of each domain are
//! collected once.
//!
//! It does not know what any file means.

mod collection;
mod context;
mod live;
mod named;
mod process;
mod recorded;
mod recording;
mod root;
mod system;
mod traced;
mod traversal;
mod tree;
mod walk;

#[cfg(test)]
mod tests;

pub use collection::{Collection, Collector, Shared, collect, with_collection};
pub use context::{Context, NetworkAccess};
pub use live::Live;
pub use named::{Links, Named, Namers};
pub use recorded::Recorded;
pub use recording::{RecordingError, load, seconds};
pub use root::{Root, RootError};
pub use system::{
    Command, FileType, Kind, LARGEST_FILE, LARGEST_OUTPUT, Metadata, Output, ReadError, RunError,
    SLOWEST_COMMAND, Space, System, present,
};
pub use traversal::{
    Entered, Hit, MOST_NOTES, Skip, Visitor, WalkLimits, WalkReport, Walked, unescaped_mount_field,
};
pub use walk::{MOST_LINKS, path_names, plain_path};
