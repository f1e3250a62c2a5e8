//! The ways in which a host installs updates by itself, and what stops each.

use muster_sdk::automatic_updates::{self, Setting};
use muster_sdk::jobs::{self, Job};
use muster_sdk::units::Unit;
use muster_sdk::{Distribution, NotEvaluated, Source, units};

use crate::installed::Listed;
use muster_sdk::sentence::list;

/// Timers of apt: the first fetches what there is, the second installs it.
const APT_TIMERS: [&str; 2] = ["apt-daily.timer", "apt-daily-upgrade.timer"];

/// Timers that install updates whatever else is set: of dnf-automatic, of SUSE's systems that are updated as a whole,
/// of the package os-update, and of rpm-ostree.
const TIMERS: [&str; 5] = [
    "dnf-automatic-install.timer",
    "transactional-update.timer",
    "os-update.timer",
    "rpm-ostreed-automatic.timer",
    "bootc-fetch-apply-updates.timer",
];

/// Timers that do what the settings of dnf-automatic say.
const DNF: [&str; 2] = ["dnf-automatic.timer", "dnf5-automatic.timer"];

/// The service of yum-cron.
const YUM: &str = "yum-cron.service";

/// What cron runs for the same purpose.
const PROGRAMS: [&str; 7] = [
    "cron-apt",
    "dnf-automatic",
    "opensuse.org-online_update",
    "os-update",
    "transactional-update",
    "unattended-upgrade",
    "unattended-upgrades",
];

/// What one of the ways comes to.
pub(crate) enum Way {
    /// It installs updates: a clause.
    Works(String, Option<Source>),
    /// It is there, and does not: a clause, the place that says so, and what helps.
    Stopped {
        why: String,
        place: Option<Source>,
        fix: String,
    },
    /// It is not there.
    Missing,
}

/// What the ways are judged by.
pub(crate) struct Host {
    distribution: Distribution,
    units: Vec<Unit>,
    settings: Vec<Setting>,
    /// Whether timers are what starts things.
    has_timers: bool,
}

impl Host {
    pub(crate) fn read(distribution: Distribution) -> Result<Self, NotEvaluated> {
        Ok(Self {
            distribution,
            units: units::units()?,
            settings: automatic_updates::settings()?,
            has_timers: units::overview()?.name == units::Manager::NAME_SYSTEMD,
        })
    }

