//! How to fix what sshd does on the host at hand: where a line counts, and what makes it take
//! effect.

use muster_sdk::{Distribution, NotEvaluated, Source, sshd};

/// What update-crypto-policies(8) writes, again with each change of the policy.
const CRYPTO_POLICIES: &str = "/etc/crypto-policies/";

/// What the fixes of all findings depend on.
pub(crate) struct Advice {
    distribution: Distribution,
    /// The main configuration file.
    config: String,
    /// A file that is read before all other lines.
    drop_in: Option<String>,
}

impl Advice {
    /// Asks the host.
    pub(crate) fn of_host() -> Result<Self, NotEvaluated> {
        let server = sshd::server()?;
        Ok(Self {
            distribution: Distribution::of_host(),
            config: server.config,
            drop_in: server.drop_in,
        })
    }

    /// Checks the configuration and makes an edit of it take effect.
    pub(crate) fn reload(&self) -> String {
        let service = self.distribution.ssh_service();
        format!("sshd -t && {}", self.distribution.reload(service))
    }

    /// How to set a keyword where `source` decides it, or the default does.
    pub(crate) fn set(&self, name: &str, source: Option<&Source>, value: &str) -> String {
        match source {
            Some(source) if is_option(source) => self.set_option(name, source, value),
            // A line of a package comes back with its next update.
            Some(source)
                if source.kind == Source::KIND_FILE
                    && !source.name.starts_with("/usr/")
                    && !source.name.starts_with(CRYPTO_POLICIES) =>
            {
                let place = source.location();
                format!(
                    "In {place} write `{name} {value}`, then run `{}`",
                    self.reload()
                )
            }
            Some(_) | None => self.set_first(name, value),
        }
    }

    /// How to set a keyword that lets in the accounts it names. No name is proposed, and no command: one that names
    /// nobody locks everybody out, and `sshd -t` says nothing.
    pub(crate) fn set_names(&self, name: &str) -> String {
        let own = own_path(&self.config);
        let place = match &self.drop_in {
            Some(drop_in) => format!("In {drop_in}, which sshd reads before its other files,"),
            None => format!("Before the other lines of {own}"),
        };
        format!(
            "{place} write `{name}` with the names of those who log in, also the account that you log in with yourself, then run `{}`; keep your session open until a new one succeeds",
            self.reload()
        )
    }

    /// An option of the command line decides over every file.
    fn set_option(&self, name: &str, source: &Source, value: &str) -> String {
        let option = source.text.as_deref().unwrap_or_default();
        let place = source.location();
        if place.starts_with(CRYPTO_POLICIES) {
            // Red Hat Enterprise Linux 8 has them in the unit's environment.
            return format!(
                "update-crypto-policies writes {place}: change {name} with a module of the policy, see crypto-policies(7), then run `update-crypto-policies --set` with it"
            );
        }
        if place.starts_with("/proc/") {
            return format!(
                "sshd was started with `{option}`: start it with `-o {name}={value}` instead, or without the option and with `{name} {value}` in its configuration"
            );
        }
        let restart = self.distribution.restart(self.distribution.ssh_service());
        let unit = place.contains("/systemd/");
        let reread = if unit {
            "systemctl daemon-reload && "
        } else {
            ""
        };
        format!(
            "In {place} write `-o {name}={value}` in place of `{option}`, then run `{reread}{restart}`"
        )
    }

    /// The first line counts, so that one before all others always does.
    fn set_first(&self, name: &str, value: &str) -> String {
        let line = format!("{name} {value}");
        let reload = self.reload();
        match &self.drop_in {
            // Where it is new, nobody else reads it, as the benchmarks ask of the configuration of sshd.
            Some(drop_in) => format!(
                "`(umask 077; echo '{line}' >> {drop_in})`, which sshd reads before its other files, then `{reload}`"
            ),
            None if self.config == "none" => {
                format!("Start sshd with the option `-o {name}={value}`")
            }
            None => {
                let own = own_path(&self.config);
                let copy = if own == self.config {
                    String::new()
                } else {
                    format!("cp {} {own} && ", self.config)
                };
                format!(
                    "Write `{line}` as the first line of {own}, where no other line comes before it: `{copy}sed -i '1i {line}' {own}`, then `{reload}`"
                )
            }
        }
    }
}

