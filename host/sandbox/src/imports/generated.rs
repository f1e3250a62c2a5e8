// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! Links the functions of each fact domain.

use muster_facts::Domain;
use wasmtime::Result;
use wasmtime::component::Linker;

use super::{State, answer, of_map};

/// Links one domain's interface.
pub(crate) fn link(linker: &mut Linker<State>, domain: Domain) -> Result<()> {
    match domain {
        Domain::Host => host(linker),
        Domain::Kernels => kernels(linker),
        Domain::CryptoPolicy => crypto_policy(linker),
        Domain::Env => env(linker),
        Domain::Sshd => sshd(linker),
        Domain::PacketFilter => packet_filter(linker),
        Domain::Sockets => sockets(linker),
        Domain::Compose => compose(linker),
        Domain::Paths => paths(linker),
        Domain::Tree => tree(linker),
        Domain::Packages => packages(linker),
        Domain::Updates => updates(linker),
        Domain::Upgrades => upgrades(linker),
        Domain::Units => units(linker),
        Domain::Clock => clock(linker),
        Domain::Services => services(linker),
        Domain::Dns => dns(linker),
        Domain::Mail => mail(linker),
        Domain::Tls => tls(linker),
        Domain::Cloudflare => cloudflare(linker),
        Domain::Backups => backups(linker),
        Domain::Probes => probes(linker),
        Domain::Caddy => caddy(linker),
        Domain::Jobs => jobs(linker),
        Domain::Rotation => rotation(linker),
        Domain::Variables => variables(linker),
        Domain::Builds => builds(linker),
        Domain::Daemon => daemon(linker),
        Domain::Containers => containers(linker),
        Domain::Git => git(linker),
        Domain::Scripts => scripts(linker),
        Domain::Lines => lines(linker),
        Domain::Sysctl => sysctl(linker),
        Domain::Modules => modules(linker),
        Domain::Mounts => mounts(linker),
        Domain::Boot => boot(linker),
        Domain::AccessControl => access_control(linker),
        Domain::AutomaticUpdates => automatic_updates(linker),
        Domain::PackageSources => package_sources(linker),
        Domain::Accounts => accounts(linker),
        Domain::Sudoers => sudoers(linker),
        Domain::Settings => settings(linker),
        Domain::Banners => banners(linker),
        Domain::Login => login(linker),
        Domain::Rsyslog => rsyslog(linker),
        Domain::Pam => pam(linker),
    }
}

fn host(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::HostFacts;
    let mut linker = linker.instance("muster:host/host@0.1.0")?;
    linker.func_wrap("identity", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.identity.clone())
    })?;
    linker.func_wrap("surrounding-container", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.surrounding_container.clone())
    })?;
    linker.func_wrap("addresses", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.addresses.clone())
    })?;
    linker.func_wrap("wireless-interfaces", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.wireless_interfaces.clone())
    })?;
    Ok(())
}

fn kernels(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::KernelsFacts;
    let mut linker = linker.instance("muster:host/kernels@0.1.0")?;
    linker.func_wrap("running", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.running.clone())
    })?;
    linker.func_wrap("installed-kernels", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.installed_kernels.clone())
    })?;
    linker.func_wrap("restart-request", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.restart_request.clone())
    })?;
    Ok(())
}

fn crypto_policy(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::CryptoPolicyFacts;
    let mut linker = linker.instance("muster:host/crypto-policy@0.1.0")?;
    linker.func_wrap("configured", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.configured.clone())
    })?;
    linker.func_wrap("in-force", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.in_force.clone())
    })?;
    linker.func_wrap("properties", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.properties.clone())
    })?;
    linker.func_wrap("opt-outs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.opt_outs.clone())
    })?;
    Ok(())
}

