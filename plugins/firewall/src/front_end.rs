//! How the firewall of this host is told what to let in: the commands of a fix.

use muster_sdk::Distribution;
use muster_sdk::distribution::Family;
use muster_sdk::packet_filter::{Decision, FilterOverview, Manager};

use crate::explanation;
use crate::family::IPV6;
use crate::ports::Ports;

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
                Program::Ufw => {
                    "Find the rule in `ufw status numbered` and remove it with `ufw delete NUMBER`"
                        .to_owned()
                }
                Program::Firewalld => format!(
                    "`firewall-cmd --list-all-zones` shows the service or port that opens it; take it out with `firewall-cmd --permanent --remove-service=SERVICE` or `firewall-cmd --permanent --remove-port={}/{}`, then run `firewall-cmd --reload`",
                    ports.range(),
                    ports.protocol
                ),
                Program::Nft | Program::Iptables if first.source.kind == "file" => {
                    format!(
                        "Take {} out of that file and load it anew",
                        explanation::rule(first)
                    )
                }
                Program::Iptables => self.delete(first),
                Program::Nft => format!(
                    "Take `{}` out of {file}, then load it: `nft -f {file}`",
                    first.text,
                    file = self.nftables_file()
                ),
            };
            if !told.contains(&how) {
                told.push(how);
            }
        }
        told.join("; ")
    }

    /// The command that deletes a rule as `iptables-save` prints it, and the one that keeps it so.
    fn delete(&self, rule: &Decision) -> String {
        let tool = if rule.source.name.starts_with("ip6tables") {
            "ip6tables"
        } else {
            "iptables"
        };
        match rule.text.strip_prefix("-A ") {
            Some(rule) => format!("`{tool} -D {rule}`, then {}", self.save_iptables()),
            None => format!(
                "Change {}, then {}",
                explanation::rule(rule),
                self.save_iptables()
            ),
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
                self.save_iptables()
            ),
            Program::Nft => format!(
                "add `{protocol} dport {range} accept` to the input chain in {file}, then `nft -f {file}`",
                file = self.nftables_file()
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
            "Allow SSH and what else is public first, so that you do not lock yourself out:\n\n```sh\n{}\n```\n",
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
            Family::Alpine => format!("`rc-service {tool} save && {}`", distribution.enable(tool)),
            Family::Arch => format!(
                "`{tool}-save -f /etc/iptables/{tool}.rules && {}`",
                distribution.enable(tool)
            ),
            Family::Suse | Family::Other => format!(
                "Save the rules with `{tool}-save`, and have a service load them at boot with `{tool}-restore`"
            ),
        }
    }

    /// How to have the firewall drop what no rule is about.
    pub(crate) fn deny_by_default(&self, family: &str) -> String {
        match self.active.or(self.idle).unwrap_or_else(|| self.recommended()) {
            Program::Ufw => "`ufw default deny incoming`".to_owned(),
            Program::Firewalld => "`firewall-cmd --get-active-zones` shows the zone that lets everything in; `firewall-cmd --permanent --zone=ZONE --set-target=default && firewall-cmd --reload`".to_owned(),
            Program::Iptables => {
                let tool = if family == IPV6 { "ip6tables" } else { "iptables" };
                format!(
                    "Once rules let in SSH and what belongs to connections that exist: `{tool} -P INPUT DROP`, then {}",
                    self.save_iptables()
                )
            }
            Program::Nft => format!(
                "Once rules let in SSH and what belongs to connections that exist, write `policy drop;` into the input chain in {file}, then run `nft -f {file}`",
                file = self.nftables_file()
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
            Family::Debian | Family::Alpine | Family::Arch | Family::Other => Program::Ufw,
        }
    }

    /// Who made a rule: the program whose chains or files it stands in, or that its text names.
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
        if names("ufw-") || names("/etc/ufw/") {
            Program::Ufw
        } else if names("filter_IN_") || names("IN_public") || names("INPUT_ZONES") {
            Program::Firewalld
        } else if by_nft() || self.active == Some(Program::Nft) {
            Program::Nft
        } else {
            Program::Iptables
        }
    }

    fn save_iptables(&self) -> &'static str {
        match self.distribution.family() {
            Family::Debian => "`netfilter-persistent save`",
            Family::Alpine => "`rc-service iptables save`",
            Family::RedHat => "`iptables-save > /etc/sysconfig/iptables`",
            Family::Suse | Family::Arch | Family::Other => {
                "save the rules with `iptables-save`, where they are loaded from"
            }
        }
    }

    /// The file that the service `nftables` loads.
    fn nftables_file(&self) -> &'static str {
        match self.distribution.family() {
            Family::RedHat => "/etc/sysconfig/nftables.conf",
            Family::Alpine => "/etc/nftables.nft",
            Family::Debian | Family::Suse | Family::Arch | Family::Other => "/etc/nftables.conf",
        }
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

    fn decision(text: &str, command: &str) -> Decision {
        let mut source = source(command);
        source.kind = "command".to_owned();
        Decision {
            text: text.to_owned(),
            source,
        }
    }

    fn closing(host: &FrontEnd, decisions: &[Decision]) -> String {
        host.close(&Ports::one(TCP, 9090), [decisions].into_iter())
    }

    #[test]
    fn a_rule_is_taken_back_with_the_program_that_made_it() {
        let nft = "nft -j list ruleset";
        let rocky = front_end_of("rocky", &["firewalld"]);
        let jumped = [
            decision("tcp dport 9090 accept", nft),
            decision("jump filter_IN_public_allow", nft),
        ];
        assert!(closing(&rocky, &jumped).contains("--remove-port=9090/tcp"));
        let alpine = front_end_of("alpine", &["nftables"]);
        assert_eq!(
            closing(&alpine, &jumped[..1]),
            "Take `tcp dport 9090 accept` out of /etc/nftables.nft, then load it: `nft -f /etc/nftables.nft`"
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
            "`dnf install iptables-services && ip6tables-save > /etc/sysconfig/ip6tables && systemctl enable ip6tables`"
        );
        assert_eq!(boot("debian", "firewalld"), "`systemctl enable firewalld`");
        let open = |id: &str, name: &str| front_end_of(id, &[name]).open(&Ports::one(TCP, 2222));
        assert_eq!(open("debian", "ufw"), "`ufw allow 2222/tcp`");
        assert!(open("rocky", "firewalld").contains("--add-port=2222/tcp"));
        assert!(open("alpine", "iptables").contains("`rc-service iptables save`"));
        assert!(open("debian", "nftables").contains("add `tcp dport 2222 accept`"));
    }
}
