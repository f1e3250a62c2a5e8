//! `kernel/boot-argument`

use muster_sdk::boot::{self, Argument, Entry};
use muster_sdk::distribution::Family;
use muster_sdk::{Distribution, FactError, Finding, NotEvaluated, Outcome};

use crate::applies::own_kernel;

muster_sdk::parameters! {
    struct Parameters {
        /// Arguments that the kernel must have: a name, or `NAME=VALUE`.
        #[requests(BootArgument)]
        #[needed(arguments)]
        #[apart_from(forbidden)]
        required: Vec<String> = [],
        /// Arguments that it must not have, in the same way.
        #[requests(BootArgument)]
        #[needed(arguments)]
        forbidden: Vec<String> = [
            "apparmor=0", "audit=0", "enforcing=0", "mitigations=off", "nokaslr", "norandmaps", "nosmap", "nosmep",
            "selinux=0",
        ],
    }
}

muster_sdk::rule! {
    id: "kernel/boot-argument",
    severity: Medium,
    precision: High,
    tags: ["kernel", "boot"],
    documentation: "boot_argument.md",
    parameters: Parameters,
    check: check,
}

/// What a rule that names no argument would be about.
const SUBJECT: &str = "arguments";

/// An argument that is asked for, or is not to be there.
struct Demand {
    text: String,
    argument: Argument,
    is_required: bool,
}

impl Demand {
    fn of(text: &str, is_required: bool) -> Self {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        Self {
            text: text.to_owned(),
            argument: Argument {
                // The kernel takes both for the same.
                name: name.replace('-', "_"),
                value,
            },
            is_required,
        }
    }

    /// Whether it is among arguments, of which the last counts.
    fn is_among(&self, arguments: &[Argument]) -> bool {
        let wanted = &self.argument;
        let mut named = arguments.iter().filter(|one| one.name == wanted.name);
        match (&wanted.value, named.next_back()) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(_), Some(last)) => last.value == wanted.value,
        }
    }

    /// How the boot loader is told.
    fn fix(&self, distribution: &Distribution) -> String {
        let Self {
            text, is_required, ..
        } = self;
        match distribution.family() {
            Family::RedHat => {
                let option = if *is_required { "args" } else { "remove-args" };
                format!("Run `grubby --update-kernel=ALL --{option}=\"{text}\"`")
            }
            family => {
                let (do_it, place) = if *is_required {
                    ("Add", "to")
                } else {
                    ("Remove", "from")
                };
                let (setting, command) = match family {
                    Family::Alpine => (
                        "`default_kernel_opts` in /etc/update-extlinux.conf",
                        "update-extlinux",
                    ),
                    Family::Debian => ("`GRUB_CMDLINE_LINUX` in /etc/default/grub", "update-grub"),
                    Family::Suse => (
                        "`GRUB_CMDLINE_LINUX` in /etc/default/grub",
                        "grub2-mkconfig -o /boot/grub2/grub.cfg",
                    ),
                    Family::RedHat | Family::Arch | Family::Gentoo | Family::Other => (
                        "`GRUB_CMDLINE_LINUX` in /etc/default/grub",
                        "grub-mkconfig -o /boot/grub/grub.cfg",
                    ),
                };
                format!("{do_it} `{text}` {place} {setting}, and run `{command}`")
            }
        }
    }

    fn required(&self) -> String {
        if self.is_required {
            format!("`{}`", self.text)
        } else {
            format!("no `{}`", self.text)
        }
    }
}

fn check(parameters: Parameters) -> Outcome {
    let required = parameters.required.iter();
    let forbidden = parameters.forbidden.iter();
    let demands: Vec<Demand> = required
        .map(|text| Demand::of(text, true))
        .chain(forbidden.map(|text| Demand::of(text, false)))
        .collect();
    if demands.is_empty() {
        return Ok(vec![Finding::not_applicable(
            SUBJECT,
            "The policy requires no kernel argument.",
        )]);
    }
    let known = boot::known_arguments()?;
    if let Some(demand) = demands
        .iter()
        .find(|demand| !known.contains(&demand.argument.name))
    {
        return Err(NotEvaluated::because(format!(
            "`{}` is not a kernel argument that Muster reads",
            demand.argument.name
        )));
    }
    own_kernel(SUBJECT)?;
    let distribution = Distribution::of_host();
    let entries = boot::entries();
    let running = boot::running_arguments();
    Ok(demands
        .iter()
        .flat_map(|demand| {
            [
                judge_boot(demand, &entries, &distribution),
                judge_running(demand, &running),
            ]
        })
        .collect())
}

/// What every entry of the boot loader gives the kernel.
fn judge_boot(
    demand: &Demand,
    entries: &Result<Vec<Entry>, FactError>,
    distribution: &Distribution,
) -> Finding {
    let subject = format!("{}/persisted", demand.text);
    let entries = match entries {
        Ok(entries) if entries.is_empty() => {
            return Finding::error(
                subject,
                "the boot loader offers no kernel that Muster can read",
            );
        }
        Ok(entries) => entries,
        Err(FactError::Unsupported(reason)) => return Finding::not_applicable(subject, reason),
        Err(error) => return Finding::error(subject, error.reason()),
    };
    let text = &demand.text;
    // What is added by a variable comes after it, or before: it may be the last.
    let wrong = |entry: &&Entry| {
        !entry.has_unknown_arguments && demand.is_among(&entry.arguments) != demand.is_required
    };
    let wrong: Vec<&Entry> = entries.iter().filter(wrong).collect();
    if let Some(entry) = wrong.first() {
        let kernels = match wrong.len() {
            1 => format!("The entry of {}", entry.kernel),
            many => format!("Of {} entries of the boot loader {many}", entries.len()),
        };
        let has = match (wrong.len(), demand.is_required) {
            (1, true) => "does not have",
            (1, false) => "has",
            (_, true) => "do not have",
            (_, false) => "have",
        };
        let finding = Finding::fail(subject, format!("{kernels} {has} `{text}`."))
            .observed(if demand.is_required {
                format!("without `{text}`")
            } else {
                format!("`{text}`")
            })
            .required(demand.required())
            .fix(demand.fix(distribution));
        return wrong.into_iter().fold(finding, |finding, entry| {
            finding.at(entry.source.clone(), "starts the kernel")
        });
    }
    if let Some(entry) = entries.iter().find(|entry| entry.has_unknown_arguments) {
        return Finding::error(
            subject,
            format!(
                "a variable of the boot loader adds arguments to {}, and it is not known which",
                entry.kernel
            ),
        )
        .at(entry.source.clone(), "has the variable");
    }
    let message = if demand.is_required {
        format!("Every entry of the boot loader has `{text}`.")
    } else {
        format!("No entry of the boot loader has `{text}`.")
    };
    Finding::pass(subject, message)
}

fn judge_running(demand: &Demand, running: &Result<Vec<Argument>, FactError>) -> Finding {
    let subject = format!("{}/running", demand.text);
    let arguments = match running {
        Ok(arguments) => arguments,
        Err(FactError::Unsupported(reason)) => return Finding::not_applicable(subject, reason),
        Err(error) => return Finding::error(subject, error.reason()),
    };
    let text = &demand.text;
    let has = demand.is_among(arguments);
    let state = if has { "with" } else { "without" };
    let message = format!("The kernel runs {state} `{text}`.");
    if has == demand.is_required {
        return Finding::pass(subject, message);
    }
    Finding::fail(subject, message)
        .observed(format!("{state} `{text}`"))
        .required(demand.required())
        .fix("Restart the host once its boot loader is set up")
}
