//! How the firewall of this host is told what to let in: the commands of a fix.

mod order;

use muster_sdk::distribution::Family;
use muster_sdk::packet_filter::{Decision, FilterOverview, Manager};
use muster_sdk::{Distribution, Source};

use crate::explanation;
use crate::family::IPV6;
use crate::ports::Ports;

/// Where ufw keeps its defaults.
const UFW_DEFAULTS: &str = "/etc/default/ufw";

/// How ufw is told to drop what no rule is about.
const UFW_DENY: &str = "`ufw default deny incoming`";

/// What people change rules with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Program {
    Ufw,
    Firewalld,
    Iptables,
    Nft,
}

/// The firewall of a host, and how its distribution names things.
#[derive(Clone, Debug)]
pub(crate) struct FrontEnd {
    distribution: Distribution,
    /// The firewall that is in force; none where none is.
    active: Option<Program>,
    /// The firewall that is installed, if nothing of it is in force.
    idle: Option<Program>,
    has_docker: bool,
}

impl FrontEnd {
    pub(crate) fn of_host(overview: &FilterOverview) -> Self {
        Self::of(overview, Distribution::of_host())
    }

    pub(crate) fn of(overview: &FilterOverview, distribution: Distribution) -> Self {
        let of = |active: bool| {
            let known = |manager: &&Manager| manager.active == active;
            overview
                .managers
                .iter()
                .filter(known)
                .filter_map(program)
                .min()
        };
        Self {
            distribution,
            active: of(true),
            idle: of(false),
            has_docker: overview
                .managers
                .iter()
                .any(|manager| manager.active && manager.name == "docker"),
        }
    }

    /// Whether a firewall has rules in force.
    pub(crate) const fn is_in_force(&self) -> bool {
        self.active.is_some()
    }

