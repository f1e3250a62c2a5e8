//! What the rules of a policy name, beyond the settings of the project.

use std::collections::BTreeSet;

/// What has to be collected because a parameter of a selected rule names it. A collector looks at
/// nothing of these kinds that is not named.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Requests {
    /// Settings of the kernel, such as `net.ipv4.ip_forward`.
    pub sysctl: BTreeSet<String>,
    /// Modules of the kernel.
    pub kernel_modules: BTreeSet<String>,
    /// Absolute paths of files and directories, `*` standing for any part of a name.
    pub paths: BTreeSet<String>,
    /// Settings of programs, such as `journald/Journal/Storage`.
    pub settings: BTreeSet<String>,
    /// Packages whose pending updates are asked for, `*` for all.
    pub updates: BTreeSet<String>,
}
