//! The contract in `wit/`, parsed.

use wit_bindgen_core::wit_parser::{Interface, InterfaceId, PackageId, Resolve, WorldId, WorldKey};

use crate::file;

/// The package of what the fact domains share, and the package of what a plugin exports.
const NOT_A_DOMAIN: [&str; 2] = ["facts", "policy"];

/// All packages of `wit/`, with the world that a plugin lives in.
pub(crate) struct Contract {
    pub(crate) resolve: Resolve,
    pub(crate) world: WorldId,
}

impl Contract {
    pub(crate) fn read() -> Self {
        let mut resolve = Resolve::default();
        let (package, _) = resolve
            .push_dir(file::path("wit"))
            .expect("wit/ is a package with its dependencies");
        let world = resolve
            .select_world(&[package], Some("plugin"))
            .expect("wit/policy.wit has the world `plugin`");
        Self { resolve, world }
    }

    /// Every named interface with its package, sorted by name.
    pub(crate) fn interfaces(&self) -> Vec<(PackageId, InterfaceId)> {
        let mut interfaces: Vec<_> = self
            .resolve
            .packages
            .iter()
            .flat_map(|(package, contents)| {
                contents.interfaces.values().map(move |id| (package, *id))
            })
            .collect();
        interfaces.sort_by_key(|(_, id)| self.resolve.id_of(*id));
        interfaces
    }

    pub(crate) fn interface(&self, id: InterfaceId) -> &Interface {
        &self.resolve.interfaces[id]
    }

    /// `namespace:package/interface@version`.
    pub(crate) fn versioned_name(&self, id: InterfaceId) -> String {
        self.resolve.id_of(id).expect("it has a name")
    }

    /// `namespace:package/interface`, as grants are written.
    pub(crate) fn name(&self, id: InterfaceId) -> String {
        let name = self.versioned_name(id);
        name.split_once('@')
            .map_or(name.clone(), |(name, _)| name.to_owned())
    }

    /// The interfaces that give facts.
    pub(crate) fn domains(&self) -> Vec<InterfaceId> {
        self.interfaces()
            .into_iter()
            .filter(|(package, _)| {
                let name = &self.resolve.packages[*package].name.name;
                !NOT_A_DOMAIN.contains(&name.as_str())
            })
            .map(|(_, id)| id)
            .collect()
    }

    /// Whether a plugin can import the interface.
    pub(crate) fn is_imported(&self, id: InterfaceId) -> bool {
        self.resolve.worlds[self.world]
            .imports
            .contains_key(&WorldKey::Interface(id))
    }
}
