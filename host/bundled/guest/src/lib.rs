// Generated from plugins/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! The plugins that come with Muster, as one component.

muster_sdk::bundle! {
    muster_plugin_accounts::PLUGIN,
    muster_plugin_backup::PLUGIN,
    muster_plugin_caddy::PLUGIN,
    muster_plugin_cloudflare::PLUGIN,
    muster_plugin_compose::PLUGIN,
    muster_plugin_config::PLUGIN,
    muster_plugin_dns::PLUGIN,
    muster_plugin_docker::PLUGIN,
    muster_plugin_env_keys::PLUGIN,
    muster_plugin_files::PLUGIN,
    muster_plugin_firewall::PLUGIN,
    muster_plugin_host::PLUGIN,
    muster_plugin_http::PLUGIN,
    muster_plugin_kernel::PLUGIN,
    muster_plugin_log::PLUGIN,
    muster_plugin_mail_dns::PLUGIN,
    muster_plugin_ops::PLUGIN,
    muster_plugin_repo::PLUGIN,
    muster_plugin_software::PLUGIN,
    muster_plugin_ssh::PLUGIN,
    muster_plugin_sudo::PLUGIN,
    muster_plugin_tls::PLUGIN,
}
