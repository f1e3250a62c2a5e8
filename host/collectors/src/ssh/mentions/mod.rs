//! Which port other programs take for the one of SSH: fail2ban's jail, and the profile that ufw's rules name. A change
//! of sshd's port does not reach them.

mod fail2ban;
mod ufw;

use muster_facts::Fact;
use muster_facts::sshd::PortMention;
use muster_target::Collection;

use crate::readers::boot::{Boot, Start};

/// The mentions of programs that come up at boot.
pub(super) fn port_mentions(collection: &Collection<'_>) -> Fact<Vec<PortMention>> {
    let system = collection.context.system;
    let boot = collection.shared::<Boot>()?;
    let mut found = Vec::new();
    if !matches!(boot.start("fail2ban"), Start::No(_)) {
        found.extend(fail2ban::jail(system)?);
    }
    found.extend(ufw::profiles(system)?);
    Ok(found)
}
