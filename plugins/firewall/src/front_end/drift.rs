//! How the files that a firewall loads at boot and the rules in force are brought together.

use muster_sdk::packet_filter::BootLoader;

use super::FrontEnd;

impl FrontEnd {
    /// How to load the files, and where the rules in force are the right ones, how to keep those.
    pub(crate) fn settle_drift(&self, loaders: &[BootLoader]) -> String {
        let each = loaders.iter().map(|loader| self.load_file(loader));
        each.collect::<Vec<String>>().join(". ")
    }

    fn load_file(&self, loader: &BootLoader) -> String {
        let file = &loader.file.name;
        match loader.name.as_str() {
            "ufw" => "Correct the files below /etc/ufw if they are wrong, then run `ufw reload`"
                .to_owned(),
            tool @ ("iptables" | "ip6tables") => format!(
                "Correct {file} if it is wrong and load it: `{tool}-restore {file}`; if the rules in force are \
                 right, keep them: {}",
                self.save_iptables(tool)
            ),
            _ => {
                let load = if file == self.nftables_file() {
                    self.load_nftables()
                } else {
                    format!("`{}`", self.distribution.restart("nftables"))
                };
                format!("Correct {file} if it is wrong, then load it: {load}")
            }
        }
    }
}
