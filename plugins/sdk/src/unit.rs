//! Whether a host uses a unit. The host asks the same of conditions in packs, and both are tested with the same cases.

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
    use crate::testing::Sample as _;

    #[test]
    fn a_unit_is_in_use_where_the_host_says_so() {
        let known = |word: &str| match word {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        };
        let lines = include_str!("../../../host/facts/src/in_use.txt").lines();
        for line in lines.filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [load, state, at_boot, activated_by, expected] = words[..] else {
                panic!("{line}");
            };
            let unit = Unit {
                load: load.to_owned(),
                at_boot: known(at_boot),
                activated_by: (activated_by != "-")
                    .then(|| activated_by.to_owned())
                    .into_iter()
                    .collect(),
                state: state.to_owned(),
                ..Unit::sample()
            };
            assert_eq!(unit.in_use(), known(expected), "{line}");
        }
    }
}
