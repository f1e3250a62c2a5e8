//! How firewalld is told.

use muster_sdk::packet_filter::Decision;

use super::FrontEnd;
use crate::family::IPV6;
use crate::ports::Ports;

/// How to take out of firewalld what opens ports: the text of the rule tells what it was made of.
pub(super) fn close(decisions: &[Decision], ports: &Ports) -> String {
    let place = place_of(decisions);
    let list = if place.is_empty() {
        "--list-all-zones".to_owned()
    } else {
        format!("{} --list-all", place.trim_start())
    };
    let text = decisions.first().map_or("", |first| &first.text);
    let protocol = &ports.protocol;
    let has = |word: &str| text.contains(word);
    if text == "accept" || (text.ends_with(" -j ACCEPT") && !has(" -p ")) {
        return reset_target(&place);
    }
    let (what, options) = if has("sport") {
        (
            "service or source port",
            vec![
                "--remove-service=SERVICE".to_owned(),
                format!("--remove-source-port=PORT/{protocol}"),
            ],
        )
    } else if has("dport") || has("ct state") {
        (
            "service or port",
            vec![
                "--remove-service=SERVICE".to_owned(),
                format!("--remove-port={ports}"),
            ],
        )
    } else {
        (
            "service or protocol",
            vec![
                "--remove-service=SERVICE".to_owned(),
                format!("--remove-protocol={protocol}"),
            ],
        )
    };
    let options: Vec<String> = options
        .iter()
        .map(|option| format!("`firewall-cmd --permanent{place} {option}`"))
        .collect();
    format!(
        "`firewall-cmd {list}` shows the {what} that opens it; remove it with {}, then run \
         `firewall-cmd --reload`",
        options.join(" or ")
    )
}

/// How a zone of firewalld that accepts everything is told not to.
pub(super) fn reset_target(place: &str) -> String {
    let change = |zone: &str| {
        format!("`firewall-cmd --permanent{zone} --set-target=default && firewall-cmd --reload`")
    };
    match place {
        "" => format!(
            "`firewall-cmd --get-active-zones` shows the zone that lets everything in; {}",
            change(" --zone=ZONE")
        ),
        place => change(place),
    }
}

/// The option that names the zone or policy of firewalld whose chain led to a rule, after a blank; none
/// where no chain names one. A chain is called `filter_IN_ZONE_allow`, or `IN_ZONE_allow` in iptables;
/// that of a policy has `policy_` before its name.
fn place_of(decisions: &[Decision]) -> String {
    let named = decisions.iter().find_map(|decision| {
        decision.text.split(' ').find_map(|word| {
            let word = word.strip_prefix("filter_").unwrap_or(word);
            let chain = word.strip_prefix("IN_")?;
            let part = ["_allow", "_pre", "_post"]
                .into_iter()
                .find_map(|end| chain.strip_suffix(end));
            Some(part.unwrap_or(chain))
        })
    });
    named.map_or_else(String::new, |name| match name.strip_prefix("policy_") {
        Some(policy) => format!(" --policy={policy}"),
        None => format!(" --zone={name}"),
    })
}

/// How to let connections to a port in.
pub(super) fn open(ports: &Ports) -> String {
    format!(
        "`firewall-cmd --permanent --add-port={}/{} && firewall-cmd --reload`",
        ports.range(),
        ports.protocol
    )
}

/// How connections within the host are let in, and those from its own addresses that pretend to be kept out.
pub(super) fn settle_loopback(family: &str, addresses: &str) -> String {
    let family = if family == IPV6 { "ipv6" } else { "ipv4" };
    format!(
        "Run `firewall-cmd --permanent --zone=trusted --add-interface=lo`, \
         `firewall-cmd --permanent --zone=public --add-rich-rule='rule family={family} source \
         address={addresses} drop'` and `firewall-cmd --reload`"
    )
}

impl FrontEnd {
    /// The commands that set firewalld up, which is there or not, with these ports open.
    pub(super) fn set_up_firewalld(&self, is_installed: bool, open: &[Ports]) -> Vec<String> {
        let mut lines = Vec::new();
        if !is_installed {
            lines.push(self.distribution.install("firewalld"));
        }
        let each = open.iter();
        lines.extend(each.map(|ports| format!("firewall-offline-cmd --add-port={ports}")));
        lines.push(self.distribution.enable_now("firewalld"));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::front_end_of;
    use crate::front_end::tests::{closing, decision};

    #[test]
    fn firewalld_is_told_what_its_rule_was_made_of() {
        let host = front_end_of("rocky", &["firewalld"]);
        for (rule, expected) in [
            ("tcp dport 9090 accept", "--remove-port=9090/tcp"),
            ("udp sport 53 accept", "--remove-source-port=PORT/tcp"),
            ("meta l4proto tcp accept", "--remove-protocol=tcp"),
        ] {
            let chain = decision("jump filter_IN_work_allow", "nft -j list ruleset");
            let rule = decision(rule, "nft -j list ruleset");
            let fix = closing(&host, &[rule, chain]);
            assert!(fix.contains(&format!("--zone=work {expected}")), "{fix}");
        }
        let chain = decision("iifname eth0 goto filter_IN_trusted", "nft -j list ruleset");
        let all = decision("accept", "nft -j list ruleset");
        assert_eq!(
            closing(&host, &[all, chain]),
            "`firewall-cmd --permanent --zone=trusted --set-target=default && firewall-cmd \
             --reload`"
        );
    }

    #[test]
    fn a_policy_of_firewalld_is_named_as_one() {
        let of = |chain: &str| place_of(&[decision(chain, "nft -j list ruleset")]);
        assert_eq!(of("jump filter_IN_policy_web-in_allow"), " --policy=web-in");
        assert_eq!(of("-A IN_dmz -j IN_dmz_allow"), " --zone=dmz");
        assert_eq!(of("jump filter_INPUT_ZONES"), "");
    }
}