    fn unit(&self, name: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.name == name)
    }

    fn setting(&self, program: &str, key: &str) -> Option<&Setting> {
        let mut settings = self.settings.iter();
        settings.find(|one| one.program == program && one.key == key)
    }

    /// A timer of which it is not known whether it comes up, so that nothing is said of the host.
    pub(crate) fn unknown(&self) -> Option<&str> {
        let known = TIMERS.iter().chain(&DNF);
        let mut there = known.filter_map(|name| self.unit(name));
        there
            .find(|unit| unit.at_boot.is_none())
            .map(|unit| unit.name.as_str())
    }

    pub(crate) fn apt(&self, listed: &Listed) -> Result<Way, NotEvaluated> {
        if listed.installed.is_empty() {
            if !listed.database.complete {
                return Err(NotEvaluated::because(
                    "the database of packages is not fully understood, so it is not known whether \
                     unattended-upgrades is installed",
                ));
            }
            return Ok(Way::Missing);
        }
        let apt = |key| self.setting(Setting::PROGRAM_APT, key);
        if let Some(off) = apt(Setting::KEY_ENABLE).filter(|setting| !setting.on) {
            return Ok(Way::Stopped {
                why: "`APT::Periodic::Enable` is 0".to_owned(),
                place: Some(off.source.clone()),
                fix: format!("Remove `APT::Periodic::Enable` from {}", off.source.name),
            });
        }
        for (key, name) in [
            (
                Setting::KEY_UNATTENDED_UPGRADE,
                "APT::Periodic::Unattended-Upgrade",
            ),
            (
                Setting::KEY_UPDATE_PACKAGE_LISTS,
                "APT::Periodic::Update-Package-Lists",
            ),
        ] {
            match apt(key) {
                Some(setting) if setting.on => {}
                Some(setting) => {
                    return Ok(Way::Stopped {
                        why: format!("`{name}` is switched off"),
                        place: Some(setting.source.clone()),
                        fix: format!("Set `{name} \"1\";` in {}", setting.source.name),
                    });
                }
                None => {
                    return Ok(Way::Stopped {
                        why: format!("unattended-upgrades is installed, and `{name}` is not set"),
                        place: Some(listed.database.source.clone()),
                        fix: format!(
                            "Put `{name} \"1\";` into /etc/apt/apt.conf.d/20auto-upgrades"
                        ),
                    });
                }
            }
        }
        if self.has_timers {
            for name in APT_TIMERS {
                if let Some(way) = self.not_at_boot(name)? {
                    return Ok(way);
                }
            }
        } else if job_names(&["apt-compat"])?.is_empty() {
            return Ok(Way::Stopped {
                why: "unattended-upgrades is installed, and cron does not run /etc/cron.daily/apt-compat".to_owned(),
                place: None,
                fix: "Install cron, and make /etc/cron.daily/apt-compat executable".to_owned(),
            });
        }
        let place = apt(Setting::KEY_UNATTENDED_UPGRADE).map(|setting| setting.source.clone());
        Ok(Way::Works(
            "unattended-upgrades installs updates".to_owned(),
            place,
        ))
    }

    /// What stops a timer that must come up; none where it does.
    fn not_at_boot(&self, name: &str) -> Result<Option<Way>, NotEvaluated> {
        let unit = self.unit(name);
        match unit.map(|unit| unit.at_boot) {
            Some(Some(true)) => return Ok(None),
            Some(None) => {
                return Err(NotEvaluated::because(format!(
                    "it is not known whether {name} comes up at boot"
                )));
            }
            Some(Some(false)) | None => {}
        }
        let is_masked = unit.is_some_and(|unit| unit.load == Unit::LOAD_MASKED);
        let enable = self.distribution.enable_now(name);
        Ok(Some(Way::Stopped {
            why: if is_masked {
                format!("{name} is masked")
            } else {
                format!("{name} does not come up at boot")
            },
            place: unit.map(|unit| unit.source.clone()),
            fix: if is_masked {
                format!("Run `systemctl unmask {name} && {enable}`")
            } else {
                format!("Run `{enable}`")
            },
        }))
    }

    pub(crate) fn timers(&self) -> Way {
        let mut there = TIMERS.iter().filter_map(|name| self.unit(name));
        match there.find(|unit| unit.at_boot == Some(true)) {
            Some(unit) => Way::Works(
                format!("{} installs updates", unit.name),
                Some(unit.source.clone()),
            ),
            None => Way::Missing,
        }
    }

    pub(crate) fn dnf(&self) -> Result<Way, NotEvaluated> {
        let there: Vec<&Unit> = DNF.iter().filter_map(|name| self.unit(name)).collect();
        if let Some(timer) = there.iter().find(|unit| unit.at_boot == Some(true)) {
            let file = "/etc/dnf/automatic.conf";
            return Ok(self.applied(Setting::PROGRAM_DNF, &timer.name, file));
        }
        match there.first() {
            Some(timer) => Ok(self.not_at_boot(&timer.name)?.unwrap_or(Way::Missing)),
            None => Ok(Way::Missing),
        }
    }

    pub(crate) fn yum(&self) -> Result<Way, NotEvaluated> {
        if self.unit(YUM).is_none() {
            return Ok(Way::Missing);
        }
        let applied = || self.applied(Setting::PROGRAM_YUM, YUM, "/etc/yum/yum-cron.conf");
        Ok(self.not_at_boot(YUM)?.unwrap_or_else(applied))
    }

    /// Whether what a timer starts installs what it finds.
    fn applied(&self, program: &str, unit: &str, file: &str) -> Way {
        let setting = self.setting(program, Setting::KEY_APPLY_UPDATES);
        let place = setting.map(|setting| setting.source.clone());
        if setting.is_some_and(|setting| setting.on) {
            return Way::Works(format!("{unit} installs updates"), place);
        }
        let file = place
            .as_ref()
            .map_or(file, |place| place.name.as_str())
            .to_owned();
        Way::Stopped {
            why: format!("{unit} only looks for them, because `apply_updates` is not `yes`"),
            place,
            fix: format!("Set `apply_updates = yes` in {file}"),
        }
    }

    /// What cron runs, be it of the distribution or of the administrator.
    pub(crate) fn cron(&self) -> Result<Way, NotEvaluated> {
        let names = job_names(&PROGRAMS)?;
        Ok(if names.is_empty() {
            Way::Missing
        } else {
            Way::Works(format!("cron runs {}", list(&names, "and")), None)
        })
    }
}

/// The jobs of cron that run one of these programs, or are called so.
fn job_names(programs: &[&str]) -> Result<Vec<String>, NotEvaluated> {
    let is_one = |job: &Job| {
        let program = job.program.as_deref().unwrap_or_default();
        let mut names = [program, job.name.as_str()].into_iter();
        names.any(|path| programs.contains(&path.rsplit(['/', '#']).next().unwrap_or(path)))
    };
    let mut jobs = jobs::jobs()?;
    jobs.retain(|job| job.state == Job::STATE_ENABLED && job.scheduler != Job::SCHEDULER_SYSTEMD);
    Ok(jobs
        .into_iter()
        .filter(is_one)
        .map(|job| job.name)
        .collect())
}
