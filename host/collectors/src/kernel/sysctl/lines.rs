//! The lines of a file of sysctl.d(5), which sysctl.conf(5) and ufw's file share. Pure.

use super::names::normalised;

/// A line that is about parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is about, as a path below `/proc/sys`, perhaps a pattern.
    pub(super) pattern: String,
    /// None for `-NAME`, which keeps the patterns of other lines from setting it.
    pub(super) value: Option<String>,
    /// Counted from 1.
    pub(super) number: u32,
    /// As it stands, without the blanks around it.
    pub(super) text: String,
}

/// The lines of a file. What is neither a comment nor an assignment is left out, as all that read such a
/// file do.
pub(super) fn parse(text: &str) -> impl Iterator<Item = Line> + '_ {
    (1..)
        .zip(text.lines())
        .filter_map(|(number, line)| parse_line(number, line.trim()))
}

fn parse_line(number: u32, text: &str) -> Option<Line> {
    if text.is_empty() || text.starts_with(['#', ';']) {
        return None;
    }
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value.trim().to_owned())),
        None => (text.strip_prefix('-').map(|_| text)?, None),
    };
    // Before an assignment it means that it may fail.
    let name = name.strip_prefix('-').unwrap_or(name);
    let pattern = normalised(name.trim());
    (!pattern.is_empty()).then(|| Line {
        pattern,
        value,
        number,
        text: text.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn assignments_and_exceptions_are_lines() {
        let text = "# a\n; b\n\n kernel.sysrq = 0 \n-net/ipv4/ip_forward=1\n-net.ipv4.conf.all.rp_filter\nword\n=1\n- = 2\nkernel.core_pattern=|/bin/x a=b\n";
        let found: Vec<_> = parse(text)
            .map(|line| (line.number, line.pattern, line.value))
            .collect();
        let line = |number, pattern: &str, value: Option<&str>| {
            (number, pattern.to_owned(), value.map(str::to_owned))
        };
        assert_eq!(
            found,
            [
                line(4, "kernel/sysrq", Some("0")),
                line(5, "net/ipv4/ip_forward", Some("1")),
                line(6, "net/ipv4/conf/all/rp_filter", None),
                line(10, "kernel/core_pattern", Some("|/bin/x a=b")),
            ]
        );
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "(?s).{0,300}") {
            for line in parse(&text) {
                prop_assert!(!line.pattern.starts_with('/'));
            }
        }
    }
}
