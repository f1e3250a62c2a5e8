//! What systemd says of its units while it runs: blocks of `NAME=VALUE`, with an empty line between two units,
//! see systemctl(1), `show`.

use muster_target::{Command, System};

/// Asks it; none where it does not answer.
pub(crate) fn show(system: &dyn System, arguments: &[&str]) -> Option<String> {
    let command = Command::new("systemctl", arguments.iter().copied());
    let output = system.run(&command).ok()?;
    (output.status == 0).then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What it says of each unit.
pub(crate) fn units(text: &str) -> impl Iterator<Item = Shown<'_>> {
    text.split("\n\n").map(Shown)
}

/// What it says of one unit.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a>(&'a str);

impl<'a> Shown<'a> {
    /// The value of a property, as it is written.
    pub(crate) fn property(self, name: &str) -> Option<&'a str> {
        let mut lines = self.0.lines().filter_map(|line| line.split_once('='));
        lines.find_map(|(known, value)| (known == name).then_some(value))
    }
}