/// Whether a place is an option of a command line.
pub(crate) fn is_option(source: &Source) -> bool {
    source
        .text
        .as_deref()
        .is_some_and(|text| text.starts_with('-'))
}

/// Where an administrator's copy of a file of the package stands.
fn own_path(config: &str) -> String {
    match config.strip_prefix("/usr/etc/") {
        Some(rest) => format!("/etc/{rest}"),
        None => config.to_owned(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use muster_sdk::host::HostIdentity;
    use muster_sdk::testing::sample;

    fn distribution(id: &str) -> Distribution {
        Distribution::of(&HostIdentity {
            os_id: id.to_owned(),
            privileged: true,
            ..sample()
        })
    }

    /// A host of Debian's.
    pub(crate) fn debian(drop_in: Option<&str>) -> Advice {
        Advice {
            distribution: distribution("debian"),
            config: "/etc/ssh/sshd_config".to_owned(),
            drop_in: drop_in.map(str::to_owned),
        }
    }

    fn source(name: &str, text: &str) -> Source {
        Source::line(name, 3).with_text(text)
    }

    #[test]
    fn a_line_is_edited_where_it_stands() {
        let line = source("/etc/ssh/sshd_config.d/50-cloud-init.conf", "UsePAM yes");
        assert_eq!(
            debian(None).set("UsePAM", Some(&line), "no"),
            "In /etc/ssh/sshd_config.d/50-cloud-init.conf:3 write `UsePAM no`, then run `sshd -t && systemctl reload ssh`"
        );
    }

    #[test]
    fn a_default_or_a_line_of_the_package_is_overruled_by_what_is_read_first() {
        let included = debian(Some("/etc/ssh/sshd_config.d/00-muster.conf"));
        let package = source("/usr/etc/ssh/sshd_config.d/50-suse.conf", "UsePAM yes");
        let back_end = "/etc/crypto-policies/back-ends/opensshserver.config";
        let policy = source(back_end, "UsePAM yes");
        for place in [None, Some(&package), Some(&policy)] {
            let fix = included.set("UsePAM", place, "no");
            assert!(
                fix.contains(
                    "`(umask 077; echo 'UsePAM no' >> /etc/ssh/sshd_config.d/00-muster.conf)`"
                ),
                "{fix}"
            );
            // Without an `Include` nobody reads a drop-in.
            let fix = debian(None).set("UsePAM", place, "no");
            assert!(!fix.contains("sshd_config.d"), "{fix}");
            assert!(
                fix.contains("sed -i '1i UsePAM no' /etc/ssh/sshd_config`"),
                "{fix}"
            );
        }
        let suse = Advice {
            distribution: distribution("opensuse-tumbleweed"),
            config: "/usr/etc/ssh/sshd_config".to_owned(),
            drop_in: None,
        };
        let fix = suse.set("UsePAM", None, "no");
        assert!(
            fix.contains("cp /usr/etc/ssh/sshd_config /etc/ssh/sshd_config && sed"),
            "{fix}"
        );
        assert!(fix.ends_with("systemctl reload sshd`"), "{fix}");
    }

    #[test]
    fn an_option_is_changed_where_it_stands_and_no_file_is_proposed() {
        let fix = |name: &str| {
            let option = source(name, "-o UsePAM=yes");
            debian(Some("/etc/ssh/sshd_config.d/00-muster.conf")).set("UsePAM", Some(&option), "no")
        };
        assert_eq!(
            fix("/etc/default/ssh"),
            "In /etc/default/ssh:3 write `-o UsePAM=no` in place of `-o UsePAM=yes`, then run `systemctl restart ssh`"
        );
        assert!(
            fix("/etc/systemd/system/ssh.service.d/a.conf")
                .ends_with("`systemctl daemon-reload && systemctl restart ssh`")
        );
        assert!(
            fix("/etc/crypto-policies/back-ends/opensshserver.config")
                .starts_with("update-crypto-policies writes")
        );
        assert!(fix("/proc/812/cmdline").starts_with("sshd was started with"));
    }
}
