//! The ruleset that ufw would load, from its files: the same chains in the same order as
//! `/lib/ufw/ufw-init-functions` of ufw 0.36 makes them. For targets whose rules in force are not
//! at hand.

use crate::firewall::model::ruleset::{Backend, Table, TableFamily};
use crate::firewall::sources::iptables::ipset::Ipsets;
use crate::firewall::sources::iptables::save::{Origin, restore};

/// The program's name.
pub(in crate::firewall) const NAME: &str = "ufw";
/// ufw's main switch.
pub const CONF: &str = "/etc/ufw/ufw.conf";
/// ufw's policies.
pub const DEFAULTS: &str = "/etc/default/ufw";

/// `ENABLED`, `IPV6` and the policies: ufw sources both files as shell, later lines win.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether ufw loads anything at boot.
    pub enabled: bool,
    /// Whether it lets IPv6 follow the rules; otherwise it drops all of it.
    pub ipv6: bool,
    /// `ACCEPT`, `DROP` or `REJECT`.
    pub input: String,
    /// `ACCEPT`, `DROP` or `REJECT`.
    pub forward: String,
}

/// Reads the two settings files.
#[must_use]
pub fn settings(conf: &str, defaults: &str) -> Settings {
    let is_yes = |value: Option<&str>| matches!(value, Some("yes" | "YES"));
    let policy = |key| {
        variable(defaults, key)
            .unwrap_or("DROP")
            .to_ascii_uppercase()
    };
    Settings {
        enabled: is_yes(variable(conf, "ENABLED")),
        ipv6: is_yes(variable(defaults, "IPV6")),
        input: policy("DEFAULT_INPUT_POLICY"),
        forward: policy("DEFAULT_FORWARD_POLICY"),
    }
}

/// The last assignment of a shell variable, quotes and comments taken off.
#[must_use]
pub fn variable<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    text.lines().rev().find_map(|line| {
        let value = line.trim().strip_prefix(key)?.strip_prefix('=')?;
        let value = value.split(" #").next().unwrap_or(value).trim();
        Some(value.trim_matches(['"', '\'']))
    })
}

/// The path of one of ufw's rule files: `before`, `after` or `user`.
#[must_use]
pub fn rules_file(family: TableFamily, part: &str) -> String {
    let suffix = if family == TableFamily::Ip6 { "6" } else { "" };
    format!("/etc/ufw/{part}{suffix}.rules")
}

/// Text of the three rule files of one family.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "each field is the file of the same name")]
pub struct RuleFiles<'t> {
    pub before: &'t str,
    pub after: &'t str,
    pub user: &'t str,
}

/// The tables of one family as ufw loads them. `files` is `None` for IPv6 when it is switched off.
///
/// # Errors
/// A message for people that names file and line.
pub fn tables(
    family: TableFamily,
    settings: &Settings,
    files: Option<RuleFiles<'_>>,
    sets: &Ipsets,
) -> Result<Vec<Table>, String> {
    let mut tables = Vec::new();
    let mut load = |name: &str, text: &str| {
        let origin = Origin {
            family,
            backend: Backend::Files,
            is_file: true,
            name,
            sets,
        };
        restore(&mut tables, text, &origin)
    };
    let Some(files) = files else {
        let closed =
            "*filter\n:INPUT DROP\n:FORWARD DROP\n:OUTPUT DROP\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n";
        load(DEFAULTS, closed)?;
        return Ok(tables);
    };
    let prefix = if family == TableFamily::Ip6 {
        "ufw6"
    } else {
        "ufw"
    };
    load(DEFAULTS, &skeleton(prefix, settings))?;
    load(&rules_file(family, "before"), files.before)?;
    load(&rules_file(family, "after"), files.after)?;
    load(&rules_file(family, "user"), files.user)?;
    let hooked = format!(
        "*filter\n-A {prefix}-before-input -j {prefix}-user-input\n\
         -A {prefix}-before-forward -j {prefix}-user-forward\nCOMMIT\n"
    );
    load(DEFAULTS, &hooked)?;
    Ok(tables)
}

/// The chains that ufw makes before it loads the rule files, with its policies.
fn skeleton(prefix: &str, settings: &Settings) -> String {
    let mut text = String::from("*filter\n");
    let mut line = |words: String| {
        text.push_str(&words);
        text.push('\n');
    };
    let chains = [
        ("input", "INPUT", &settings.input),
        ("forward", "FORWARD", &settings.forward),
    ];
    for (direction, chain, policy) in chains {
        let base = if policy == "ACCEPT" { "ACCEPT" } else { "DROP" };
        line(format!(":{chain} {base}"));
        let stages = [
            "before-logging",
            "before",
            "after",
            "after-logging",
            "reject",
            "track",
        ];
        for stage in stages {
            line(format!(":{prefix}-{stage}-{direction} -"));
        }
        for stage in stages {
            line(format!("-A {chain} -j {prefix}-{stage}-{direction}"));
        }
        for other in ["user", "user-logging", "skip-to-policy"] {
            line(format!(":{prefix}-{other}-{direction} -"));
        }
        line(format!(
            "-A {prefix}-skip-to-policy-{direction} -j {policy}"
        ));
        if policy == "REJECT" {
            line(format!("-A {prefix}-reject-{direction} -j REJECT"));
        }
        if policy == "ACCEPT" {
            for protocol in ["tcp", "udp"] {
                line(format!(
                    "-A {prefix}-track-{direction} -p {protocol} -m conntrack --ctstate NEW -j ACCEPT"
                ));
            }
        }
    }
    for chain in [
        "logging-deny",
        "logging-allow",
        "user-limit",
        "user-limit-accept",
    ] {
        line(format!(":{prefix}-{chain} -"));
    }
    line("COMMIT".to_owned());
    text
}
