//! What `muster plugin` takes.

use std::path::PathBuf;

use clap::Subcommand;

use super::PolicySource;
use super::policy::pack_name;

#[derive(Debug, Subcommand)]
pub(crate) enum Plugin {
    /// Show what a plugin is, what it asks for, and its rules, without running it
    #[command(after_help = "\
Examples:
  muster plugin inspect acme.wasm
  muster plugin inspect ssh")]
    Inspect {
        /// The file, with a slash in its path or `.wasm` at its end, or the name of a built-in plugin
        plugin: String,
    },
    /// List the plugins that the policy can choose rules from
    #[command(after_help = "\
Examples:
  muster plugin list
  muster plugin list --policy team.toml")]
    List {
        #[command(flatten)]
        policy: PolicySource,
        /// Recompile the plugins, and do not use the cache
        #[arg(long)]
        no_cache: bool,
    },
    /// Turn the module that cargo built into a plugin: a component with its manifest
    #[command(after_help = "\
Example:
  cargo build --release --target wasm32-unknown-unknown
  muster plugin pack --output acme.wasm \\
    target/wasm32-unknown-unknown/release/acme.wasm")]
    Pack {
        /// The core module or component
        file: PathBuf,
        /// Where to write the plugin
        #[arg(short, long, value_name = "PATH")]
        output: PathBuf,
    },
    /// Run the tests in the Markdown pages of a plugin's rules
    #[command(after_help = "\
Examples:
  muster plugin test .
  muster plugin test . src/rules/port.md --update
  muster plugin test acme.wasm src/rules/*.md --policy team.toml")]
    Test {
        /// The folder of the plugin's crate, which is built with cargo, a packed plugin, or the name
        /// of a built-in one
        plugin: String,
        /// The pages [default: all of the crate]
        pages: Vec<PathBuf>,
        /// Rewrite what the pages expect to what is found, and show what changes
        #[arg(long)]
        update: bool,
        /// Policy to run the cases under [default: `policy` under `[package.metadata.muster]` of the
        /// crate, else server]
        #[arg(long, value_name = "NAME|FILE")]
        policy: Option<String>,
        /// A built-in pack; the same as `--policy NAME`
        #[arg(long, value_name = "NAME", conflicts_with = "policy", value_parser = pack_name)]
        pack: Option<String>,
    },
}
