//! Whether a host uses a unit. The SDK asks the same, and both are tested with `in_use.txt`.

use crate::units::Unit;

impl Unit {
    /// Whether it runs, comes up at boot, or is started by something that does; none where that is not known. What
    /// begins to run or to end counts as running. Nothing starts a masked unit, which may still run.
    #[must_use]
    pub fn in_use(&self) -> Option<bool> {
        let runs = matches!(
            self.state.as_str(),
            Self::STATE_ACTIVE | Self::STATE_CHANGING
        );
        if runs {
            return Some(true);
        }
        if self.load == Self::LOAD_MASKED {
            return Some(false);
        }
        if self.activated_by.is_empty() {
            self.at_boot
        } else {
            Some(true)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Source;

    #[test]
    fn a_unit_is_in_use_where_it_runs_or_something_starts_it() {
        let known = |word: &str| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let lines = include_str!("in_use.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [load, state, at_boot, activated_by, expected] = words[..] else {
                panic!("{line}");
            };
            let unit = Unit {
                name: "shop.service".to_owned(),
                kind: Unit::KIND_SERVICE.to_owned(),
                aliases: Vec::new(),
                load: load.to_owned(),
                at_boot: known(at_boot),
                activated_by: (activated_by != "-")
                    .then(|| activated_by.to_owned())
                    .into_iter()
                    .collect(),
                state: state.to_owned(),
                result: None,
                source: Source::file("/etc/systemd/system/shop.service"),
            };
            assert_eq!(unit.in_use(), known(expected), "{line}");
        }
    }
}