    /// How to take back the rules that open ports. They may be another program's than the firewall's.
    pub(crate) fn close<'d>(
        &self,
        ports: &Ports,
        decisions: impl Iterator<Item = &'d [Decision]>,
    ) -> String {
        let mut told: Vec<String> = Vec::new();
        for decisions in decisions {
            let Some(first) = decisions.first() else {
                continue;
            };
            let how = match self.whose(decisions) {
                // It is there where the default is to allow.
                Program::Ufw if first.text.contains("-track-input ") => UFW_DENY.to_owned(),
                Program::Ufw => {
                    "Find the rule in `ufw status numbered` and remove it with `ufw delete NUMBER`"
                        .to_owned()
                }
                Program::Firewalld => close_in_firewalld(decisions, ports),
                Program::Nft | Program::Iptables if first.source.kind == Source::KIND_FILE => {
                    let rule = explanation::rule(first);
                    if opens_more(&first.text, ports) {
                        format!(
                            "Change {rule} so that it does not let in {ports}, and reload the file"
                        )
                    } else {
                        format!("Remove {rule} from that file and reload it")
                    }
                }
                Program::Iptables => self.delete(first, ports),
                Program::Nft => self.take_out(first, ports),
            };
            if !told.contains(&how) {
                told.push(how);
            }
        }
        told.join("; ")
    }

    /// The command that deletes a rule as `iptables-save` prints it, and the one that keeps it so.
    fn delete(&self, rule: &Decision, ports: &Ports) -> String {
        let tool = if rule.source.name.starts_with("ip6tables") {
            "ip6tables"
        } else {
            "iptables"
        };
        let save = self.save_iptables(tool);
        if opens_more(&rule.text, ports) {
            return format!(
                "Replace `{}` with a rule that does not let in {ports}, then {save}",
                rule.text
            );
        }
        match rule.text.strip_prefix("-A ") {
            Some(rule) => format!("`{tool} -D {rule}`, then {save}"),
            None => format!("Change {}, then {save}", explanation::rule(rule)),
        }
    }

    /// How to take a rule out of nft's file, or what opens these ports out of the rule.
    fn take_out(&self, rule: &Decision, ports: &Ports) -> String {
        let (text, file, load) = (&rule.text, self.nftables_file(), self.load_nftables());
        if opens_more(text, ports) {
            format!(
                "Change `{text}` in {file} so that it does not let in {ports}, then load it: {load}"
            )
        } else {
            format!("Remove `{text}` from {file}, then load it: {load}")
        }
    }

    /// How to let connections to a port in.
    pub(crate) fn open(&self, ports: &Ports) -> String {
        let (range, protocol) = (ports.range(), &ports.protocol);
        match self.active.unwrap_or_else(|| self.recommended()) {
            Program::Ufw => format!("`ufw allow {range}/{protocol}`"),
            Program::Firewalld => format!(
                "`firewall-cmd --permanent --add-port={range}/{protocol} && firewall-cmd --reload`"
            ),
            Program::Iptables => format!(
                "`iptables -I INPUT -p {protocol} --dport {} -j ACCEPT`, then {}",
                range.replace('-', ":"),
                self.save_iptables("iptables")
            ),
            Program::Nft => format!(
                "add `{protocol} dport {range} accept` to the input chain in {}, then {}",
                self.nftables_file(),
                self.load_nftables()
            ),
        }
    }

    /// How to set up the firewall that the host has, or one that is at home there, without locking
    /// oneself out.
    pub(crate) fn set_up(&self, open: &[Ports]) -> String {
        let program = self.idle.unwrap_or_else(|| self.recommended());
        let mut lines: Vec<String> = Vec::new();
        let each = |command: &str| -> Vec<String> {
            open.iter()
                .map(|ports| format!("{command}{ports}"))
                .collect()
        };
        if program == Program::Firewalld {
            if self.idle.is_none() {
                lines.push(self.distribution.install("firewalld"));
            }
            lines.extend(each("firewall-offline-cmd --add-port="));
            lines.push(self.distribution.enable_now("firewalld"));
        } else {
            if self.idle != Some(Program::Ufw) {
                lines.push(self.distribution.install("ufw"));
            }
            lines.extend(each("ufw allow "));
            lines.push("ufw default deny incoming".to_owned());
            lines.push(self.distribution.enable("ufw"));
            lines.push("ufw enable".to_owned());
        }
        format!(
            "First allow SSH and everything else that is public, so that you do not lock yourself \
             out:\n\n```sh\n{}\n```\n",
            lines.join("\n")
        )
    }

    /// How to have the rules of a firewall loaded at boot.
    pub(crate) fn load_at_boot(&self, name: &str) -> String {
        let distribution = &self.distribution;
        match name {
            "ufw" => format!("`{} && ufw enable`", distribution.enable("ufw")),
            "nftables" => format!(
                "Put the rules into {}, then run `{}`",
                self.nftables_file(),
                distribution.enable("nftables")
            ),
            "iptables" | "ip6tables" => self.load_iptables_at_boot(name),
            other => format!("`{}`", distribution.enable(other)),
        }
    }

    fn load_iptables_at_boot(&self, tool: &str) -> String {
        let distribution = &self.distribution;
        match distribution.family() {
            Family::Debian => format!(
                "`{} && netfilter-persistent save && {}`",
                distribution.install("iptables-persistent"),
                distribution.enable("netfilter-persistent")
            ),
            Family::RedHat => format!(
                "`{} && {tool}-save > /etc/sysconfig/{tool} && {}`",
                distribution.install("iptables-services"),
                distribution.enable(tool)
            ),
            Family::Alpine | Family::Gentoo => {
                format!("`rc-service {tool} save && {}`", distribution.enable(tool))
            }
            Family::Arch => format!(
                "`{tool}-save -f /etc/iptables/{tool}.rules && {}`",
                distribution.enable(tool)
            ),
            Family::Suse | Family::Other => format!(
                "Save the rules with `{tool}-save`, and have a service load them at boot with \
                 `{tool}-restore`"
            ),
        }
    }

    /// The firewall that is in force, or else one that is there, or would be.
    fn program(&self) -> Program {
        self.active
            .or(self.idle)
            .unwrap_or_else(|| self.recommended())
    }

    /// How to have the firewall drop what no rule is about.
    pub(crate) fn deny_by_default(&self, family: &str) -> String {
        match self.program() {
            Program::Ufw => UFW_DENY.to_owned(),
            Program::Firewalld => reset_target(""),
            Program::Iptables => {
                let tool = iptables(family);
                format!(
                    "Once rules let in SSH and established connections: `{tool} -P INPUT DROP`, \
                     then {}",
                    self.save_iptables(tool)
                )
            }
            Program::Nft => format!(
                "Once rules let in SSH and established connections, write `policy drop;` into the \
                 input chain in {}, then run {}",
                self.nftables_file(),
                self.load_nftables()
            ),
        }
    }

    /// How connections within the host are let in, and those that pretend to be kept out.
    pub(crate) fn settle_loopback(&self, family: &str) -> String {
        let (addresses, keyword) = if family == IPV6 {
            ("::1", "ip6")
        } else {
            ("127.0.0.0/8", "ip")
        };
        match self.program() {
            Program::Ufw => {
                format!("Run `ufw allow in on lo` and `ufw deny in from {addresses}`")
            }
            Program::Firewalld => {
                let family = if family == IPV6 { "ipv6" } else { "ipv4" };
                format!(
                    "Run `firewall-cmd --permanent --zone=trusted --add-interface=lo`, \
                     `firewall-cmd --permanent --zone=public --add-rich-rule='rule family={family} source \
                     address={addresses} drop'` and `firewall-cmd --reload`"
                )
            }
            Program::Iptables => {
                let tool = iptables(family);
                format!(
                    "Run `{tool} -I INPUT ! -i lo -s {addresses} -j DROP` and `{tool} -I INPUT -i lo -j ACCEPT`, then {}",
                    self.save_iptables(tool)
                )
            }
            Program::Nft => format!(
                "Write `iifname lo accept` and `iifname != lo {keyword} saddr {addresses} drop` first into the input \
                 chain in {}, then run {}",
                self.nftables_file(),
                self.load_nftables()
            ),
        }
    }

    /// What Docker offers beside another publication: no other program has the chain.
    pub(crate) const fn or_drop_published(&self) -> &'static str {
        if self.has_docker {
            ", or drop it in the chain DOCKER-USER"
        } else {
            ""
        }
    }

    /// The firewall that the distribution comes with, or that its documentation begins with.
    const fn recommended(&self) -> Program {
        match self.distribution.family() {
            Family::RedHat | Family::Suse => Program::Firewalld,
            Family::Debian | Family::Alpine | Family::Arch | Family::Gentoo | Family::Other => {
                Program::Ufw
            }
        }
    }

    /// Who made a rule: the program whose chains or files it is in, or that its text names.
    fn whose(&self, decisions: &[Decision]) -> Program {
        let names = |word: &str| {
            decisions
                .iter()
                .any(|decision| decision.text.contains(word) || decision.source.name.contains(word))
        };
        let by_nft = || {
            let first = decisions.first();
            first.is_some_and(|first| first.source.name.starts_with("nft"))
        };
        if ["ufw-", "ufw6-", "/etc/ufw/", UFW_DEFAULTS]
            .into_iter()
            .any(names)
        {
            Program::Ufw
        } else if names("filter_IN_") || names("IN_public") || names("INPUT_ZONES") {
            Program::Firewalld
        } else if by_nft() || self.active == Some(Program::Nft) {
            Program::Nft
        } else {
            Program::Iptables
        }
    }

    /// How the rules of `iptables` or `ip6tables` are kept for the next boot.
    fn save_iptables(&self, tool: &str) -> String {
        match self.distribution.family() {
            Family::Debian => "`netfilter-persistent save`".to_owned(),
            Family::Alpine | Family::Gentoo => format!("`rc-service {tool} save`"),
            Family::RedHat => format!("`{tool}-save > /etc/sysconfig/{tool}`"),
            Family::Arch => format!("`{tool}-save -f /etc/iptables/{tool}.rules`"),
            Family::Suse | Family::Other => {
                format!("save the rules with `{tool}-save`, where they are loaded from")
            }
        }
    }

    /// The command that has the file of nft take effect. Where the file itself does not begin with an
    /// empty ruleset, the service sees to it.
    fn load_nftables(&self) -> String {
        match self.distribution.family() {
            Family::RedHat | Family::Arch | Family::Suse => {
                format!("`{}`", self.distribution.reload("nftables"))
            }
            Family::Debian | Family::Alpine | Family::Gentoo | Family::Other => {
                format!("`nft -f {}`", self.nftables_file())
            }
        }
    }

    /// The file that the service `nftables` loads.
    fn nftables_file(&self) -> &'static str {
        match self.distribution.family() {
            Family::RedHat => "/etc/sysconfig/nftables.conf",
            Family::Alpine => "/etc/nftables.nft",
            Family::Gentoo => "/var/lib/nftables/rules-save",
            Family::Debian | Family::Suse | Family::Arch | Family::Other => "/etc/nftables.conf",
        }
    }
}

