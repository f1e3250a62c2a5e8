//! `firewall/shadowed-rule`

use muster_sdk::packet_filter::{self, ShadowedRule};
use muster_sdk::{ByName, Finding, Outcome};

use crate::front_end::FrontEnd;

muster_sdk::rule! {
    id: "firewall/shadowed-rule",
    severity: Medium,
    tags: ["firewall", "network"],
    documentation: "shadowed_rule.md",
    check: check,
}

const SUBJECT: &str = "firewall/order";

/// Rules that come too late which one finding has as places.
const MOST_PLACES: usize = 10;

/// Rules that the fix of one finding moves, one by one.
const MOST_MOVED: usize = 3;

fn check() -> Outcome {
    let overview = packet_filter::overview()?;
    let late = packet_filter::shadowed_rules()?;
    if late.is_empty() && !overview.managers.iter().any(|manager| manager.active) {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "No program has rules in force.",
        )]);
    }
    Ok(judge_order(&late, &FrontEnd::of_host(&overview)))
}

fn judge_order(late: &[ShadowedRule], host: &FrontEnd) -> Vec<Finding> {
    if late.is_empty() {
        let message = "No rule that blocks comes after one that takes all of its packets.";
        return vec![Finding::pass(SUBJECT, message)];
    }
    let mut chains: ByName<Vec<&ShadowedRule>> = ByName::default();
    for one in late {
        chains
            .get_or_insert_with(one.chain.clone(), Vec::new)
            .push(one);
    }
    chains
        .into_iter()
        .filter_map(|(chain, late)| judge_chain(&chain, &late, host))
        .collect()
}

fn judge_chain(chain: &str, late: &[&ShadowedRule], host: &FrontEnd) -> Option<Finding> {
    let (first, more) = late.split_first()?;
    let does = match first.verdict.as_str() {
        ShadowedRule::VERDICT_RETURN => "takes all of its packets out of the chain",
        _ => "accepts all of its packets",
    };
    let others = match more.len() {
        0 => String::new(),
        1 => "; one more rule blocks nothing either".to_owned(),
        more => format!("; {more} more rules block nothing either"),
    };
    let message = format!(
        "`{}` in the chain {chain} blocks nothing: `{}` before it {does}{others}.",
        first.rule.text, first.by.text
    );
    let mut moves: Vec<String> = Vec::new();
    for one in late.iter().take(MOST_MOVED) {
        let how = host.put_first(one);
        if !moves.contains(&how) {
            moves.push(how);
        }
    }
    if late.len() > MOST_MOVED && moves.len() == MOST_MOVED {
        moves.push("the same for the others".to_owned());
    }
    let finding = Finding::fail(format!("chain/{}", chain.replace(' ', "/")), message)
        .observed(match late.len() {
            1 => "one rule comes too late".to_owned(),
            number => format!("{number} rules come too late"),
        })
        .required("rules that block before those that take their packets")
        .fix(moves.join("; "))
        .at(first.rule.source.clone(), "comes too late")
        .at(first.by.source.clone(), "takes its packets");
    let places = more.iter().take(MOST_PLACES);
    Some(places.fold(finding, |finding, one| {
        finding.at(one.rule.source.clone(), "comes too late")
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{front_end, source};
    use muster_sdk::packet_filter::Decision;
    use muster_sdk::{FindingRecord, Source};

    fn command(line: &str) -> Source {
        Source {
            kind: Source::KIND_COMMAND.to_owned(),
            ..Source::file(line)
        }
    }

    fn late(chain: &str, rule: &str, by: &str, place: &Source) -> ShadowedRule {
        let decision = |text: &str| Decision {
            text: text.to_owned(),
            source: place.clone(),
        };
        ShadowedRule {
            chain: chain.to_owned(),
            rule: decision(rule),
            by: decision(by),
            verdict: "accept".to_owned(),
        }
    }

    fn judged(late: &[ShadowedRule], firewall: &str) -> Vec<FindingRecord> {
        let found = judge_order(late, &front_end(firewall)).into_iter();
        found.map(FindingRecord::from).collect()
    }

    #[test]
    fn a_chain_is_one_finding() {
        let place = command("iptables-save");
        let all = [
            late(
                "ip filter INPUT",
                "-A INPUT -s 192.0.2.1/32 -j DROP",
                "-A INPUT -j ACCEPT",
                &place,
            ),
            late(
                "ip filter INPUT",
                "-A INPUT -s 192.0.2.2/32 -j DROP",
                "-A INPUT -j ACCEPT",
                &place,
            ),
            late(
                "ip filter mine",
                "-A mine -j DROP",
                "-A mine -j ACCEPT",
                &place,
            ),
        ];
        let found = judged(&all, "iptables");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].subject, "chain/ip/filter/INPUT");
        assert!(
            found[0]
                .message
                .ends_with("accepts all of its packets; one more rule blocks nothing either.")
        );
        assert_eq!(found[0].places.len(), 3);
        let moves = found[0].fix.as_deref().unwrap();
        assert_eq!(moves.matches("iptables -I INPUT").count(), 2, "{moves}");
    }

    #[test]
    fn the_fix_speaks_the_language_of_the_firewall() {
        let fix = |chain: &str, rule: &str, place: &Source, firewall: &str| {
            let one = late(chain, rule, "accept", place);
            judged(&[one], firewall).remove(0).fix.unwrap()
        };
        let saved = command("ip6tables-save");
        assert_eq!(
            fix(
                "ip6 filter INPUT",
                "-A INPUT -s 2001:db8::1/128 -j DROP",
                &saved,
                "iptables"
            ),
            "`ip6tables -D INPUT -s 2001:db8::1/128 -j DROP && ip6tables -I INPUT -s 2001:db8::1/128 -j DROP`, \
             then `netfilter-persistent save`"
        );
        let nft = command("nft -j list ruleset");
        let found = fix(
            "ip filter ufw-user-input",
            "ip saddr 192.0.2.1 drop",
            &nft,
            "ufw",
        );
        assert!(found.contains("`ufw insert NUMBER …`"), "{found}");
        let found = fix(
            "inet filter input",
            "ip saddr 192.0.2.1 drop",
            &nft,
            "nftables",
        );
        assert!(
            found.starts_with(
                "Write `ip saddr 192.0.2.1 drop` before `accept` in /etc/nftables.conf"
            )
        );
        let found = fix(
            "inet filter input",
            "drop",
            &source("/etc/nftables.conf"),
            "nftables",
        );
        assert!(found.ends_with("and reload the file"), "{found}");
    }
}