fn env(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::EnvFacts;
    let mut linker = linker.instance("muster:env/env@0.1.0")?;
    linker.func_wrap("files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.files.clone())
    })?;
    linker.func_wrap("keys", |mut store, (path,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.keys, "keys", "path", &path))
    })?;
    linker.func_wrap("find-key", |mut store, (path, name,): (String, String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_key(&path, &name))
    })?;
    linker.func_wrap("reference-keys", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.reference_keys.clone())
    })?;
    linker.func_wrap("environments", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.environments.clone())
    })?;
    Ok(())
}

fn sshd(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::SshdFacts;
    let mut linker = linker.instance("muster:ssh/sshd@0.1.0")?;
    linker.func_wrap("server", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.server.clone())
    })?;
    linker.func_wrap("settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.settings.clone())
    })?;
    linker.func_wrap("find-setting", |mut store, (keyword,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_setting(&keyword))
    })?;
    linker.func_wrap("match-blocks", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.match_blocks.clone())
    })?;
    linker.func_wrap("shadowed-lines", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.shadowed_lines.clone())
    })?;
    linker.func_wrap("problems", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.problems.clone())
    })?;
    linker.func_wrap("disagreements", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.disagreements.clone())
    })?;
    linker.func_wrap("host-keys", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.host_keys.clone())
    })?;
    linker.func_wrap("port-mentions", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.port_mentions.clone())
    })?;
    Ok(())
}

fn packet_filter(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::PacketFilterFacts;
    let mut linker = linker.instance("muster:firewall/packet-filter@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("loopback", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.loopback.clone())
    })?;
    linker.func_wrap("reachability", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.reachability.clone())
    })?;
    linker.func_wrap("find-reach", |mut store, (family, protocol, port,): (String, String, u16,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_reach(&family, &protocol, port))
    })?;
    linker.func_wrap("published-ports", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.published_ports.clone())
    })?;
    linker.func_wrap("shadowed-rules", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.shadowed_rules.clone())
    })?;
    linker.func_wrap("boot-rules", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.boot_rules.clone())
    })?;
    linker.func_wrap("source-translations", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.source_translations.clone())
    })?;
    Ok(())
}

fn sockets(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::SocketsFacts;
    let mut linker = linker.instance("muster:firewall/sockets@0.1.0")?;
    linker.func_wrap("listeners", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.listeners.clone())
    })?;
    Ok(())
}

fn compose(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ComposeFacts;
    let mut linker = linker.instance("muster:compose/compose@0.1.0")?;
    linker.func_wrap("project", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.project.clone())
    })?;
    linker.func_wrap("mounts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.mounts.clone())
    })?;
    linker.func_wrap("volume-binds", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.volume_binds.clone())
    })?;
    linker.func_wrap("ports", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.ports.clone())
    })?;
    linker.func_wrap("gaps", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.gaps.clone())
    })?;
    Ok(())
}

fn paths(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::PathsFacts;
    let mut linker = linker.instance("muster:files/paths@0.1.0")?;
    linker.func_wrap("entries", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.entries.clone())
    })?;
    linker.func_wrap("gaps", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.gaps.clone())
    })?;
    linker.func_wrap("find-entry", |mut store, (path,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_entry(&path))
    })?;
    Ok(())
}

fn tree(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::TreeFacts;
    let mut linker = linker.instance("muster:files/tree@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("world-writable", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.world_writable.clone())
    })?;
    linker.func_wrap("unowned", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unowned.clone())
    })?;
    linker.func_wrap("directory-services", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.directory_services.clone())
    })?;
    linker.func_wrap("set-id-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.set_id_files.clone())
    })?;
    linker.func_wrap("log-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.log_files.clone())
    })?;
    Ok(())
}

fn packages(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::PackagesFacts;
    let mut linker = linker.instance("muster:packages/packages@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("packages", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.packages.clone())
    })?;
    linker.func_wrap("find-package", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_package(&name))
    })?;
    Ok(())
}