/// How to take out of firewalld what opens ports: the text of the rule tells what it was made of.
fn close_in_firewalld(decisions: &[Decision], ports: &Ports) -> String {
    let place = firewalld_place(decisions);
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
fn reset_target(place: &str) -> String {
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
fn firewalld_place(decisions: &[Decision]) -> String {
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

/// Whether the text of a rule names more ports than these, which would close with it.
fn opens_more(text: &str, ports: &Ports) -> bool {
    let Some((_, named)) = text.split_once("dport") else {
        return false;
    };
    // `dport 22`, `dport { 22, 80 }`, `--dports 22,80`.
    let named = named.strip_prefix('s').unwrap_or(named).trim_start();
    let end = if named.starts_with('{') { '}' } else { ' ' };
    let named = named.split(end).next().unwrap_or_default();
    named.trim_matches(['{', ' ']).replace(':', "-") != ports.range()
}

/// The tool for a version of IP.
fn iptables(family: &str) -> &'static str {
    if family == IPV6 {
        "ip6tables"
    } else {
        "iptables"
    }
}

/// The front end that a manager of rules is.
fn program(manager: &Manager) -> Option<Program> {
    match manager.name.as_str() {
        "ufw" => Some(Program::Ufw),
        "firewalld" => Some(Program::Firewalld),
        "iptables" | "ip6tables" => Some(Program::Iptables),
        "nftables" => Some(Program::Nft),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixtures::{front_end_of, source};
    use crate::ports::TCP;
    use muster_sdk::testing::sample;

    fn decision(text: &str, command: &str) -> Decision {
        let mut source = source(command);
        source.kind = "command".to_owned();
        Decision {
            text: text.to_owned(),
            source,
            ..sample()
        }
    }

    fn closing(host: &FrontEnd, decisions: &[Decision]) -> String {
        host.close(&Ports::one(TCP, 9090), [decisions].into_iter())
    }

    #[test]
    fn ufw_has_rules_and_a_default_for_both_ip_versions() {
        let host = front_end_of("ubuntu", &["ufw"]);
        let of = |rule: &str, command: &str| closing(&host, &[decision(rule, command)]);
        for (rule, command) in [
            (
                "-A ufw-user-input -p tcp --dport 9090 -j ACCEPT",
                "iptables-save",
            ),
            (
                "-A ufw6-user-input -p tcp --dport 9090 -j ACCEPT",
                "ip6tables-save",
            ),
        ] {
            assert!(of(rule, command).contains("ufw delete NUMBER"), "{rule}");
        }
        for chain in ["ufw-track-input", "ufw6-track-input"] {
            let rule = format!("-A {chain} -p tcp -m conntrack --ctstate NEW -j ACCEPT");
            assert_eq!(of(&rule, "ip6tables-save"), UFW_DENY);
        }
    }

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
    fn a_rule_is_taken_back_with_the_program_that_made_it() {
        let nft = "nft -j list ruleset";
        let rocky = front_end_of("rocky", &["firewalld"]);
        let jumped = [
            decision("tcp dport 9090 accept", nft),
            decision("jump filter_IN_public_allow", nft),
        ];
        let fix = closing(&rocky, &jumped);
        assert!(
            fix.contains("`firewall-cmd --zone=public --list-all`"),
            "{fix}"
        );
        assert!(
            fix.contains("`firewall-cmd --permanent --zone=public --remove-port=9090/tcp`"),
            "{fix}"
        );
        let alpine = front_end_of("alpine", &["nftables"]);
        assert_eq!(
            closing(&alpine, &jumped[..1]),
            "Remove `tcp dport 9090 accept` from /etc/nftables.nft, then load it: `nft -f \
             /etc/nftables.nft`"
        );
        let debian = front_end_of("debian", &["iptables"]);
        let rule = decision("-A INPUT -p tcp --dport 9090 -j ACCEPT", "iptables-save");
        assert_eq!(
            closing(&debian, &[rule]),
            "`iptables -D INPUT -p tcp --dport 9090 -j ACCEPT`, then `netfilter-persistent save`"
        );
        let rule = decision("-A ufw-user-input -p tcp --dport 9090 -j ACCEPT", nft);
        assert!(closing(&debian, &[rule]).contains("`ufw delete NUMBER`"));
    }

    #[test]
    fn a_rule_that_opens_other_ports_too_stays() {
        let nft = "nft -j list ruleset";
        let debian = front_end_of("debian", &["nftables"]);
        let rule = [decision("tcp dport { 22, 443, 9090 } accept", nft)];
        assert_eq!(
            closing(&debian, &rule),
            "Change `tcp dport { 22, 443, 9090 } accept` in /etc/nftables.conf so that it does not \
             let in 9090/tcp, then load it: `nft -f /etc/nftables.conf`"
        );
        let rule = [decision(
            "-A INPUT -p tcp -m multiport --dports 22,9090 -j ACCEPT",
            "ip6tables-save",
        )];
        let rocky = front_end_of("rocky", &["iptables"]);
        assert_eq!(
            closing(&rocky, &rule),
            "Replace `-A INPUT -p tcp -m multiport --dports 22,9090 -j ACCEPT` with a rule that \
             does not let in 9090/tcp, then `ip6tables-save > /etc/sysconfig/ip6tables`"
        );
        let ports = Ports {
            protocol: TCP.to_owned(),
            first: 6000,
            last: 6010,
        };
        for (text, more) in [
            ("tcp dport 6000-6010 accept", false),
            ("tcp dport { 6000-6010 } accept", false),
            ("-A INPUT -p tcp --dport 6000:6010 -j ACCEPT", false),
            ("tcp dport @open accept", true),
            ("tcp dport 1-65535 accept", true),
            ("-A INPUT -j ACCEPT", false),
        ] {
            assert_eq!(opens_more(text, &ports), more, "{text}");
        }
    }

    #[test]
    fn rules_are_loaded_once() {
        // The file of Red Hat adds to the rules that are there.
        let rule = [decision("tcp dport 9090 accept", "nft -j list ruleset")];
        let fix = closing(&front_end_of("rocky", &["nftables"]), &rule);
        assert!(fix.ends_with("`systemctl reload nftables`"), "{fix}");
    }

    #[test]
    fn a_policy_of_firewalld_is_named_as_one() {
        let of = |chain: &str| firewalld_place(&[decision(chain, "nft -j list ruleset")]);
        assert_eq!(of("jump filter_IN_policy_web-in_allow"), " --policy=web-in");
        assert_eq!(of("-A IN_dmz -j IN_dmz_allow"), " --zone=dmz");
        assert_eq!(of("jump filter_INPUT_ZONES"), "");
    }

    #[test]
    fn a_firewall_is_set_up_as_it_is_at_home_there() {
        let ports = [Ports::one(TCP, 2222)];
        let commands = |id: &str, idle: &[&str]| {
            let mut host = front_end_of(id, idle);
            host.idle = host.active.take();
            let text = host.set_up(&ports);
            let code = text.split("```").nth(1).unwrap_or_default().to_owned();
            code.lines().skip(1).map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(
            commands("debian", &[]),
            [
                "apt-get install ufw",
                "ufw allow 2222/tcp",
                "ufw default deny incoming",
                "systemctl enable ufw",
                "ufw enable"
            ]
        );
        assert_eq!(commands("ubuntu", &["ufw"])[0], "ufw allow 2222/tcp");
        assert_eq!(
            commands("rocky", &[]),
            [
                "dnf install firewalld",
                "firewall-offline-cmd --add-port=2222/tcp",
                "systemctl enable --now firewalld"
            ]
        );
        assert_eq!(
            commands("opensuse-leap", &[])[0],
            "zypper install firewalld"
        );
        let alpine = commands("alpine", &[]);
        assert_eq!(alpine[0], "apk add ufw");
        assert_eq!(alpine[3], "rc-update add ufw");
    }

    #[test]
    fn the_file_and_the_service_are_those_of_the_distribution() {
        let boot = |id: &str, name: &str| front_end_of(id, &[]).load_at_boot(name);
        assert_eq!(boot("alpine", "ufw"), "`rc-update add ufw && ufw enable`");
        assert_eq!(
            boot("rocky", "nftables"),
            "Put the rules into /etc/sysconfig/nftables.conf, then run `systemctl enable nftables`"
        );
        assert_eq!(
            boot("rocky", "ip6tables"),
            "`dnf install iptables-services && ip6tables-save > /etc/sysconfig/ip6tables && \
             systemctl enable ip6tables`"
        );
        assert_eq!(boot("debian", "firewalld"), "`systemctl enable firewalld`");
        let open = |id: &str, name: &str| front_end_of(id, &[name]).open(&Ports::one(TCP, 2222));
        assert_eq!(open("debian", "ufw"), "`ufw allow 2222/tcp`");
        assert!(open("rocky", "firewalld").contains("--add-port=2222/tcp"));
        assert!(open("alpine", "iptables").contains("`rc-service iptables save`"));
        assert!(open("debian", "nftables").contains("add `tcp dport 2222 accept`"));
    }
}
