// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! Every fact that there is.

use std::fmt::Debug;

use muster_sdk::{host, kernels, crypto_policy, env, sshd, packet_filter, sockets, compose, paths, tree, packages, updates, upgrades, units, clock, services, dns, mail, tls, cloudflare, backups, probes, caddy, jobs, rotation, variables, builds, daemon, containers, git, scripts, lines, sysctl, modules, mounts, boot, access_control, automatic_updates, package_sources, accounts, sudoers, settings, banners, login, rsyslog, pam};

/// Calls every function with all that it can be asked about, and gives each answer a name.
pub(crate) fn every(mut add: impl FnMut(String, &dyn Debug)) {
    add("host/identity".to_owned(), &host::identity());
    add("host/surrounding_container".to_owned(), &host::surrounding_container());
    add("host/addresses".to_owned(), &host::addresses());
    add("host/wireless_interfaces".to_owned(), &host::wireless_interfaces());
    add("kernels/running".to_owned(), &kernels::running());
    add("kernels/installed_kernels".to_owned(), &kernels::installed_kernels());
    add("kernels/restart_request".to_owned(), &kernels::restart_request());
    add("crypto_policy/configured".to_owned(), &crypto_policy::configured());
    add("crypto_policy/in_force".to_owned(), &crypto_policy::in_force());
    add("crypto_policy/properties".to_owned(), &crypto_policy::properties());
    add("crypto_policy/opt_outs".to_owned(), &crypto_policy::opt_outs());
    add("env/files".to_owned(), &env::files());
    for record0 in env::files().unwrap_or_default() {
        let name = format!("env/keys/{}", record0.path);
        add(name, &env::keys(&record0.path));
    }
    for record0 in env::files().unwrap_or_default() {
        for record1 in env::keys(&record0.path).unwrap_or_default() {
            let name = format!("env/find_key/{}/{}", record0.path, record1.name);
            add(name, &env::find_key(&record0.path, &record1.name));
        }
    }
    add("env/reference_keys".to_owned(), &env::reference_keys());
    add("env/environments".to_owned(), &env::environments());
    add("sshd/server".to_owned(), &sshd::server());
    add("sshd/settings".to_owned(), &sshd::settings());
    for record0 in sshd::settings().unwrap_or_default() {
        let name = format!("sshd/find_setting/{}", record0.keyword);
        add(name, &sshd::find_setting(&record0.keyword));
    }
    add("sshd/match_blocks".to_owned(), &sshd::match_blocks());
    add("sshd/shadowed_lines".to_owned(), &sshd::shadowed_lines());
    add("sshd/problems".to_owned(), &sshd::problems());
    add("sshd/disagreements".to_owned(), &sshd::disagreements());
    add("sshd/host_keys".to_owned(), &sshd::host_keys());
    add("sshd/port_mentions".to_owned(), &sshd::port_mentions());
    add("packet_filter/overview".to_owned(), &packet_filter::overview());
    add("packet_filter/loopback".to_owned(), &packet_filter::loopback());
    add("packet_filter/reachability".to_owned(), &packet_filter::reachability());
    for record0 in packet_filter::reachability().unwrap_or_default() {
        let name = format!("packet_filter/find_reach/{}/{}/{}", record0.family, record0.protocol, record0.first_port);
        add(name, &packet_filter::find_reach(&record0.family, &record0.protocol, record0.first_port));
    }
    add("packet_filter/published_ports".to_owned(), &packet_filter::published_ports());
    add("packet_filter/shadowed_rules".to_owned(), &packet_filter::shadowed_rules());
    add("packet_filter/boot_rules".to_owned(), &packet_filter::boot_rules());
    add("packet_filter/source_translations".to_owned(), &packet_filter::source_translations());
    add("sockets/listeners".to_owned(), &sockets::listeners());
    add("compose/project".to_owned(), &compose::project());
    add("compose/mounts".to_owned(), &compose::mounts());
    add("compose/volume_binds".to_owned(), &compose::volume_binds());
    add("compose/ports".to_owned(), &compose::ports());
    add("compose/gaps".to_owned(), &compose::gaps());
    add("paths/entries".to_owned(), &paths::entries());
    add("paths/gaps".to_owned(), &paths::gaps());
    for record0 in paths::entries().unwrap_or_default() {
        let name = format!("paths/find_entry/{}", record0.path);
        add(name, &paths::find_entry(&record0.path));
    }
    add("tree/overview".to_owned(), &tree::overview());
    add("tree/world_writable".to_owned(), &tree::world_writable());
    add("tree/unowned".to_owned(), &tree::unowned());
    add("tree/directory_services".to_owned(), &tree::directory_services());
    add("tree/set_id_files".to_owned(), &tree::set_id_files());
    add("tree/log_files".to_owned(), &tree::log_files());
    add("packages/overview".to_owned(), &packages::overview());
    add("packages/packages".to_owned(), &packages::packages());
    for record0 in packages::packages().unwrap_or_default() {
        let name = format!("packages/find_package/{}", record0.name);
        add(name, &packages::find_package(&record0.name));
    }
    add("updates/overview".to_owned(), &updates::overview());
    add("updates/pending_updates".to_owned(), &updates::pending_updates());
    add("upgrades/overview".to_owned(), &upgrades::overview());
    add("upgrades/upgrades".to_owned(), &upgrades::upgrades());
    add("units/overview".to_owned(), &units::overview());
    add("units/units".to_owned(), &units::units());
    for record0 in units::units().unwrap_or_default() {
        let name = format!("units/find_unit/{}", record0.name);
        add(name, &units::find_unit(&record0.name));
    }
    add("clock/now".to_owned(), &clock::now());
    add("clock/daemons".to_owned(), &clock::daemons());
    add("clock/sources".to_owned(), &clock::sources());
    add("clock/chrony_account".to_owned(), &clock::chrony_account());
    add("clock/synchronised".to_owned(), &clock::synchronised());
    add("services/acceptances".to_owned(), &services::acceptances());
    add("services/definitions".to_owned(), &services::definitions());
    add("services/settings".to_owned(), &services::settings());
    add("services/env_file_entries".to_owned(), &services::env_file_entries());
    add("services/project_files".to_owned(), &services::project_files());
    add("services/unknowns".to_owned(), &services::unknowns());
    add("dns/overview".to_owned(), &dns::overview());
    add("dns/lookups".to_owned(), &dns::lookups());
    add("dns/dnssec".to_owned(), &dns::dnssec());
    add("dns/referrals".to_owned(), &dns::referrals());
    add("mail/senders".to_owned(), &mail::senders());
    add("tls/asked_at".to_owned(), &tls::asked_at());
    add("tls/endpoints".to_owned(), &tls::endpoints());
    add("cloudflare/overview".to_owned(), &cloudflare::overview());
    add("cloudflare/settings".to_owned(), &cloudflare::settings());
    add("cloudflare/dns_records".to_owned(), &cloudflare::dns_records());
    for word in ["http_request_firewall_custom", "http_request_firewall_managed", "http_ratelimit", "http_config_settings", "page-rules"] {
        add(format!("cloudflare/edge_rules/{word}"), &cloudflare::edge_rules(word));
    }
    add("cloudflare/certificate_packs".to_owned(), &cloudflare::certificate_packs());
    add("cloudflare/refusals".to_owned(), &cloudflare::refusals());
    add("cloudflare/token_permissions".to_owned(), &cloudflare::token_permissions());
    add("cloudflare/address_ranges".to_owned(), &cloudflare::address_ranges());
    add("backups/overview".to_owned(), &backups::overview());
    add("backups/asked_at".to_owned(), &backups::asked_at());
    add("backups/marker".to_owned(), &backups::marker());
    add("backups/artefacts".to_owned(), &backups::artefacts());
    add("probes/probes".to_owned(), &probes::probes());
    add("caddy/configuration".to_owned(), &caddy::configuration());
    add("caddy/public_names".to_owned(), &caddy::public_names());
    add("caddy/options".to_owned(), &caddy::options());
    add("caddy/servers".to_owned(), &caddy::servers());
    add("caddy/sites".to_owned(), &caddy::sites());
    add("caddy/logs".to_owned(), &caddy::logs());
    add("caddy/routes".to_owned(), &caddy::routes());
    add("caddy/header_operations".to_owned(), &caddy::header_operations());
    add("caddy/upstreams".to_owned(), &caddy::upstreams());
    add("caddy/route_trusts".to_owned(), &caddy::route_trusts());
    add("caddy/gaps".to_owned(), &caddy::gaps());
    add("jobs/schedulers".to_owned(), &jobs::schedulers());
    add("jobs/jobs".to_owned(), &jobs::jobs());
    add("jobs/unread_places".to_owned(), &jobs::unread_places());
    add("rotation/overview".to_owned(), &rotation::overview());
    add("rotation/stanzas".to_owned(), &rotation::stanzas());
    add("rotation/ignored_parts".to_owned(), &rotation::ignored_parts());
    add("rotation/shared_files".to_owned(), &rotation::shared_files());
    add("rotation/unknown_rotators".to_owned(), &rotation::unknown_rotators());
    add("variables/references".to_owned(), &variables::references());
    add("variables/variables".to_owned(), &variables::variables());
    add("variables/literals".to_owned(), &variables::literals());
    add("variables/unknowns".to_owned(), &variables::unknowns());
    add("builds/contexts".to_owned(), &builds::contexts());
    add("builds/files".to_owned(), &builds::files());
    add("daemon/components".to_owned(), &daemon::components());
    add("daemon/instances".to_owned(), &daemon::instances());
    for record0 in daemon::instances().unwrap_or_default() {
        let name = format!("daemon/settings/{}", record0.name);
        add(name, &daemon::settings(&record0.name));
    }
    for record0 in daemon::instances().unwrap_or_default() {
        let name = format!("daemon/refusals/{}", record0.name);
        add(name, &daemon::refusals(&record0.name));
    }
    add("daemon/sockets".to_owned(), &daemon::sockets());
    add("daemon/members".to_owned(), &daemon::members());
    add("containers/containers".to_owned(), &containers::containers());
    add("containers/variables".to_owned(), &containers::variables());
    add("git/work_trees".to_owned(), &git::work_trees());
    add("git/tracked_env_files".to_owned(), &git::tracked_env_files());
    add("git/env_paths".to_owned(), &git::env_paths());
    add("git/history_hits".to_owned(), &git::history_hits());
    add("git/histories".to_owned(), &git::histories());
    add("git/secret_matches".to_owned(), &git::secret_matches());
    add("git/remotes".to_owned(), &git::remotes());
    add("git/conditions".to_owned(), &git::conditions());
    add("git/gaps".to_owned(), &git::gaps());
    add("scripts/scripts".to_owned(), &scripts::scripts());
    add("scripts/commands".to_owned(), &scripts::commands());
    add("lines/asked_at".to_owned(), &lines::asked_at());
    add("lines/patterns".to_owned(), &lines::patterns());
    add("lines/logs".to_owned(), &lines::logs());
    add("lines/failure_counts".to_owned(), &lines::failure_counts());
    add("lines/secret_counts".to_owned(), &lines::secret_counts());
    add("lines/gaps".to_owned(), &lines::gaps());
    add("sysctl/overview".to_owned(), &sysctl::overview());
    add("sysctl/keys".to_owned(), &sysctl::keys());
    for record0 in sysctl::keys().unwrap_or_default() {
        let name = format!("sysctl/running/{}", record0.name);
        add(name, &sysctl::running(&record0.name));
    }
    for record0 in sysctl::keys().unwrap_or_default() {
        let name = format!("sysctl/at_boot/{}", record0.name);
        add(name, &sysctl::at_boot(&record0.name));
    }
    add("sysctl/network_interfaces".to_owned(), &sysctl::network_interfaces());
    add("modules/modules".to_owned(), &modules::modules());
    for record0 in modules::modules().unwrap_or_default() {
        let name = format!("modules/available/{}", record0.name);
        add(name, &modules::available(&record0.name));
    }
    for record0 in modules::modules().unwrap_or_default() {
        let name = format!("modules/used/{}", record0.name);
        add(name, &modules::used(&record0.name));
    }
    for record0 in modules::modules().unwrap_or_default() {
        let name = format!("modules/configured/{}", record0.name);
        add(name, &modules::configured(&record0.name));
    }
    add("mounts/mounts".to_owned(), &mounts::mounts());
    add("mounts/boot_mounts".to_owned(), &mounts::boot_mounts());
    add("mounts/disks".to_owned(), &mounts::disks());
    for record0 in mounts::mounts().unwrap_or_default() {
        let name = format!("mounts/find_mount/{}", record0.path);
        add(name, &mounts::find_mount(&record0.path));
    }
    for record0 in mounts::boot_mounts().unwrap_or_default() {
        let name = format!("mounts/find_boot_mount/{}", record0.path);
        add(name, &mounts::find_boot_mount(&record0.path));
    }
    add("boot/known_arguments".to_owned(), &boot::known_arguments());
    add("boot/loaders".to_owned(), &boot::loaders());
    add("boot/entries".to_owned(), &boot::entries());
    add("boot/running_arguments".to_owned(), &boot::running_arguments());
    add("access_control/apparmor".to_owned(), &access_control::apparmor());
    add("access_control/apparmor_profiles".to_owned(), &access_control::apparmor_profiles());
    add("access_control/apparmor_complaining".to_owned(), &access_control::apparmor_complaining());
    add("access_control/selinux".to_owned(), &access_control::selinux());
    add("access_control/selinux_configuration".to_owned(), &access_control::selinux_configuration());
    add("automatic_updates/settings".to_owned(), &automatic_updates::settings());
    add("package_sources/sources".to_owned(), &package_sources::sources());
    add("package_sources/checks".to_owned(), &package_sources::checks());
    add("accounts/directories".to_owned(), &accounts::directories());
    add("accounts/accounts".to_owned(), &accounts::accounts());
    add("accounts/passwords".to_owned(), &accounts::passwords());
    add("accounts/defaults".to_owned(), &accounts::defaults());
    add("accounts/groups".to_owned(), &accounts::groups());
    add("accounts/keys".to_owned(), &accounts::keys());
    add("accounts/home_paths".to_owned(), &accounts::home_paths());
    add("accounts/unread_paths".to_owned(), &accounts::unread_paths());
    add("accounts/dot_files".to_owned(), &accounts::dot_files());
    add("accounts/unread_dot_files".to_owned(), &accounts::unread_dot_files());
    add("sudoers/programs".to_owned(), &sudoers::programs());
    add("sudoers/files".to_owned(), &sudoers::files());
    add("sudoers/problems".to_owned(), &sudoers::problems());
    add("sudoers/default_settings".to_owned(), &sudoers::default_settings());
    add("sudoers/rules".to_owned(), &sudoers::rules());
    add("sudoers/command_files".to_owned(), &sudoers::command_files());
    add("sudoers/directories".to_owned(), &sudoers::directories());
    add("settings/settings".to_owned(), &settings::settings());
    for record0 in settings::settings().unwrap_or_default() {
        let name = format!("settings/configured/{}", record0.name);
        add(name, &settings::configured(&record0.name));
    }
    add("banners/banners".to_owned(), &banners::banners());
    add("banners/unread_banners".to_owned(), &banners::unread_banners());
    add("login/values".to_owned(), &login::values());
    add("login/root_path".to_owned(), &login::root_path());
    add("login/unknown_path".to_owned(), &login::unknown_path());
    add("rsyslog/overview".to_owned(), &rsyslog::overview());
    add("rsyslog/files".to_owned(), &rsyslog::files());
    add("rsyslog/inputs".to_owned(), &rsyslog::inputs());
    add("rsyslog/receivers".to_owned(), &rsyslog::receivers());
    add("rsyslog/forwards".to_owned(), &rsyslog::forwards());
    add("rsyslog/unread_parts".to_owned(), &rsyslog::unread_parts());
    add("pam/layouts".to_owned(), &pam::layouts());
    add("pam/services".to_owned(), &pam::services());
    add("pam/problems".to_owned(), &pam::problems());
    add("pam/entries".to_owned(), &pam::entries());
    add("pam/options".to_owned(), &pam::options());
    add("pam/unread_files".to_owned(), &pam::unread_files());
}
