//! Which vendors of packages zypper takes for one.

use std::path::Path;

use muster_facts::Fact;
use muster_target::{System, present};

use crate::readers::units;

/// Which vendors are one to zypper, and those of which it knows that each is, whatever follows the name.
const VENDORS: &str = "/etc/zypp/vendors.d";
const OWN_VENDORS: [&str; 2] = ["suse", "opensuse"];

/// Which vendors zypper takes for one: it keeps to the vendor of what is installed.
pub(in crate::packages) struct Vendors {
    /// The beginnings of names that stand for the same.
    classes: Vec<Vec<String>>,
}

impl Vendors {
    /// # Errors
    /// A file cannot be read.
    pub(in crate::packages) fn read(system: &dyn System) -> Fact<Self> {
        let mut classes: Vec<Vec<String>> = OWN_VENDORS.map(|name| vec![name.to_owned()]).into();
        let directory = Path::new(VENDORS);
        for name in present(system.list(directory))?.unwrap_or_default() {
            let path = directory.join(&name);
            let text = present(system.read_text(&path))?.unwrap_or_default();
            let settings = units::entries(VENDORS, &text);
            let lists = settings.iter().filter(|one| one.key == "vendors");
            classes.extend(lists.map(|one| {
                let names = one.value.split(',').map(str::trim);
                let names = names.filter(|name| !name.is_empty());
                names.map(str::to_ascii_lowercase).collect()
            }));
        }
        Ok(Self { classes })
    }

    pub(in crate::packages) fn are_same(&self, one: &str, other: &str) -> bool {
        let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
        let both_in = |class: &Vec<String>| {
            [&one, &other]
                .into_iter()
                .all(|vendor| class.iter().any(|name| vendor.starts_with(name.as_str())))
        };
        one == other || self.classes.iter().any(both_in)
    }

    /// Whether a vendor is SUSE, under whichever of its names, which are one.
    pub(in crate::packages) fn are_all_of_suse(&self, vendor: &str) -> bool {
        let vendor = vendor.to_ascii_lowercase();
        let [one, other] = OWN_VENDORS;
        self.are_same(one, other) && OWN_VENDORS.iter().any(|name| vendor.starts_with(name))
    }
}
