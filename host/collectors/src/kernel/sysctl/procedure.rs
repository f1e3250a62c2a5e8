//! Who sets parameters of the kernel at boot: systemd-sysctl.service(8), the script `sysctl` of OpenRC, or
//! a script that runs `sysctl --system`.

use std::path::Path;

use muster_facts::sysctl;
use muster_facts::{Fact, FactError, Source};
use muster_target::Collection;

use crate::host::init_system;
use crate::readers::boot::{Boot, Start};

/// systemd's service for it, without its suffix.
const SYSTEMD: &str = "systemd-sysctl";
/// OpenRC's.
const OPENRC: &str = "sysctl";

/// Who applies the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Applier {
    Systemd,
    Procps,
    OpenRc,
    Nobody,
}

impl Applier {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Systemd => "systemd",
            Self::Procps => "procps",
            Self::OpenRc => "openrc",
            Self::Nobody => "nobody",
        }
    }

    /// Whether `/etc/sysctl.conf` is read too, after all others: by everybody but systemd, see
    /// systemd-sysctl.service(8) and sysctl(8), `--system`.
    pub(super) const fn reads_sysctl_conf(self) -> bool {
        match self {
            Self::Procps | Self::OpenRc => true,
            Self::Systemd | Self::Nobody => false,
        }
    }

    /// Whether a file whose name begins with a dot is read: only procps does not mind.
    pub(super) const fn reads_hidden(self) -> bool {
        match self {
            Self::Procps => true,
            Self::Systemd | Self::OpenRc | Self::Nobody => false,
        }
    }
}

/// Who sets parameters, and where that is decided.
#[derive(Clone, Debug)]
pub(super) struct Procedure {
    pub(super) applier: Applier,
    source: Source,
}

impl Procedure {
    pub(super) fn of(collection: &Collection<'_>) -> Fact<Self> {
        let boot = collection.shared::<Boot>()?;
        let unit = format!("/usr/lib/systemd/system/{SYSTEMD}.service");
        let (applier, source) = match init_system(collection.context.system) {
            Some("systemd") => match boot.mask(SYSTEMD) {
                Some(link) => (Applier::Nobody, Source::file(link)),
                None => {
                    let file = boot.file(SYSTEMD).unwrap_or(&unit);
                    (Applier::Systemd, Source::file(file))
                }
            },
            Some("openrc") => match boot.start(OPENRC) {
                Start::Yes(source) => (Applier::OpenRc, source),
                Start::No(source) => (Applier::Nobody, source),
                Start::Unknown => {
                    return Err(FactError::Failed(
                        "it is not known whether OpenRC starts `sysctl`, so it is not known who sets the \
                         parameters of the kernel"
                            .to_owned(),
                    ));
                }
            },
            _ => (Applier::Procps, Source::file(Self::script(collection))),
        };
        Ok(Self { applier, source })
    }

    /// By one of them, wherever that is decided.
    #[cfg(test)]
    pub(super) fn by(applier: Applier) -> Self {
        Self {
            applier,
            source: Source::file("/"),
        }
    }

    /// The script of System V that Debian's procps brings, or the place of such scripts.
    fn script(collection: &Collection<'_>) -> &'static str {
        let script = "/etc/init.d/procps";
        let is_there = collection
            .context
            .system
            .metadata(Path::new(script))
            .is_ok();
        if is_there { script } else { "/etc/init.d" }
    }

    pub(super) fn into_fact(self) -> sysctl::Procedure {
        sysctl::Procedure {
            applied_by: self.applier.word().to_owned(),
            source: self.source,
        }
    }
}
