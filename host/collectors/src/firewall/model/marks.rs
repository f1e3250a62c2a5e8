//! Marks of packets and of connections. A packet from the internet has none until a rule sets one, so
//! that a test on marks is settled once the whole ruleset is known: which bits may be set by then.

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use crate::firewall::model::network::HostNetwork;
use crate::firewall::model::packet::{is_virtual, matches_name};
use crate::firewall::model::ruleset::{
    Action, Field, Force, Hook, Rule, Ruleset, Table, Test, Values, Version,
};

/// Where packets pass before they are delivered or sent on.
const ON_THE_WAY: [Hook; 4] = [Hook::Ingress, Hook::Prerouting, Hook::Input, Hook::Forward];

/// How the chains of a program begin that marks packets before any rule sees them, in the driver.
const MARKS_ELSEWHERE: &str = "CILIUM_";

const ALL: u32 = u32::MAX;

/// The test of `--mark VALUE[/MASK]`.
pub(in crate::firewall) fn test(text: &str, negated: bool) -> Test {
    let (value, mask) = text.split_once('/').unwrap_or((text, "0xffffffff"));
    match (number(value), number(mask)) {
        (Some(value), Some(mask)) => {
            Test::masked(Field::Mark, mask.into(), Some(value.into()), negated)
        }
        _ => Test::Opaque("Muster does not understand the mark that it names".into()),
    }
}

