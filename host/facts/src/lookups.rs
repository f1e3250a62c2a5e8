//! The functions of `wit/` that look something up in a list, whose names begin with `find-`.

use crate::{EnvFacts, Fact, FactError, PacketFilterFacts, SshdFacts, env, packet_filter, sshd};

impl EnvFacts {
    /// One key of one bound file.
    ///
    /// # Errors
    /// When the file could not be read, or is not one of the bound ones.
    pub fn find_key(&self, path: &str, name: &str) -> Fact<Option<env::Key>> {
        let Some(keys) = self.keys.get(path) else {
            return Err(FactError::Failed(format!(
                "{path} is not one of the environment files that the project binds"
            )));
        };
        let keys = keys.as_ref().map_err(Clone::clone)?;
        Ok(keys.iter().find(|key| key.name == name).cloned())
    }
}

impl SshdFacts {
    /// The first effective setting of a keyword in the global scope.
    ///
    /// # Errors
    /// When the settings are missing.
    pub fn find_setting(&self, keyword: &str) -> Fact<Option<sshd::Setting>> {
        let settings = self.settings.as_ref().map_err(Clone::clone)?;
        let mut settings = settings.iter();
        Ok(settings.find(|setting| setting.keyword == keyword).cloned())
    }
}

impl PacketFilterFacts {
    /// The range that holds one port.
    ///
    /// # Errors
    /// When the ranges are missing, or none holds the port.
    pub fn find_reach(
        &self,
        family: &str,
        protocol: &str,
        port: u16,
    ) -> Fact<packet_filter::Reach> {
        let ranges = self.reachability.as_ref().map_err(Clone::clone)?;
        let holds = |range: &&packet_filter::Reach| {
            range.family == family
                && range.protocol == protocol
                && (range.first_port..=range.last_port).contains(&port)
        };
        ranges.iter().find(holds).cloned().ok_or_else(|| {
            FactError::Failed(format!(
                "there is no verdict for {family} {protocol} port {port}"
            ))
        })
    }
}