fn updates(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::UpdatesFacts;
    let mut linker = linker.instance("muster:packages/updates@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("pending-updates", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.pending_updates.clone())
    })?;
    Ok(())
}

fn upgrades(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::UpgradesFacts;
    let mut linker = linker.instance("muster:packages/upgrades@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("upgrades", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.upgrades.clone())
    })?;
    Ok(())
}

fn units(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::UnitsFacts;
    let mut linker = linker.instance("muster:init/units@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("units", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.units.clone())
    })?;
    linker.func_wrap("find-unit", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_unit(&name))
    })?;
    Ok(())
}

fn clock(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ClockFacts;
    let mut linker = linker.instance("muster:clock/clock@0.1.0")?;
    linker.func_wrap("now", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.now.clone())
    })?;
    linker.func_wrap("daemons", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.daemons.clone())
    })?;
    linker.func_wrap("sources", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.sources.clone())
    })?;
    linker.func_wrap("chrony-account", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.chrony_account.clone())
    })?;
    linker.func_wrap("synchronised", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.synchronised.clone())
    })?;
    Ok(())
}

fn services(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ServicesFacts;
    let mut linker = linker.instance("muster:compose/services@0.1.0")?;
    linker.func_wrap("acceptances", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.acceptances.clone())
    })?;
    linker.func_wrap("definitions", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.definitions.clone())
    })?;
    linker.func_wrap("settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.settings.clone())
    })?;
    linker.func_wrap("env-file-entries", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.env_file_entries.clone())
    })?;
    linker.func_wrap("project-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.project_files.clone())
    })?;
    linker.func_wrap("unknowns", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unknowns.clone())
    })?;
    Ok(())
}

fn dns(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::DnsFacts;
    let mut linker = linker.instance("muster:dns/dns@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("lookups", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.lookups.clone())
    })?;
    linker.func_wrap("dnssec", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.dnssec.clone())
    })?;
    linker.func_wrap("referrals", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.referrals.clone())
    })?;
    Ok(())
}

fn mail(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::MailFacts;
    let mut linker = linker.instance("muster:mail/mail@0.1.0")?;
    linker.func_wrap("senders", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.senders.clone())
    })?;
    Ok(())
}

fn tls(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::TlsFacts;
    let mut linker = linker.instance("muster:tls/tls@0.1.0")?;
    linker.func_wrap("asked-at", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.asked_at.clone())
    })?;
    linker.func_wrap("endpoints", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.endpoints.clone())
    })?;
    Ok(())
}

fn cloudflare(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::CloudflareFacts;
    let mut linker = linker.instance("muster:cloudflare/cloudflare@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.settings.clone())
    })?;
    linker.func_wrap("dns-records", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.dns_records.clone())
    })?;
    linker.func_wrap("edge-rules", |mut store, (phase,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.edge_rules, "edge-rules", "phase", &phase))
    })?;
    linker.func_wrap("certificate-packs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.certificate_packs.clone())
    })?;
    linker.func_wrap("refusals", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.refusals.clone())
    })?;
    linker.func_wrap("token-permissions", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.token_permissions.clone())
    })?;
    linker.func_wrap("address-ranges", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.address_ranges.clone())
    })?;
    Ok(())
}

fn backups(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::BackupsFacts;
    let mut linker = linker.instance("muster:backups/backups@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("asked-at", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.asked_at.clone())
    })?;
    linker.func_wrap("marker", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.marker.clone())
    })?;
    linker.func_wrap("artefacts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.artefacts.clone())
    })?;
    Ok(())
}

fn probes(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ProbesFacts;
    let mut linker = linker.instance("muster:http/probes@0.1.0")?;
    linker.func_wrap("probes", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.probes.clone())
    })?;
    Ok(())
}

