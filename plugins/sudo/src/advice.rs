//! How the files of rules are changed.

use muster_sdk::shell_word;
use muster_sdk::sudoers::{Changer, Rule};

/// The command that opens the file of a rule, and refuses mistakes.
pub(crate) fn edit(rule: &Rule) -> String {
    let file = &rule.source.name;
    if rule.program == Rule::PROGRAM_DOAS {
        let word = shell_word(file);
        return format!("vi {word} && doas -C {word}");
    }
    edit_file(file)
}

/// The command that opens a file of sudo's, and refuses mistakes.
pub(crate) fn edit_file(file: &str) -> String {
    if file == "/etc/sudoers" {
        "visudo".to_owned()
    } else {
        format!("visudo -f {}", shell_word(file))
    }
}

/// The commands that leave a path to root alone.
pub(crate) fn close(changers: &[Changer]) -> String {
    let mut commands: Vec<String> = Vec::new();
    for changer in changers {
        let path = shell_word(&changer.path);
        let command = match changer.kind.as_str() {
            Changer::KIND_ACCOUNT => format!("chown root {path}"),
            Changer::KIND_GROUP => format!("chmod g-w {path}"),
            _ => format!("chmod go-w {path}"),
        };
        if !commands.contains(&command) {
            commands.push(command);
        }
    }
    commands.join(" && ")
}
