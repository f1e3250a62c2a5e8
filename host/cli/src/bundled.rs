//! The plugins and packs that are part of the program, put there by `build.rs`.

include!(concat!(env!("OUT_DIR"), "/bundled.rs"));
