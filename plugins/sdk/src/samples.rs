// Generated from wit/. Rewrite it with: MUSTER_UPDATE=1 cargo test -p muster-generated

//! The samples of the fact types.

use crate::testing::Sample;

impl Sample for crate::accounts::Directory {
    fn sample() -> Self {
        Self {
            database: Sample::sample(),
            service: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::Account {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            home: Sample::sample(),
            shell: Sample::sample(),
            interactive: Sample::sample(),
            system: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::Password {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            state: Sample::sample(),
            reason: Sample::sample(),
            method: Sample::sample(),
            same_hash: Sample::sample(),
            in_passwd: Sample::sample(),
            age: Sample::sample(),
            must_change: Sample::sample(),
            minimum: Sample::sample(),
            maximum: Sample::sample(),
            warning: Sample::sample(),
            inactive: Sample::sample(),
            expires_in: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::AccountDefaults {
    fn sample() -> Self {
        Self {
            uid_min: Sample::sample(),
            minimum: Sample::sample(),
            maximum: Sample::sample(),
            warning: Sample::sample(),
            inactive: Sample::sample(),
            method: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::Group {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            gid: Sample::sample(),
            listed: Sample::sample(),
            primary: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::Key {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            algorithm: Sample::sample(),
            bits: Sample::sample(),
            options: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::HomePath {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            kind: Sample::sample(),
            path: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            acl_extended: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::DotFile {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            home: Sample::sample(),
            name: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::accounts::UnreadPath {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            path: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::backups::Place {
    fn sample() -> Self {
        Self {
            directory: Sample::sample(),
            state: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            acl_extended: Sample::sample(),
            marker: Sample::sample(),
            dumps: Sample::sample(),
            uploads: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::backups::SuccessMarker {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            content: Sample::sample(),
            time: Sample::sample(),
            extra: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::backups::Artefact {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            holds: Sample::sample(),
            size: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            acl_extended: Sample::sample(),
            modified: Sample::sample(),
            beginning: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::clock::Daemon {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            unit: Sample::sample(),
            at_boot: Sample::sample(),
            state: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::clock::TimeSource {
    fn sample() -> Self {
        Self {
            daemon: Sample::sample(),
            kind: Sample::sample(),
            name: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::clock::RunAs {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::Zone {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            status: Sample::sample(),
            paused: Sample::sample(),
            kind: Sample::sample(),
            plan: Sample::sample(),
            origin: Sample::sample(),
            name_servers: Sample::sample(),
            names: Sample::sample(),
            addresses: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::Setting {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::DnsRecord {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            record_type: Sample::sample(),
            content: Sample::sample(),
            proxied: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::EdgeRule {
    fn sample() -> Self {
        Self {
            phase: Sample::sample(),
            id: Sample::sample(),
            description: Sample::sample(),
            action: Sample::sample(),
            enabled: Sample::sample(),
            expression: Sample::sample(),
            skips: Sample::sample(),
            overrides: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::CertificatePack {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            status: Sample::sample(),
            hosts: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::cloudflare::Refusal {
    fn sample() -> Self {
        Self {
            endpoint: Sample::sample(),
            status: Sample::sample(),
            code: Sample::sample(),
            permission: Sample::sample(),
            account_token: Sample::sample(),
        }
    }
}

impl Sample for crate::builds::BuildContext {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            directory: Sample::sample(),
            dockerfile: Sample::sample(),
            ignore_file: Sample::sample(),
            state: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::builds::ContextFile {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            path: Sample::sample(),
            kind: Sample::sample(),
            ignored: Sample::sample(),
            copied: Sample::sample(),
            copied_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::Service {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            waits_for: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::ComposeProject {
    fn sample() -> Self {
        Self {
            file: Sample::sample(),
            services: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::Mount {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            kind: Sample::sample(),
            origin: Sample::sample(),
            target: Sample::sample(),
            read_only: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::PortRange {
    fn sample() -> Self {
        Self {
            first: Sample::sample(),
            last: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::Port {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            waits_for: Sample::sample(),
            host_address: Sample::sample(),
            published: Sample::sample(),
            target: Sample::sample(),
            protocol: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::compose::Gap {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            part: Sample::sample(),
            reason: Sample::sample(),
            container_ports: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::services::Definition {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            waits_for: Sample::sample(),
            image: Sample::sample(),
            tag: Sample::sample(),
            digest: Sample::sample(),
            built: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::services::Setting {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            key: Sample::sample(),
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::services::EnvFileEntry {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            written: Sample::sample(),
            path: Sample::sample(),
            required: Sample::sample(),
            state: Sample::sample(),
            by_default: Sample::sample(),
            same_file_as: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::services::Acceptance {
    fn sample() -> Self {
        Self {
            file: Sample::sample(),
            verdict: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::services::ProjectFile {
    fn sample() -> Self {
        Self {
            project: Sample::sample(),
            path: Sample::sample(),
            role: Sample::sample(),
        }
    }
}

impl Sample for crate::services::Unknown {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            key: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::variables::Reference {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            service: Sample::sample(),
            key: Sample::sample(),
            origin: Sample::sample(),
            file: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::variables::Variable {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            name: Sample::sample(),
            origin: Sample::sample(),
            file: Sample::sample(),
            status: Sample::sample(),
            equality: Sample::sample(),
            filled: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::variables::Literal {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            key: Sample::sample(),
            reason: Sample::sample(),
            by_default: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::variables::Unknown {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            key: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::banners::Banner {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            empty: Sample::sample(),
            escapes: Sample::sample(),
            names_system: Sample::sample(),
            digest: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::banners::UnreadBanner {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::login::PossibleValue {
    fn sample() -> Self {
        Self {
            value: Sample::sample(),
            conditional: Sample::sample(),
            read_only: Sample::sample(),
            exported: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::login::LoginValue {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            who: Sample::sample(),
            values: Sample::sample(),
            may_be_unset: Sample::sample(),
            shadowed: Sample::sample(),
        }
    }
}

impl Sample for crate::login::PathDirectory {
    fn sample() -> Self {
        Self {
            written: Sample::sample(),
            state: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::settings::Setting {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
        }
    }
}

impl Sample for crate::settings::Occurrence {
    fn sample() -> Self {
        Self {
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::settings::Exception {
    fn sample() -> Self {
        Self {
            who: Sample::sample(),
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::settings::ConfiguredSetting {
    fn sample() -> Self {
        Self {
            effective: Sample::sample(),
            shadowed: Sample::sample(),
            default: Sample::sample(),
            exceptions: Sample::sample(),
            file: Sample::sample(),
            heading: Sample::sample(),
            line: Sample::sample(),
            service: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::DnsOverview {
    fn sample() -> Self {
        Self {
            domain: Sample::sample(),
            names: Sample::sample(),
            addresses: Sample::sample(),
            servers: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::Entry {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            ttl: Sample::sample(),
            value: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::Answer {
    fn sample() -> Self {
        Self {
            status: Sample::sample(),
            entries: Sample::sample(),
            aliases: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::Lookup {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            record_type: Sample::sample(),
            outcome: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::Security {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            state: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::dns::Referral {
    fn sample() -> Self {
        Self {
            server: Sample::sample(),
            outcome: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::containers::PortRange {
    fn sample() -> Self {
        Self {
            first: Sample::sample(),
            last: Sample::sample(),
        }
    }
}

impl Sample for crate::containers::Port {
    fn sample() -> Self {
        Self {
            host_address: Sample::sample(),
            published: Sample::sample(),
            target: Sample::sample(),
            protocol: Sample::sample(),
        }
    }
}

impl Sample for crate::containers::Mount {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            origin: Sample::sample(),
            target: Sample::sample(),
            read_only: Sample::sample(),
            asked: Sample::sample(),
        }
    }
}

impl Sample for crate::containers::Container {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            service: Sample::sample(),
            project_label: Sample::sample(),
            service_label: Sample::sample(),
            files: Sample::sample(),
            one_off: Sample::sample(),
            state: Sample::sample(),
            health: Sample::sample(),
            exit_code: Sample::sample(),
            restart_count: Sample::sample(),
            image: Sample::sample(),
            user: Sample::sample(),
            configuration: Sample::sample(),
            log_driver: Sample::sample(),
            log_max_size: Sample::sample(),
            ports: Sample::sample(),
            mounts: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::containers::Variable {
    fn sample() -> Self {
        Self {
            container: Sample::sample(),
            service: Sample::sample(),
            file: Sample::sample(),
            name: Sample::sample(),
            status: Sample::sample(),
            equality: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Component {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            package: Sample::sample(),
            version: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Instance {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            mode: Sample::sample(),
            settings_file: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Setting {
    fn sample() -> Self {
        Self {
            key: Sample::sample(),
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Refusal {
    fn sample() -> Self {
        Self {
            reason: Sample::sample(),
            source: Sample::sample(),
            also: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Socket {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            mode: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
            acl_extended: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::daemon::Member {
    fn sample() -> Self {
        Self {
            account: Sample::sample(),
            group: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::env::Problem {
    fn sample() -> Self {
        Self {
            dialect: Sample::sample(),
            code: Sample::sample(),
            message: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::env::EnvFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
            acl_extended: Sample::sample(),
            link_target: Sample::sample(),
            dialects: Sample::sample(),
            problems: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::env::Reading {
    fn sample() -> Self {
        Self {
            dialect: Sample::sample(),
            status: Sample::sample(),
            equality: Sample::sample(),
            remarks: Sample::sample(),
        }
    }
}

impl Sample for crate::env::Component {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            status: Sample::sample(),
            equality: Sample::sample(),
            decoded_equality: Sample::sample(),
            value: Sample::sample(),
            properties: Sample::sample(),
        }
    }
}

impl Sample for crate::env::Key {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            source: Sample::sample(),
            status: Sample::sample(),
            secret: Sample::sample(),
            quoting: Sample::sample(),
            duplicates: Sample::sample(),
            length: Sample::sample(),
            strength: Sample::sample(),
            weakness: Sample::sample(),
            shape: Sample::sample(),
            boolean: Sample::sample(),
            remarks: Sample::sample(),
            vendor: Sample::sample(),
            known_dummy: Sample::sample(),
            equality: Sample::sample(),
            value: Sample::sample(),
            components: Sample::sample(),
            derived_from: Sample::sample(),
            readings: Sample::sample(),
        }
    }
}

impl Sample for crate::env::Environment {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            waits_for: Sample::sample(),
            keys: Sample::sample(),
        }
    }
}

impl Sample for crate::FactError {
    fn sample() -> Self {
        Self::Unsupported(Sample::sample())
    }
}

impl Sample for crate::Source {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            name: Sample::sample(),
            line: Sample::sample(),
            column: Sample::sample(),
            end_column: Sample::sample(),
            text: Sample::sample(),
        }
    }
}

impl Sample for crate::paths::Ancestor {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
        }
    }
}

impl Sample for crate::paths::Entry {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
            acl_extended: Sample::sample(),
            size: Sample::sample(),
            modified: Sample::sample(),
            link_target: Sample::sample(),
            resolved: Sample::sample(),
            ancestors: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::paths::Gap {
    fn sample() -> Self {
        Self {
            pattern: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Skipped {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Hole {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Walk {
    fn sample() -> Self {
        Self {
            roots: Sample::sample(),
            entries: Sample::sample(),
            skipped: Sample::sample(),
            holes: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Found {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Place {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            is_home: Sample::sample(),
            total: Sample::sample(),
            examples: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::Hits {
    fn sample() -> Self {
        Self {
            total: Sample::sample(),
            places: Sample::sample(),
            elsewhere: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::SetIdFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            is_home: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
            origin: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::tree::LogFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            mode: Sample::sample(),
            uid: Sample::sample(),
            gid: Sample::sample(),
            owner: Sample::sample(),
            group: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::Manager {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            purpose: Sample::sample(),
            active: Sample::sample(),
            enabled_on_boot: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::FilterOverview {
    fn sample() -> Self {
        Self {
            basis: Sample::sample(),
            managers: Sample::sample(),
            filters_ipv4: Sample::sample(),
            filters_ipv6: Sample::sample(),
            unrouted_addresses: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::Decision {
    fn sample() -> Self {
        Self {
            text: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::Reach {
    fn sample() -> Self {
        Self {
            family: Sample::sample(),
            protocol: Sample::sample(),
            first_port: Sample::sample(),
            last_port: Sample::sample(),
            verdict: Sample::sample(),
            conditional: Sample::sample(),
            path: Sample::sample(),
            forwarded_to: Sample::sample(),
            sources: Sample::sample(),
            decided_by: Sample::sample(),
            unknown_because: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::PublishedPort {
    fn sample() -> Self {
        Self {
            owner: Sample::sample(),
            waits_for: Sample::sample(),
            address: Sample::sample(),
            protocol: Sample::sample(),
            port: Sample::sample(),
            container_port: Sample::sample(),
            basis: Sample::sample(),
            publisher: Sample::sample(),
            verdict: Sample::sample(),
            translated: Sample::sample(),
            input_verdict: Sample::sample(),
            source: Sample::sample(),
            decided_by: Sample::sample(),
            unknown_because: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::LoopbackVerdict {
    fn sample() -> Self {
        Self {
            family: Sample::sample(),
            connection: Sample::sample(),
            verdict: Sample::sample(),
            decided_by: Sample::sample(),
            unknown_because: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::BootChange {
    fn sample() -> Self {
        Self {
            now: Sample::sample(),
            at_boot: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::BootLoader {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            file: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::BootComparison {
    fn sample() -> Self {
        Self {
            loaders: Sample::sample(),
            scripts: Sample::sample(),
            unclaimed: Sample::sample(),
            changes: Sample::sample(),
        }
    }
}

impl Sample for crate::packet_filter::ShadowedRule {
    fn sample() -> Self {
        Self {
            chain: Sample::sample(),
            rule: Sample::sample(),
            by: Sample::sample(),
            verdict: Sample::sample(),
        }
    }
}

impl Sample for crate::sockets::Listener {
    fn sample() -> Self {
        Self {
            protocol: Sample::sample(),
            family: Sample::sample(),
            address: Sample::sample(),
            port: Sample::sample(),
            also_ipv4: Sample::sample(),
            process: Sample::sample(),
            pid: Sample::sample(),
            uid: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::crypto_policy::Policy {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            modules: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::crypto_policy::Property {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            values: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::crypto_policy::OptOut {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::host::HostIdentity {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            os_id: Sample::sample(),
            os_like: Sample::sample(),
            os_version: Sample::sample(),
            os_name: Sample::sample(),
            init_system: Sample::sample(),
            kernel: Sample::sample(),
            privileged: Sample::sample(),
        }
    }
}

impl Sample for crate::host::Address {
    fn sample() -> Self {
        Self {
            network_interface: Sample::sample(),
            family: Sample::sample(),
            address: Sample::sample(),
            scope: Sample::sample(),
        }
    }
}

impl Sample for crate::host::Container {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::host::WirelessInterface {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            driver: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::kernels::Kernel {
    fn sample() -> Self {
        Self {
            release: Sample::sample(),
            later: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::kernels::Request {
    fn sample() -> Self {
        Self {
            packages: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Redirect {
    fn sample() -> Self {
        Self {
            scheme: Sample::sample(),
            host: Sample::sample(),
            same_path: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Cookie {
    fn sample() -> Self {
        Self {
            secure: Sample::sample(),
            http_only: Sample::sample(),
            same_site: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Check {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            ok: Sample::sample(),
            enabled: Sample::sample(),
            skipped: Sample::sample(),
            age: Sample::sample(),
            threshold: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Document {
    fn sample() -> Self {
        Self {
            ok: Sample::sample(),
            age: Sample::sample(),
            threshold: Sample::sample(),
            checks: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Answer {
    fn sample() -> Self {
        Self {
            status: Sample::sample(),
            redirect: Sample::sample(),
            challenged: Sample::sample(),
            hsts: Sample::sample(),
            nosniff: Sample::sample(),
            framing: Sample::sample(),
            content_security_policy: Sample::sample(),
            referrer_policy: Sample::sample(),
            allowed_origin: Sample::sample(),
            allows_credentials: Sample::sample(),
            cookies: Sample::sample(),
            body_size: Sample::sample(),
            document: Sample::sample(),
        }
    }
}

impl Sample for crate::probes::Probe {
    fn sample() -> Self {
        Self {
            purpose: Sample::sample(),
            manner: Sample::sample(),
            method: Sample::sample(),
            url: Sample::sample(),
            host: Sample::sample(),
            source: Sample::sample(),
            failure: Sample::sample(),
            outcome: Sample::sample(),
        }
    }
}

impl Sample for crate::units::Manager {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            running: Sample::sample(),
        }
    }
}

impl Sample for crate::units::Unit {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            kind: Sample::sample(),
            aliases: Sample::sample(),
            load: Sample::sample(),
            at_boot: Sample::sample(),
            activated_by: Sample::sample(),
            state: Sample::sample(),
            result: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::access_control::Profile {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            mode: Sample::sample(),
        }
    }
}

impl Sample for crate::access_control::Enforcement {
    fn sample() -> Self {
        Self {
            mode: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::access_control::Configuration {
    fn sample() -> Self {
        Self {
            mode: Sample::sample(),
            policy: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::boot::Argument {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            value: Sample::sample(),
        }
    }
}

impl Sample for crate::boot::Entry {
    fn sample() -> Self {
        Self {
            kernel: Sample::sample(),
            arguments: Sample::sample(),
            has_unknown_arguments: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::boot::Loader {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            asks_for: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::modules::KernelModule {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
        }
    }
}

impl Sample for crate::modules::Availability {
    fn sample() -> Self {
        Self {
            state: Sample::sample(),
            releases: Sample::sample(),
        }
    }
}

impl Sample for crate::modules::Usage {
    fn sample() -> Self {
        Self {
            loaded: Sample::sample(),
            users: Sample::sample(),
            needed_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::modules::Install {
    fn sample() -> Self {
        Self {
            runs: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::modules::Configuration {
    fn sample() -> Self {
        Self {
            install: Sample::sample(),
            blacklisted: Sample::sample(),
        }
    }
}

impl Sample for crate::mounts::Mount {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            options: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mounts::BootMount {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            options: Sample::sample(),
            decided_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mounts::Room {
    fn sample() -> Self {
        Self {
            bytes: Sample::sample(),
            available: Sample::sample(),
            inodes: Sample::sample(),
            free_inodes: Sample::sample(),
        }
    }
}

impl Sample for crate::mounts::Disk {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            room: Sample::sample(),
            gap: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::Procedure {
    fn sample() -> Self {
        Self {
            applied_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::Key {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::InterfaceValue {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            value: Sample::sample(),
            forwarding: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::RunningValue {
    fn sample() -> Self {
        Self {
            state: Sample::sample(),
            value: Sample::sample(),
            interfaces: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::Occurrence {
    fn sample() -> Self {
        Self {
            value: Sample::sample(),
            applied_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sysctl::BootValue {
    fn sample() -> Self {
        Self {
            effective: Sample::sample(),
            of_interfaces: Sample::sample(),
            shadowed: Sample::sample(),
            unread: Sample::sample(),
            built_in: Sample::sample(),
        }
    }
}

impl Sample for crate::lines::Spot {
    fn sample() -> Self {
        Self {
            source: Sample::sample(),
            time: Sample::sample(),
            offset_known: Sample::sample(),
        }
    }
}

impl Sample for crate::lines::Log {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            named_by: Sample::sample(),
            container: Sample::sample(),
            service: Sample::sample(),
            files: Sample::sample(),
            lines: Sample::sample(),
            since: Sample::sample(),
            left_out: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::lines::FailureCount {
    fn sample() -> Self {
        Self {
            log: Sample::sample(),
            pattern: Sample::sample(),
            lines: Sample::sample(),
            first: Sample::sample(),
            last: Sample::sample(),
        }
    }
}

impl Sample for crate::lines::SecretCount {
    fn sample() -> Self {
        Self {
            log: Sample::sample(),
            kind: Sample::sample(),
            env_file: Sample::sample(),
            key: Sample::sample(),
            lines: Sample::sample(),
            first: Sample::sample(),
            last: Sample::sample(),
        }
    }
}

impl Sample for crate::lines::Gap {
    fn sample() -> Self {
        Self {
            part: Sample::sample(),
            name: Sample::sample(),
            cause: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::Program {
    fn sample() -> Self {
        Self {
            installed: Sample::sample(),
            configuration: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::Pattern {
    fn sample() -> Self {
        Self {
            text: Sample::sample(),
            matches: Sample::sample(),
            covers_containers: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::Stanza {
    fn sample() -> Self {
        Self {
            patterns: Sample::sample(),
            frequency: Sample::sample(),
            rotate: Sample::sample(),
            missing_ok: Sample::sample(),
            copy_truncate: Sample::sample(),
            packaged: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::IgnoredPart {
    fn sample() -> Self {
        Self {
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::Rotator {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::SharedFile {
    fn sample() -> Self {
        Self {
            file: Sample::sample(),
            kind: Sample::sample(),
            rotators: Sample::sample(),
        }
    }
}

impl Sample for crate::rotation::UnknownRotator {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::Program {
    fn sample() -> Self {
        Self {
            installed: Sample::sample(),
            configuration: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::LogFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            mode: Sample::sample(),
            decided_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::Input {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::Receiver {
    fn sample() -> Self {
        Self {
            protocol: Sample::sample(),
            port: Sample::sample(),
            loopback: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::Forward {
    fn sample() -> Self {
        Self {
            protocol: Sample::sample(),
            host: Sample::sample(),
            encrypted: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::rsyslog::UnreadPart {
    fn sample() -> Self {
        Self {
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mail::SpfPolicy {
    fn sample() -> Self {
        Self {
            records: Sample::sample(),
            verdict: Sample::sample(),
            problem: Sample::sample(),
            message: Sample::sample(),
            lookups: Sample::sample(),
            void_lookups: Sample::sample(),
            all: Sample::sample(),
            open_to: Sample::sample(),
            opened_by: Sample::sample(),
            allows_nobody: Sample::sample(),
            included: Sample::sample(),
            macros: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mail::DkimKey {
    fn sample() -> Self {
        Self {
            status: Sample::sample(),
            key_type: Sample::sample(),
            bits: Sample::sample(),
            testing: Sample::sample(),
            aliases: Sample::sample(),
            problem: Sample::sample(),
        }
    }
}

impl Sample for crate::mail::DkimSelector {
    fn sample() -> Self {
        Self {
            selector: Sample::sample(),
            outcome: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mail::DmarcPolicy {
    fn sample() -> Self {
        Self {
            verdict: Sample::sample(),
            problem: Sample::sample(),
            found_at: Sample::sample(),
            records: Sample::sample(),
            tags: Sample::sample(),
            policy: Sample::sample(),
            below_at: Sample::sample(),
            subdomain_policy: Sample::sample(),
            nonexistent_policy: Sample::sample(),
            weakened: Sample::sample(),
            report_addresses: Sample::sample(),
            external_reports: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::mail::Sender {
    fn sample() -> Self {
        Self {
            domain: Sample::sample(),
            origin: Sample::sample(),
            source: Sample::sample(),
            null_mx: Sample::sample(),
            spf: Sample::sample(),
            dkim: Sample::sample(),
            dmarc: Sample::sample(),
        }
    }
}

impl Sample for crate::packages::Database {
    fn sample() -> Self {
        Self {
            manager: Sample::sample(),
            complete: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::packages::KnownPackage {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            version: Sample::sample(),
            state: Sample::sample(),
            installed_at: Sample::sample(),
        }
    }
}

impl Sample for crate::updates::Index {
    fn sample() -> Self {
        Self {
            manager: Sample::sample(),
            tells_security: Sample::sample(),
            refreshed_at: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::updates::PendingUpdate {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            installed: Sample::sample(),
            candidate: Sample::sample(),
            kept: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::upgrades::PackageLists {
    fn sample() -> Self {
        Self {
            manager: Sample::sample(),
            refreshed_at: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::upgrades::Upgrade {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            installed: Sample::sample(),
            candidate: Sample::sample(),
            kept: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::Layout {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::Service {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::Problem {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            message: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::Entry {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            kind: Sample::sample(),
            module: Sample::sample(),
            reached: Sample::sample(),
            enforced: Sample::sample(),
            after_failure: Sample::sample(),
            missing: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::ModuleOption {
    fn sample() -> Self {
        Self {
            entry: Sample::sample(),
            module: Sample::sample(),
            name: Sample::sample(),
            value: Sample::sample(),
            origin: Sample::sample(),
            source: Sample::sample(),
            file: Sample::sample(),
            shadowed: Sample::sample(),
        }
    }
}

impl Sample for crate::pam::UnreadFile {
    fn sample() -> Self {
        Self {
            entry: Sample::sample(),
            reason: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Caddyfile {
    fn sample() -> Self {
        Self {
            file: Sample::sample(),
            found: Sample::sample(),
            service: Sample::sample(),
            verdict: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::GlobalOption {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            value: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Server {
    fn sample() -> Self {
        Self {
            listener: Sample::sample(),
            trusted_proxies: Sample::sample(),
            trusted_modules: Sample::sample(),
            strict: Sample::sample(),
            client_ip_headers: Sample::sample(),
            log_credentials: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Address {
    fn sample() -> Self {
        Self {
            scheme: Sample::sample(),
            host: Sample::sample(),
            port: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Site {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            addresses: Sample::sample(),
            bound: Sample::sample(),
            certificates: Sample::sample(),
            authority: Sample::sample(),
            redirects: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Log {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            name: Sample::sample(),
            output: Sample::sample(),
            path: Sample::sample(),
            rolls: Sample::sample(),
            keep: Sample::sample(),
            keep_days: Sample::sample(),
            size: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Condition {
    fn sample() -> Self {
        Self {
            clause: Sample::sample(),
            kind: Sample::sample(),
            negated: Sample::sample(),
            field: Sample::sample(),
            values: Sample::sample(),
            shapes: Sample::sample(),
            known: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Route {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            name: Sample::sample(),
            kind: Sample::sample(),
            conditions: Sample::sample(),
            authenticated: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::HeaderOperation {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            route: Sample::sample(),
            directive: Sample::sample(),
            operation: Sample::sample(),
            field: Sample::sample(),
            keeps: Sample::sample(),
            conditions: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Upstream {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            route: Sample::sample(),
            address: Sample::sample(),
            host: Sample::sample(),
            port: Sample::sample(),
            tls: Sample::sample(),
            verified: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::RouteTrust {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            route: Sample::sample(),
            networks: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::caddy::Gap {
    fn sample() -> Self {
        Self {
            site: Sample::sample(),
            part: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::WorkTree {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            commit: Sample::sample(),
            branch: Sample::sample(),
            shallow: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::SecretKey {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            equality: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::TrackedEnvFile {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            path: Sample::sample(),
            kind: Sample::sample(),
            tracked_in: Sample::sample(),
            encrypted: Sample::sample(),
            keys: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::EnvPath {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            path: Sample::sample(),
            state: Sample::sample(),
            tracked: Sample::sample(),
            ignored: Sample::sample(),
            decided_by: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::HistoryHit {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            path: Sample::sample(),
            commit: Sample::sample(),
            keys: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::History {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            commits: Sample::sample(),
            cut: Sample::sample(),
        }
    }
}

impl Sample for crate::git::SecretMatch {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            path: Sample::sample(),
            kind: Sample::sample(),
            tracked_in: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::Remote {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            key: Sample::sample(),
            host: Sample::sample(),
            credentials: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::Change {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            what: Sample::sample(),
        }
    }
}

impl Sample for crate::git::Condition {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            changes: Sample::sample(),
            change_count: Sample::sample(),
            published: Sample::sample(),
            tags: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::git::Gap {
    fn sample() -> Self {
        Self {
            root: Sample::sample(),
            part: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::scripts::Script {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            interpreter: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::scripts::Command {
    fn sample() -> Self {
        Self {
            text: Sample::sample(),
            places: Sample::sample(),
        }
    }
}

impl Sample for crate::jobs::Scheduler {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            unit: Sample::sample(),
            at_boot: Sample::sample(),
            state: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::jobs::Call {
    fn sample() -> Self {
        Self {
            tool: Sample::sample(),
            purpose: Sample::sample(),
            leaves_host: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::jobs::Job {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            kind: Sample::sample(),
            scheduler: Sample::sample(),
            user: Sample::sample(),
            schedule: Sample::sample(),
            runs: Sample::sample(),
            longest_gap: Sample::sample(),
            persistent: Sample::sample(),
            state: Sample::sample(),
            program: Sample::sample(),
            purposes: Sample::sample(),
            calls: Sample::sample(),
            names_backups: Sample::sample(),
            yields_to_systemd: Sample::sample(),
            packaged: Sample::sample(),
            unit: Sample::sample(),
            result: Sample::sample(),
            triggered: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::jobs::UnreadPlace {
    fn sample() -> Self {
        Self {
            holds: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::SshdServer {
    fn sample() -> Self {
        Self {
            installed: Sample::sample(),
            version: Sample::sample(),
            config: Sample::sample(),
            drop_in: Sample::sample(),
            ports: Sample::sample(),
            socket_activated: Sample::sample(),
            cross_check: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::Setting {
    fn sample() -> Self {
        Self {
            keyword: Sample::sample(),
            values: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::MatchBlock {
    fn sample() -> Self {
        Self {
            criteria: Sample::sample(),
            source: Sample::sample(),
            satisfiable: Sample::sample(),
            overrides: Sample::sample(),
            stray: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::ShadowedLine {
    fn sample() -> Self {
        Self {
            keyword: Sample::sample(),
            values: Sample::sample(),
            source: Sample::sample(),
            winner: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::Problem {
    fn sample() -> Self {
        Self {
            message: Sample::sample(),
            effect: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::Disagreement {
    fn sample() -> Self {
        Self {
            keyword: Sample::sample(),
            sshd: Sample::sample(),
            evaluated: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::PortMention {
    fn sample() -> Self {
        Self {
            by: Sample::sample(),
            name: Sample::sample(),
            ports: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sshd::HostKey {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            algorithm: Sample::sample(),
            bits: Sample::sample(),
            gap: Sample::sample(),
            source: Sample::sample(),
            named_by: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Program {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            policy: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::PolicyFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            reason: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Problem {
    fn sample() -> Self {
        Self {
            message: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::DefaultSetting {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            operator: Sample::sample(),
            value: Sample::sample(),
            scope: Sample::sample(),
            names: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Subject {
    fn sample() -> Self {
        Self {
            kind: Sample::sample(),
            name: Sample::sample(),
            negated: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Rule {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            subjects: Sample::sample(),
            here: Sample::sample(),
            targets: Sample::sample(),
            as_root: Sample::sample(),
            password: Sample::sample(),
            permits: Sample::sample(),
            kind: Sample::sample(),
            command: Sample::sample(),
            wildcard: Sample::sample(),
            arguments: Sample::sample(),
            part: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Changer {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            kind: Sample::sample(),
            name: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::CommandFile {
    fn sample() -> Self {
        Self {
            path: Sample::sample(),
            state: Sample::sample(),
            reason: Sample::sample(),
            changers: Sample::sample(),
        }
    }
}

impl Sample for crate::sudoers::Directory {
    fn sample() -> Self {
        Self {
            service: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::Certificate {
    fn sample() -> Self {
        Self {
            subject: Sample::sample(),
            issuer: Sample::sample(),
            names: Sample::sample(),
            not_before: Sample::sample(),
            not_after: Sample::sample(),
            key_type: Sample::sample(),
            key_bits: Sample::sample(),
            signature: Sample::sample(),
            certificate_authority: Sample::sample(),
            self_signed: Sample::sample(),
            sha256: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::Verification {
    fn sample() -> Self {
        Self {
            verdict: Sample::sample(),
            message: Sample::sample(),
            anchor: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::TlsVersion {
    fn sample() -> Self {
        Self {
            name: Sample::sample(),
            accepted: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::HttpsAnswer {
    fn sample() -> Self {
        Self {
            status: Sample::sample(),
            hsts: Sample::sample(),
            server: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::HttpAnswer {
    fn sample() -> Self {
        Self {
            status: Sample::sample(),
            location: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::Observation {
    fn sample() -> Self {
        Self {
            chain: Sample::sample(),
            chain_in_order: Sample::sample(),
            trust: Sample::sample(),
            name_matches: Sample::sample(),
            versions: Sample::sample(),
            tls12_suites: Sample::sample(),
            negotiated_version: Sample::sample(),
            negotiated_suite: Sample::sample(),
            alpn: Sample::sample(),
            ocsp_stapled: Sample::sample(),
            https: Sample::sample(),
            http: Sample::sample(),
        }
    }
}

impl Sample for crate::tls::Endpoint {
    fn sample() -> Self {
        Self {
            host: Sample::sample(),
            port: Sample::sample(),
            address: Sample::sample(),
            scope: Sample::sample(),
            shown_to: Sample::sample(),
            source: Sample::sample(),
            outcome: Sample::sample(),
        }
    }
}

impl Sample for crate::automatic_updates::Setting {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            key: Sample::sample(),
            on: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::package_sources::PackageSource {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            name: Sample::sample(),
            address: Sample::sample(),
            is_local: Sample::sample(),
            signatures: Sample::sample(),
            source: Sample::sample(),
        }
    }
}

impl Sample for crate::package_sources::Check {
    fn sample() -> Self {
        Self {
            program: Sample::sample(),
            key: Sample::sample(),
            on: Sample::sample(),
            source: Sample::sample(),
        }
    }
}
