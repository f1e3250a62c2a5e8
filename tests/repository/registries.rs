//! What has to be told in more than one place is told in each.
//!
//! That every report format has a renderer is for the compiler: that is a match without a wildcard.

use std::process::Command;

use muster_report::Format;

use crate::file;

#[test]
fn every_report_format_is_in_the_help_and_in_the_readme() {
    let help = Command::new(env!("CARGO_BIN_EXE_muster"))
        .args(["scan", "--help"])
        .output()
        .expect("the program starts");
    let help = String::from_utf8(help.stdout).expect("the help is text");
    let readme = file::read("README.md");
    for format in Format::ALL {
        let format = format.as_str();
        assert!(help.contains(format), "`muster scan --help`: {format}");
        assert!(
            readme.contains(&format!("`{format}`")),
            "README.md: {format}"
        );
    }
}
