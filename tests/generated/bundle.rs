//! `host/bundled/guest`: the plugins that come with Muster, as one component.

use std::fmt::Write as _;

use crate::COMMAND;
use crate::current::assert_current;
use crate::rules;

const GUEST: &str = "host/bundled/guest";

/// What stands in its manifest above the plugins.
const MANIFEST: &str = "\
[package]
name = \"muster-bundle\"
description = \"The plugins that come with Muster, as one component\"
version.workspace = true
edition.workspace = true
rust-version.workspace = true
license.workspace = true
publish.workspace = true

[lib]
crate-type = [\"cdylib\"]

[dependencies]
muster-sdk.workspace = true
";

#[test]
fn the_bundle_holds_every_plugin() {
    let mut manifest =
        format!("# Generated from plugins/. Rewrite it with: {COMMAND}\n\n{MANIFEST}");
    let mut code = format!(
        "// Generated from plugins/. Rewrite it with: {COMMAND}\n\n\
         //! The plugins that come with Muster, as one component.\n\n\
         muster_sdk::bundle! {{\n"
    );
    for plugin in rules::plugins() {
        writeln!(
            manifest,
            "muster-plugin-{plugin} = {{ path = \"../../../plugins/{plugin}\" }}"
        )
        .unwrap();
        writeln!(
            code,
            "    muster_plugin_{}::PLUGIN,",
            plugin.replace('-', "_")
        )
        .unwrap();
    }
    manifest.push_str("\n[lints]\nworkspace = true\n");
    code.push_str("}\n");
    assert_current(&format!("{GUEST}/Cargo.toml"), &manifest, COMMAND);
    assert_current(&format!("{GUEST}/src/lib.rs"), &code, COMMAND);
}
