//! The contract in `wit/`, parsed.

use wit_bindgen_core::wit_parser::{
    Interface, InterfaceId, PackageId, Resolve, TypeDefKind, WorldId, WorldKey,
};

use crate::file;

/// The package of what a plugin exports.
const POLICY: &str = "policy";

/// The package of what the fact domains share, and the package of what a plugin exports.
const NOT_A_DOMAIN: [&str; 2] = ["facts", POLICY];

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

    /// The interfaces that define fact types: the domains, and what they share.
    pub(crate) fn fact_interfaces(&self) -> Vec<InterfaceId> {
        let mut interfaces = self.interfaces();
        interfaces.retain(|(package, _)| self.resolve.packages[*package].name.name != POLICY);
        interfaces.into_iter().map(|(_, id)| id).collect()
    }

    /// The domains that a plugin can import, in the order of `wit/policy.wit`.
    pub(crate) fn imports(&self) -> Vec<InterfaceId> {
        let domains = self.domains();
        self.resolve.worlds[self.world]
            .imports
            .keys()
            .filter_map(|key| match key {
                WorldKey::Interface(id) if domains.contains(id) => Some(*id),
                _ => None,
            })
            .collect()
    }

    /// The interface's name alone, such as `packet-filter`.
    pub(crate) fn own_name(&self, id: InterfaceId) -> &str {
        let name = self.interface(id).name.as_deref();
        name.expect("it has a name")
    }

    /// The module that bindings put the interface into, such as `firewall::packet_filter`.
    pub(crate) fn module(&self, id: InterfaceId) -> String {
        let package = self.interface(id).package.expect("it has a package");
        let package = &self.resolve.packages[package].name.name;
        format!("{package}::{}", self.own_name(id)).replace('-', "_")
    }

    /// Whether the interface takes a type of this name from another.
    pub(crate) fn uses(&self, id: InterfaceId, name: &str) -> bool {
        self.interface(id)
            .types
            .get(name)
            .is_some_and(|id| matches!(self.resolve.types[*id].kind, TypeDefKind::Type(_)))
    }

    /// The documentation of the interface, or that of its package where it has none of its own.
    pub(crate) fn about(&self, id: InterfaceId) -> String {
        let interface = self.interface(id);
        let package = interface.package.expect("it has a package");
        let own = interface.docs.contents.as_ref();
        let docs = own.or(self.resolve.packages[package].docs.contents.as_ref());
        docs.cloned().unwrap_or_default()
    }
}