fn caddy(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::CaddyFacts;
    let mut linker = linker.instance("muster:proxy/caddy@0.1.0")?;
    linker.func_wrap("configuration", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.configuration.clone())
    })?;
    linker.func_wrap("public-names", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.public_names.clone())
    })?;
    linker.func_wrap("options", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.options.clone())
    })?;
    linker.func_wrap("servers", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.servers.clone())
    })?;
    linker.func_wrap("sites", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.sites.clone())
    })?;
    linker.func_wrap("logs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.logs.clone())
    })?;
    linker.func_wrap("routes", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.routes.clone())
    })?;
    linker.func_wrap("header-operations", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.header_operations.clone())
    })?;
    linker.func_wrap("upstreams", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.upstreams.clone())
    })?;
    linker.func_wrap("route-trusts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.route_trusts.clone())
    })?;
    linker.func_wrap("gaps", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.gaps.clone())
    })?;
    Ok(())
}

fn jobs(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::JobsFacts;
    let mut linker = linker.instance("muster:schedule/jobs@0.1.0")?;
    linker.func_wrap("schedulers", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.schedulers.clone())
    })?;
    linker.func_wrap("jobs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.jobs.clone())
    })?;
    linker.func_wrap("unread-places", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_places.clone())
    })?;
    Ok(())
}

fn rotation(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::RotationFacts;
    let mut linker = linker.instance("muster:logs/rotation@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("stanzas", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.stanzas.clone())
    })?;
    linker.func_wrap("ignored-parts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.ignored_parts.clone())
    })?;
    linker.func_wrap("shared-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.shared_files.clone())
    })?;
    linker.func_wrap("unknown-rotators", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unknown_rotators.clone())
    })?;
    Ok(())
}

fn variables(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::VariablesFacts;
    let mut linker = linker.instance("muster:compose/variables@0.1.0")?;
    linker.func_wrap("references", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.references.clone())
    })?;
    linker.func_wrap("variables", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.variables.clone())
    })?;
    linker.func_wrap("literals", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.literals.clone())
    })?;
    linker.func_wrap("unknowns", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unknowns.clone())
    })?;
    Ok(())
}

fn builds(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::BuildsFacts;
    let mut linker = linker.instance("muster:compose/builds@0.1.0")?;
    linker.func_wrap("contexts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.contexts.clone())
    })?;
    linker.func_wrap("files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.files.clone())
    })?;
    Ok(())
}

fn daemon(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::DaemonFacts;
    let mut linker = linker.instance("muster:docker/daemon@0.1.0")?;
    linker.func_wrap("components", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.components.clone())
    })?;
    linker.func_wrap("instances", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.instances.clone())
    })?;
    linker.func_wrap("settings", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.settings, "settings", "name", &name))
    })?;
    linker.func_wrap("refusals", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.refusals, "refusals", "name", &name))
    })?;
    linker.func_wrap("sockets", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.sockets.clone())
    })?;
    linker.func_wrap("members", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.members.clone())
    })?;
    Ok(())
}

fn containers(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ContainersFacts;
    let mut linker = linker.instance("muster:docker/containers@0.1.0")?;
    linker.func_wrap("containers", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.containers.clone())
    })?;
    linker.func_wrap("variables", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.variables.clone())
    })?;
    Ok(())
}

fn git(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::GitFacts;
    let mut linker = linker.instance("muster:repository/git@0.1.0")?;
    linker.func_wrap("work-trees", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.work_trees.clone())
    })?;
    linker.func_wrap("tracked-env-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.tracked_env_files.clone())
    })?;
    linker.func_wrap("env-paths", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.env_paths.clone())
    })?;
    linker.func_wrap("history-hits", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.history_hits.clone())
    })?;
    linker.func_wrap("histories", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.histories.clone())
    })?;
    linker.func_wrap("secret-matches", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.secret_matches.clone())
    })?;
    linker.func_wrap("remotes", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.remotes.clone())
    })?;
    linker.func_wrap("conditions", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.conditions.clone())
    })?;
    linker.func_wrap("gaps", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.gaps.clone())
    })?;
    Ok(())
}

