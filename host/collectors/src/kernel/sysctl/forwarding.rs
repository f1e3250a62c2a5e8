//! The parameters of forwarding, which the kernel sets together: `ip_forward` is `conf/all/forwarding`, and what
//! changes either sets `conf/default/forwarding` too, see `devinet_sysctl_forward` and `addrconf_fixup_forwarding` of
//! Linux. Pure.

/// Parameters of one kind, of which one line is enough.
const ALL: [&[&str]; 2] = [
    &["net/ipv4/ip_forward", "net/ipv4/conf/all/forwarding"],
    &["net/ipv6/conf/all/forwarding"],
];
const DEFAULT: [&str; 2] = [
    "net/ipv4/conf/default/forwarding",
    "net/ipv6/conf/default/forwarding",
];

/// A parameter of forwarding.
#[derive(Clone, Copy, Debug)]
pub(super) struct Forwarding {
    all: &'static [&'static str],
    is_default: bool,
    /// Whether a value of all that changes nothing leaves that of `default` alone.
    only_changes: bool,
}

impl Forwarding {
    /// None for a parameter of another kind, or one that no other sets.
    pub(super) fn of(path: &str) -> Option<Self> {
        let mut kinds = ALL.into_iter().zip(DEFAULT).zip([true, false]);
        kinds.find_map(|((all, default), only_changes)| {
            let is_default = path == default;
            let is_one = is_default || (all.len() > 1 && all.contains(&path));
            is_one.then_some(Self {
                all,
                is_default,
                only_changes,
            })
        })
    }

    /// The other parameters that set this one.
    pub(super) fn others(self, path: &str) -> impl Iterator<Item = &'static str> {
        self.all.iter().copied().filter(move |other| *other != path)
    }

    /// Which of some lines decides, in the order in which they are applied: each with whether it is of the parameter
    /// itself, and with its value.
    pub(super) fn decided_by<'v>(
        self,
        lines: impl Iterator<Item = (bool, Option<&'v str>)>,
    ) -> Option<usize> {
        let (mut winner, mut of_all) = (None, Some("0"));
        for (index, (is_own, value)) in lines.enumerate() {
            if self.is_default && !is_own {
                let changes = value.is_none() || value != of_all;
                of_all = value;
                if self.only_changes && !changes {
                    continue;
                }
            }
            winner = Some(index);
        }
        winner
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn winner(path: &str, lines: &[(bool, &str)]) -> Option<usize> {
        let lines = lines.iter().map(|(is_own, value)| (*is_own, Some(*value)));
        Forwarding::of(path).unwrap().decided_by(lines)
    }

    /// As a kernel does in a network namespace of its own.
    #[test]
    fn a_later_line_of_either_wins_where_it_changes_anything() {
        let all = "net/ipv4/conf/all/forwarding";
        assert_eq!(winner(all, &[(true, "1"), (false, "0")]), Some(1));
        let default = "net/ipv4/conf/default/forwarding";
        assert_eq!(winner(default, &[(true, "1"), (false, "0")]), Some(0));
        assert_eq!(winner(default, &[(true, "0"), (false, "1")]), Some(1));
        assert_eq!(winner(default, &[(false, "1"), (true, "0")]), Some(1));
        assert_eq!(winner(default, &[(false, "0")]), None);
        let six = "net/ipv6/conf/default/forwarding";
        assert_eq!(winner(six, &[(true, "1"), (false, "0")]), Some(1));
        assert!(Forwarding::of("net/ipv6/conf/all/forwarding").is_none());
        assert!(Forwarding::of("net/ipv4/conf/eth0/forwarding").is_none());
    }
}
