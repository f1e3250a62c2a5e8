//! The containers of the project's services.

use muster_sdk::containers::{self, Container};
use muster_sdk::services::Setting;
use muster_sdk::{NotEvaluated, applicable};

use crate::settings::{Settings, own_name};

/// Every container; the rule is not about a target that is not running.
pub(crate) fn all() -> Result<Vec<Container>, NotEvaluated> {
    applicable("compose/containers", containers::containers())
}

/// Those of one service, apart from those that were made to run one command.
pub(crate) fn of_service<'a>(
    all: &'a [Container],
    service: &'a str,
) -> impl Iterator<Item = &'a Container> {
    all.iter()
        .filter(move |one| one.service.as_deref() == Some(service) && !one.one_off)
}

/// A container of a service of this name that was made from files of which the project is not made, with
/// the first of these files.
pub(crate) fn made_elsewhere<'a>(
    all: &'a [Container],
    service: &str,
) -> Option<(&'a Container, &'a str)> {
    all.iter()
        .filter(|one| one.service.is_none())
        .filter(|one| one.service_label.as_deref() == Some(own_name(service)))
        .find_map(|one| Some((one, one.files.first()?.as_str())))
}

/// Whether the project starts no container of a service.
pub(crate) fn is_scaled_to_none(settings: &Settings, service: &str) -> bool {
    settings
        .find(service, Setting::KEY_SCALE)
        .is_some_and(|setting| setting.value == "0")
}