fn scripts(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ScriptsFacts;
    let mut linker = linker.instance("muster:repository/scripts@0.1.0")?;
    linker.func_wrap("scripts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.scripts.clone())
    })?;
    linker.func_wrap("commands", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.commands.clone())
    })?;
    Ok(())
}

fn lines(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::LinesFacts;
    let mut linker = linker.instance("muster:logs/lines@0.1.0")?;
    linker.func_wrap("asked-at", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.asked_at.clone())
    })?;
    linker.func_wrap("patterns", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.patterns.clone())
    })?;
    linker.func_wrap("logs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.logs.clone())
    })?;
    linker.func_wrap("failure-counts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.failure_counts.clone())
    })?;
    linker.func_wrap("secret-counts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.secret_counts.clone())
    })?;
    linker.func_wrap("gaps", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.gaps.clone())
    })?;
    Ok(())
}

fn sysctl(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::SysctlFacts;
    let mut linker = linker.instance("muster:kernel/sysctl@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("keys", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.keys.clone())
    })?;
    linker.func_wrap("running", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.running, "running", "name", &name))
    })?;
    linker.func_wrap("at-boot", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.at_boot, "at-boot", "name", &name))
    })?;
    linker.func_wrap("network-interfaces", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.network_interfaces.clone())
    })?;
    Ok(())
}

fn modules(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::ModulesFacts;
    let mut linker = linker.instance("muster:kernel/modules@0.1.0")?;
    linker.func_wrap("modules", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.modules.clone())
    })?;
    linker.func_wrap("available", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.available, "available", "name", &name))
    })?;
    linker.func_wrap("used", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.used, "used", "name", &name))
    })?;
    linker.func_wrap("configured", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.configured, "configured", "name", &name))
    })?;
    Ok(())
}

fn mounts(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::MountsFacts;
    let mut linker = linker.instance("muster:kernel/mounts@0.1.0")?;
    linker.func_wrap("mounts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.mounts.clone())
    })?;
    linker.func_wrap("boot-mounts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.boot_mounts.clone())
    })?;
    linker.func_wrap("disks", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.disks.clone())
    })?;
    linker.func_wrap("find-mount", |mut store, (path,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_mount(&path))
    })?;
    linker.func_wrap("find-boot-mount", |mut store, (path,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| facts.find_boot_mount(&path))
    })?;
    Ok(())
}

fn boot(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::BootFacts;
    let mut linker = linker.instance("muster:kernel/boot@0.1.0")?;
    linker.func_wrap("known-arguments", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.known_arguments.clone())
    })?;
    linker.func_wrap("loaders", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.loaders.clone())
    })?;
    linker.func_wrap("entries", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.entries.clone())
    })?;
    linker.func_wrap("running-arguments", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.running_arguments.clone())
    })?;
    Ok(())
}

fn access_control(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::AccessControlFacts;
    let mut linker = linker.instance("muster:kernel/access-control@0.1.0")?;
    linker.func_wrap("apparmor", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.apparmor.clone())
    })?;
    linker.func_wrap("apparmor-profiles", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.apparmor_profiles.clone())
    })?;
    linker.func_wrap("apparmor-complaining", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.apparmor_complaining.clone())
    })?;
    linker.func_wrap("selinux", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.selinux.clone())
    })?;
    linker.func_wrap("selinux-configuration", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.selinux_configuration.clone())
    })?;
    Ok(())
}

fn automatic_updates(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::AutomaticUpdatesFacts;
    let mut linker = linker.instance("muster:updates/automatic-updates@0.1.0")?;
    linker.func_wrap("settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.settings.clone())
    })?;
    Ok(())
}

fn package_sources(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::PackageSourcesFacts;
    let mut linker = linker.instance("muster:updates/package-sources@0.1.0")?;
    linker.func_wrap("sources", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.sources.clone())
    })?;
    linker.func_wrap("checks", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.checks.clone())
    })?;
    Ok(())
}

