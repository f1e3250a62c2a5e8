// Generated from this folder. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! A module for each rule, with its documentation and tests beside it.

pub(crate) mod bind_source_missing;
pub(crate) mod capabilities;
pub(crate) mod config_drift;
pub(crate) mod docker_socket_mount;
pub(crate) mod env_file_default_fallback;
pub(crate) mod env_file_missing;
pub(crate) mod env_file_split_brain;
pub(crate) mod environment_parity;
pub(crate) mod file_valid;
pub(crate) mod healthcheck_missing;
pub(crate) mod host_devices;
pub(crate) mod host_namespaces;
pub(crate) mod image_version;
pub(crate) mod interpolation_unset;
pub(crate) mod loopback_listens_everywhere;
pub(crate) mod mount_missing;
pub(crate) mod mount_not_readonly;
pub(crate) mod named_volume_missing;
pub(crate) mod no_new_privileges;
pub(crate) mod only_proxy_publishes;
pub(crate) mod override_active;
pub(crate) mod postgres_trust;
pub(crate) mod privileged;
pub(crate) mod published_internal_port;
pub(crate) mod resource_limits;
pub(crate) mod restart_policy;
pub(crate) mod run_as_root;
pub(crate) mod secret_literal;
pub(crate) mod security_opt;
pub(crate) mod sensitive_host_mount;
pub(crate) mod service_missing;
pub(crate) mod service_not_running;
pub(crate) mod service_unhealthy;

/// Every rule of the plugin.
#[rustfmt::skip] // A line for each, however few there are.
pub(crate) const RULES: [muster_sdk::Rule; 33] = [
    bind_source_missing::RULE,
    capabilities::RULE,
    config_drift::RULE,
    docker_socket_mount::RULE,
    env_file_default_fallback::RULE,
    env_file_missing::RULE,
    env_file_split_brain::RULE,
    environment_parity::RULE,
    file_valid::RULE,
    healthcheck_missing::RULE,
    host_devices::RULE,
    host_namespaces::RULE,
    image_version::RULE,
    interpolation_unset::RULE,
    loopback_listens_everywhere::RULE,
    mount_missing::RULE,
    mount_not_readonly::RULE,
    named_volume_missing::RULE,
    no_new_privileges::RULE,
    only_proxy_publishes::RULE,
    override_active::RULE,
    postgres_trust::RULE,
    privileged::RULE,
    published_internal_port::RULE,
    resource_limits::RULE,
    restart_policy::RULE,
    run_as_root::RULE,
    secret_literal::RULE,
    security_opt::RULE,
    sensitive_host_mount::RULE,
    service_missing::RULE,
    service_not_running::RULE,
    service_unhealthy::RULE,
];
