//! Units, as the rules on services name and choose them. Knows no rule.

use muster_sdk::{NotEvaluated, applicable, fits_pattern, units};

/// The init of the host; the rule is not about a host without one.
pub(crate) fn manager(subject: &str) -> Result<units::Manager, NotEvaluated> {
    applicable(subject, units::overview())
}

/// `ssh` of `ssh.service`; sockets, timers and paths keep their suffix, which tells them from the service.
pub(crate) fn short(name: &str) -> &str {
    name.strip_suffix(".service").unwrap_or(name)
}

/// The name without the suffix of its kind.
pub(crate) fn without_suffix(name: &str) -> &str {
    [".service", ".socket", ".timer", ".path"]
        .iter()
        .find_map(|suffix| name.strip_suffix(suffix))
        .unwrap_or(name)
}

/// Whether one of the patterns, in which `*` stands for any text, is this name.
pub(crate) fn matches_any(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| fits_pattern(pattern, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        let known = ["apt-daily*".to_owned(), "a*c*e".to_owned()];
        for name in ["apt-daily", "apt-daily.service", "ace", "abcde"] {
            assert!(matches_any(&known, name), "{name}");
        }
        for name in ["apt", "abcd", ""] {
            assert!(!matches_any(&known, name), "{name}");
        }
    }

    #[test]
    fn only_a_service_loses_its_suffix() {
        assert_eq!(short("ssh.service"), "ssh");
        assert_eq!(short("ssh.socket"), "ssh.socket");
        assert_eq!(without_suffix("ssh.socket"), "ssh");
    }
}
