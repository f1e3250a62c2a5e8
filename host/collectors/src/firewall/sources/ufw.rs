//! The ruleset that ufw would load, from its files: the same chains in the same order as
//! `/lib/ufw/ufw-init-functions` of ufw 0.36 makes them. For targets whose rules in force are not
//! at hand, and to compare them with what the next boot loads.

use std::path::Path;

use muster_facts::FactError;
use muster_target::{System, present};

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

/// Reads the two settings files of a target; none where ufw is not installed.
///
/// # Errors
/// When one is there and cannot be read.
pub(in crate::firewall) fn read_settings(
    system: &dyn System,
) -> Result<Option<Settings>, FactError> {
    let Some(conf) = present(system.read_text(Path::new(CONF)))? else {
        return Ok(None);
    };
    let defaults = present(system.read_text(Path::new(DEFAULTS)))?.unwrap_or_default();
    Ok(Some(settings(&conf, &defaults)))
}

/// What the two settings files say.
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

impl<'t> RuleFiles<'t> {
    fn of([before, after, user]: &'t [String; 3]) -> Self {
        Self {
            before,
            after,
            user,
        }
    }
}

/// The rule files of a target.
pub(in crate::firewall) struct Files {
    ipv4: [String; 3],
    /// None where IPv6 is switched off.
    ipv6: Option<[String; 3]>,
}

impl Files {
    /// Reads those that ufw loads with these settings.
    ///
    /// # Errors
    /// When one cannot be read: ufw needs all of them.
    pub(in crate::firewall) fn read(
        system: &dyn System,
        settings: &Settings,
    ) -> Result<Self, FactError> {
        let of = |family| -> Result<[String; 3], FactError> {
            let file = |part| system.read_text(Path::new(&rules_file(family, part)));
            Ok([file("before")?, file("after")?, file("user")?])
        };
        Ok(Self {
            ipv4: of(TableFamily::Ip)?,
            ipv6: settings.ipv6.then(|| of(TableFamily::Ip6)).transpose()?,
        })
    }

    /// Whether a rule names a set.
    pub(in crate::firewall) fn name_sets(&self) -> bool {
        let mut all = self.ipv4.iter().chain(self.ipv6.iter().flatten());
        all.any(|text| text.contains("--match-set"))
    }

    /// The tables of both families as ufw loads them.
    ///
    /// # Errors
    /// When a line is not understood.
    pub(in crate::firewall) fn tables(
        &self,
        settings: &Settings,
        sets: &Ipsets,
    ) -> Result<Vec<Table>, FactError> {
        let mut all = Vec::new();
        for (family, files) in [
            (TableFamily::Ip, Some(&self.ipv4)),
            (TableFamily::Ip6, self.ipv6.as_ref()),
        ] {
            let loaded = tables(family, settings, files.map(RuleFiles::of), sets);
            all.extend(loaded.map_err(FactError::Failed)?);
        }
        Ok(all)
    }
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