/// The bits that a target of iptables may set.
pub(in crate::firewall) fn set_by(options: &[Cow<'_, str>]) -> u32 {
    let Some((option, rest)) = options.split_first() else {
        return ALL;
    };
    match option.as_ref() {
        "--set-mark" | "--set-xmark" | "--or-mark" | "--xor-mark" => {
            let value = rest.first().and_then(|text| text.split('/').next());
            value.and_then(number).unwrap_or(ALL)
        }
        // They clear bits, or copy those of the other mark.
        "--and-mark" | "--save-mark" | "--restore-mark" => 0,
        _ => ALL,
    }
}

/// The bits that a statement of nft may set.
pub(in crate::firewall) fn set_to(value: Option<&Value>) -> u32 {
    let Some(value) = value else {
        return ALL;
    };
    if let Some(number) = value.as_u64() {
        return u32::try_from(number).unwrap_or(ALL);
    }
    let is_mark = |kind: &str| value.get(kind).and_then(|body| body.get("key")?.as_str());
    if is_mark("meta").or_else(|| is_mark("ct")) == Some("mark") {
        return 0;
    }
    // `meta mark & 0xff | 0x100`: a bit of the result is one of either side.
    let either = ["|", "^", "&"]
        .iter()
        .find_map(|operator| value.get(*operator));
    match either.and_then(Value::as_array).map(Vec::as_slice) {
        Some([one, other]) => set_to(Some(one)) | set_to(Some(other)),
        _ => ALL,
    }
}

fn number(text: &str) -> Option<u32> {
    match text.strip_prefix("0x") {
        Some(digits) => u32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

/// Leaves the tests on marks as they are where it is known what they find, and makes the others ones
/// that cannot be told.
pub(in crate::firewall) fn settle(ruleset: &mut Ruleset, network: &HostNetwork) {
    let asks = |rule: &Rule| rule.tests.iter().any(is_about_marks) || maps_marks(&rule.action);
    if !ruleset.rules().any(asks) {
        return;
    }
    let bits = settable(ruleset, network);
    if bits == 0 {
        return;
    }
    let chains = ruleset
        .tables
        .iter_mut()
        .flat_map(|table| table.chains.values_mut());
    for rule in chains.flat_map(|chain| &mut chain.rules) {
        for test in &mut rule.tests {
            if is_about_marks(test) && !is_settled(test, bits.into()) {
                *test = Test::Opaque(Arc::from("another rule may have set the mark"));
            }
        }
        if maps_marks(&rule.action) {
            rule.action = Action::Opaque;
        }
    }
}

fn is_about_marks(test: &Test) -> bool {
    match test {
        Test::Field { field, .. } | Test::Masked { field, .. } => *field == Field::Mark,
        Test::Row { fields, .. } => fields.contains(&Field::Mark),
        Test::Never | Test::Sometimes | Test::Opaque(_) => false,
    }
}

fn maps_marks(action: &Action) -> bool {
    matches!(action, Action::Map { fields, .. } if fields.contains(&Field::Mark))
}

/// Whether a test finds the same, whichever of these bits are set.
fn is_settled(test: &Test, bits: u128) -> bool {
    let Test::Masked { bits: asked, .. } = test else {
        return false;
    };
    // It asks for a bit that nothing sets, or looks at none that may be set.
    asked.value.is_some_and(|value| value & !bits != 0) || asked.mask & bits == 0
}

/// The bits that rules may have set in a packet from the internet.
fn settable(ruleset: &Ruleset, network: &HostNetwork) -> u32 {
    let uplinks: Vec<_> = Version::ALL
        .into_iter()
        .map(|version| network.uplinks(ruleset, version))
        .collect();
    let by_name = |patterns: &[String]| {
        uplinks.iter().any(|uplinks| {
            let mut names = uplinks.names.iter().map(|name| name.as_deref());
            if uplinks.known {
                names.any(|name| {
                    patterns
                        .iter()
                        .any(|pattern| matches_name(pattern, name.unwrap_or("")))
                })
            } else {
                patterns.iter().any(|pattern| !is_virtual(pattern))
            }
        })
    };
    // A rule for packets that come in by a bridge or tunnel sees none from the internet.
    let may_see = |rule: &Rule| {
        rule.tests.iter().all(|test| match test {
            Test::Field {
                field: Field::IncomingInterface,
                values,
                negated: false,
            } => match values.as_ref() {
                Values::Names(patterns) => by_name(patterns),
                Values::Numbers(_) | Values::Opaque => true,
            },
            Test::Never => false,
            _ => true,
        })
    };
    let marks = |table: &Table| {
        if table
            .chains
            .keys()
            .any(|name| name.starts_with(MARKS_ELSEWHERE))
        {
            return ALL;
        }
        let reached = table.reached_from(&ON_THE_WAY);
        let chains = reached
            .into_iter()
            .filter_map(|name| table.chains.get(name));
        chains
            .flat_map(|chain| &chain.rules)
            .filter(|rule| may_see(rule))
            .fold(0, |bits, rule| match rule.action {
                Action::Mark(more) => bits | more,
                _ => bits,
            })
    };
    let active = ruleset
        .tables
        .iter()
        .filter(|table| table.force != Force::Dormant);
    active.fold(0, |bits, table| bits | marks(table))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::firewall::model::ruleset::Bits;

    #[test]
    fn the_bits_that_a_rule_sets_are_known() {
        let words = |text: &'static str| -> Vec<Cow<'static, str>> {
            text.split(' ').map(Cow::Borrowed).collect()
        };
        assert_eq!(set_by(&words("--set-xmark 0x40000/0xff0000")), 0x40000);
        assert_eq!(set_by(&words("--or-mark 0x4")), 4);
        assert_eq!(
            set_by(&words("--restore-mark --nfmask 0xff --ctmask 0xff")),
            0
        );
        assert_eq!(set_by(&words("--hmark-tuple src")), ALL);
        assert_eq!(set_by(&[]), ALL);
        assert_eq!(set_to(Some(&json!(7))), 7);
        assert_eq!(set_to(Some(&json!({"ct": {"key": "mark"}}))), 0);
        let or = json!({"|": [{"meta": {"key": "mark"}}, 0x100]});
        assert_eq!(set_to(Some(&or)), 0x100);
        assert_eq!(set_to(Some(&json!({"map": {}}))), ALL);
        assert_eq!(set_to(None), ALL);
    }

    #[test]
    fn a_test_is_settled_where_no_rule_can_change_what_it_finds() {
        let settled = |mask: u128, value: Option<u128>| {
            let bits = Box::new(Bits { mask, value });
            let test = Test::Masked {
                field: Field::Mark,
                bits,
                negated: false,
            };
            is_settled(&test, 0x4000)
        };
        assert!(settled(0x8000, Some(0x8000)));
        assert!(settled(0xffff_ffff, Some(1)));
        assert!(settled(0xff, Some(0)));
        assert!(settled(0xff, None));
        assert!(!settled(0x4000, Some(0x4000)));
        assert!(!settled(0xffff_ffff, Some(0)));
        assert!(!settled(0x4000, None));
    }
}