fn accounts(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::AccountsFacts;
    let mut linker = linker.instance("muster:accounts/accounts@0.1.0")?;
    linker.func_wrap("directories", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.directories.clone())
    })?;
    linker.func_wrap("accounts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.accounts.clone())
    })?;
    linker.func_wrap("passwords", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.passwords.clone())
    })?;
    linker.func_wrap("defaults", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.defaults.clone())
    })?;
    linker.func_wrap("groups", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.groups.clone())
    })?;
    linker.func_wrap("keys", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.keys.clone())
    })?;
    linker.func_wrap("home-paths", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.home_paths.clone())
    })?;
    linker.func_wrap("unread-paths", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_paths.clone())
    })?;
    linker.func_wrap("dot-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.dot_files.clone())
    })?;
    linker.func_wrap("unread-dot-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_dot_files.clone())
    })?;
    Ok(())
}

fn sudoers(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::SudoersFacts;
    let mut linker = linker.instance("muster:sudo/sudoers@0.1.0")?;
    linker.func_wrap("programs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.programs.clone())
    })?;
    linker.func_wrap("files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.files.clone())
    })?;
    linker.func_wrap("problems", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.problems.clone())
    })?;
    linker.func_wrap("default-settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.default_settings.clone())
    })?;
    linker.func_wrap("rules", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.rules.clone())
    })?;
    linker.func_wrap("command-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.command_files.clone())
    })?;
    linker.func_wrap("directories", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.directories.clone())
    })?;
    Ok(())
}

fn settings(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::SettingsFacts;
    let mut linker = linker.instance("muster:config/settings@0.1.0")?;
    linker.func_wrap("settings", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.settings.clone())
    })?;
    linker.func_wrap("configured", |mut store, (name,): (String,)| {
        answer(store.data_mut(), |facts: &Facts| of_map(&facts.configured, "configured", "name", &name))
    })?;
    Ok(())
}

fn banners(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::BannersFacts;
    let mut linker = linker.instance("muster:config/banners@0.1.0")?;
    linker.func_wrap("banners", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.banners.clone())
    })?;
    linker.func_wrap("unread-banners", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_banners.clone())
    })?;
    Ok(())
}

fn login(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::LoginFacts;
    let mut linker = linker.instance("muster:config/login@0.1.0")?;
    linker.func_wrap("values", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.values.clone())
    })?;
    linker.func_wrap("root-path", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.root_path.clone())
    })?;
    linker.func_wrap("unknown-path", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unknown_path.clone())
    })?;
    Ok(())
}

fn rsyslog(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::RsyslogFacts;
    let mut linker = linker.instance("muster:logs/rsyslog@0.1.0")?;
    linker.func_wrap("overview", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.overview.clone())
    })?;
    linker.func_wrap("files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.files.clone())
    })?;
    linker.func_wrap("inputs", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.inputs.clone())
    })?;
    linker.func_wrap("receivers", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.receivers.clone())
    })?;
    linker.func_wrap("forwards", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.forwards.clone())
    })?;
    linker.func_wrap("unread-parts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_parts.clone())
    })?;
    Ok(())
}

fn pam(linker: &mut Linker<State>) -> Result<()> {
    type Facts = muster_facts::PamFacts;
    let mut linker = linker.instance("muster:pam/pam@0.1.0")?;
    linker.func_wrap("layouts", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.layouts.clone())
    })?;
    linker.func_wrap("services", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.services.clone())
    })?;
    linker.func_wrap("problems", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.problems.clone())
    })?;
    linker.func_wrap("entries", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.entries.clone())
    })?;
    linker.func_wrap("options", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.options.clone())
    })?;
    linker.func_wrap("unread-files", |mut store, (): ()| {
        answer(store.data_mut(), |facts: &Facts| facts.unread_files.clone())
    })?;
    Ok(())
}
