//! Keywords as policies name them, of whichever build the host has.

use super::configuration::keyword::{ALIASES, KEYWORDS, Keyword};
use muster_names::nearest;

/// What to write in place of a keyword that is not a setting of any build; nothing for one that is.
#[must_use]
pub fn help_for(written: &str) -> Option<String> {
    let name = written.to_ascii_lowercase();
    let found = KEYWORDS.iter().find(|keyword| keyword.name == name);
    if found.is_some_and(Keyword::is_setting) {
        return None;
    }
    if let Some((_, current)) = ALIASES.iter().find(|(alias, _)| *alias == name) {
        return Some(format!("write `{current}`, its name today"));
    }
    if found.is_some() {
        return Some("sshd knows it and does not use it: leave it out".to_owned());
    }
    let settings = KEYWORDS.iter().filter(|keyword| keyword.is_setting());
    Some(match nearest(&name, settings.map(|keyword| keyword.name)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "write a keyword of sshd_config(5), such as `MaxSessions`".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_keyword_of_no_build_is_told_with_the_one_that_was_meant() {
        // Red Hat's alone, too, and one that was its own before 8.7.
        for fine in ["MaxSessions", "maxsessions", "GSSAPIKeyExchange"] {
            assert_eq!(help_for(fine), None, "{fine}");
        }
        let help = |written| help_for(written).unwrap();
        assert_eq!(help("MaxSesions"), "did you mean `maxsessions`?");
        assert!(help("PubkeyAcceptedKeyTypes").contains("`pubkeyacceptedalgorithms`"));
        assert!(help("UseLogin").ends_with("leave it out"));
        assert!(help("Colour").contains("such as `MaxSessions`"));
    }
}
