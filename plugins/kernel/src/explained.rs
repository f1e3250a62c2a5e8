//! What explains that a host forwards packets: programs that come up at boot or run, and the network
//! interfaces that they make.

use muster_sdk::{FactError, NotEvaluated, fits_pattern, sysctl, units};

/// A word of the parameter `unless`.
struct Explanation {
    word: &'static str,
    /// Services, without their suffix.
    units: &'static [&'static str],
    /// Network interfaces.
    interfaces: &'static [&'static str],
}

static EXPLANATIONS: [Explanation; 6] = [
    Explanation {
        word: "docker",
        units: &["docker", "docker.socket", "snap.docker.dockerd"],
        interfaces: &["docker0", "docker_gwbridge"],
    },
    Explanation {
        word: "containers",
        units: &[
            "containerd",
            "podman*",
            "lxc-net",
            "lxd",
            "snap.lxd.daemon",
            "incus",
            "systemd-nspawn@*",
            "garden*",
        ],
        interfaces: &[
            "podman*", "cni*", "lxcbr*", "lxdbr*", "incusbr*", "nerdctl*",
        ],
    },
    Explanation {
        word: "kubernetes",
        units: &[
            "kubelet",
            "k3s",
            "k3s-agent",
            "k0s*",
            "rke2-*",
            "crio",
            "snap.microk8s.*",
        ],
        interfaces: &["cni*", "flannel*", "cali*", "cilium_*", "kube-*"],
    },
    Explanation {
        word: "virtual-machines",
        units: &[
            "libvirtd",
            "libvirtd.socket",
            "virtnetworkd",
            "virtnetworkd.socket",
            "pve*",
        ],
        interfaces: &["virbr*", "vmbr*"],
    },
    Explanation {
        word: "vpn",
        units: &[
            "wg-quick@*",
            "wg-quick.*",
            "openvpn",
            "openvpn@*",
            "openvpn-server@*",
            "openvpn.*",
            "strongswan*",
            "ipsec",
            "xl2tpd",
            "pptpd",
            "ocserv",
            "tailscaled",
            "tailscale",
            "zerotier-one",
            "netbird",
            "softether*",
            "sing-box",
        ],
        interfaces: &[
            "wg*",
            "tun*",
            "tap*",
            "tailscale*",
            "zt*",
            "ppp*",
            "xfrm*",
            "vti*",
            "ipsec*",
            "wt*",
        ],
    },
    Explanation {
        word: "router",
        units: &[
            "frr",
            "bird",
            "bird6",
            "quagga",
            "zebra",
            "babeld",
            "radvd",
            "hostapd",
            "isc-dhcp-server",
            "kea-dhcp4-server",
            "kea-dhcp4",
        ],
        interfaces: &[],
    },
];

/// The words, checked.
pub(crate) struct Unless(Vec<&'static Explanation>);

impl Unless {
    /// Reads the parameter.
    pub(crate) fn of(words: &[String]) -> Result<Self, NotEvaluated> {
        let find = |word: &String| {
            EXPLANATIONS
                .iter()
                .find(|one| one.word == word)
                .ok_or_else(|| {
                    let known: Vec<&str> = EXPLANATIONS.iter().map(|one| one.word).collect();
                    NotEvaluated::because(format!(
                        "`unless` has `{word}`, which is not one of {}",
                        known.join(", ")
                    ))
                })
        };
        Ok(Self(words.iter().map(find).collect::<Result<_, _>>()?))
    }

    /// What explains it, such as `docker.service`; none where nothing does.
    ///
    /// # Errors
    /// It is not known whether something does.
    pub(crate) fn explanation(&self) -> Result<Option<String>, NotEvaluated> {
        if self.0.is_empty() {
            return Ok(None);
        }
        let by_unit = self.by_unit();
        if matches!(by_unit, Ok(Some(_))) {
            return by_unit;
        }
        // What explains it anyway needs no other explanation.
        if let Some(interface) = self.by_interface()? {
            return Ok(Some(format!("the network interface {interface}")));
        }
        by_unit
    }

    fn by_unit(&self) -> Result<Option<String>, NotEvaluated> {
        let units = match units::units() {
            Ok(units) => units,
            // Nothing starts anything.
            Err(FactError::Unsupported(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut unclear = None;
        for unit in &units {
            let names = std::iter::once(&unit.name).chain(&unit.aliases);
            let mut names = names.map(|name| name.strip_suffix(".service").unwrap_or(name));
            let is_known = names.any(|name| {
                let mut patterns = self.0.iter().flat_map(|one| one.units);
                patterns.any(|pattern| fits_pattern(pattern, name))
            });
            if !is_known {
                continue;
            }
            match unit.in_use() {
                Some(true) => return Ok(Some(unit.name.clone())),
                Some(false) => {}
                None => unclear = Some(&unit.name),
            }
        }
        match unclear {
            Some(name) => Err(NotEvaluated::because(format!(
                "it is not known whether {name} comes up at boot, which would explain it"
            ))),
            None => Ok(None),
        }
    }

    fn by_interface(&self) -> Result<Option<String>, NotEvaluated> {
        let names = match sysctl::network_interfaces() {
            Ok(names) => names,
            // An image has none.
            Err(FactError::Unsupported(_)) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let fits = |name: &String| {
            let mut patterns = self.0.iter().flat_map(|one| one.interfaces);
            patterns.any(|pattern| fits_pattern(pattern, name))
        };
        Ok(names.into_iter().find(fits))
    }
}
