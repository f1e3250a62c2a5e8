//! Whether the host is a gateway: the rules by which packets of other machines leave with its address. Programs
//! make such rules for their own containers, virtual machines and tunnels; those do not count.

use muster_facts::packet_filter::Decision;

use super::model::ruleset::{Force, Rule, Ruleset};
use super::owners::programs::{self, Purpose};

/// What such a rule does, as nft(8) and iptables-extensions(8) write it.
const TRANSLATES: [&str; 4] = ["masquerade", "snat", "MASQUERADE", "SNAT"];

/// More than a person writes. A host with more is a gateway by the first.
const MOST: usize = 100;

/// The rules that an administrator or a firewall made.
pub(super) fn source_translations(ruleset: &Ruleset) -> Vec<Decision> {
    let mut found = Vec::new();
    for table in &ruleset.tables {
        if table.force == Force::Dormant || programs::owner(table).is_some_and(is_for_its_own) {
            continue;
        }
        for (name, chain) in &table.chains {
            let of_program = programs::maker_of_chain(name).is_some_and(is_for_its_own);
            let rules = chain
                .rules
                .iter()
                .filter(|rule| !of_program && translates(rule));
            let own = rules.filter(|rule| !is_of_a_bridge(rule));
            found.extend(own.map(Rule::decision));
        }
    }
    found.truncate(MOST);
    found
}

fn is_for_its_own(program: &programs::Program) -> bool {
    program.purpose != Purpose::Firewall
}

fn translates(rule: &Rule) -> bool {
    rule.text
        .split_ascii_whitespace()
        .any(|word| TRANSLATES.contains(&word))
}

/// Whether it is for what lies behind a bridge of the host, as container engines and hypervisors write it: for one
/// network, wherever it goes but to the bridge; or it names what belongs to such a program.
fn is_of_a_bridge(rule: &Rule) -> bool {
    let text = rule.text.as_str();
    text.contains("! -o ")
        || text.contains("oifname != ")
        || programs::maker(rule).is_some_and(is_for_its_own)
}

#[cfg(test)]
mod tests {
    use super::super::ipset;
    use super::super::iptables_save::{Origin, parse};
    use super::super::model::ruleset::{Backend, TableFamily};
    use super::*;

    fn found(rules: &str) -> Vec<String> {
        let text = format!(
            "*nat\n:PREROUTING ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n:DOCKER - [0:0]\n{rules}COMMIT\n"
        );
        let sets = ipset::parse("").unwrap();
        let origin = Origin {
            family: TableFamily::Ip,
            backend: Backend::IptablesNft,
            is_file: false,
            name: "iptables-save",
            sets: &sets,
        };
        let tables = parse(&text, &origin).unwrap();
        source_translations(&Ruleset { tables })
            .into_iter()
            .map(|decision| decision.text)
            .collect()
    }

    #[test]
    fn a_rule_for_other_machines_makes_a_gateway() {
        let own = "-A POSTROUTING -o eth0 -j MASQUERADE\n";
        assert_eq!(found(own).len(), 1);
        let fixed = "-A POSTROUTING -s 10.0.0.0/24 -o eth0 -j SNAT --to-source 192.0.2.7\n";
        assert_eq!(found(fixed).len(), 1);
    }

    #[test]
    fn what_a_program_makes_for_its_containers_does_not() {
        for rule in [
            "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE\n",
            "-A POSTROUTING -s 172.18.0.0/16 ! -o shop0 -j MASQUERADE\n",
            "-A DOCKER -j MASQUERADE\n",
            "-A POSTROUTING -s 172.17.0.2/32 -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j ACCEPT\n",
        ] {
            assert_eq!(found(rule), Vec::<String>::new(), "{rule}");
        }
    }
}
