//! The text of the policy: what was found, the file that says so, and what to do next.

use super::draft::Draft;
use super::names::Domain;
use super::{ASK, REDACTED, Survey, written_path};
use crate::project::DEFAULT_PACK;

/// For editors that complete and check a policy by its schema.
const SCHEMA: &str = concat!(
    env!("CARGO_PKG_REPOSITORY"),
    "/raw/main/docs/schema/muster.json"
);

/// Where every setting is described.
const PACKS: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/docs/packs.md");

/// Services of a project that are named.
const MOST_SERVICES: usize = 12;

/// Entries of one list.
const MOST_ENTRIES: usize = 50;

/// Renders the policy.
pub(super) fn policy(survey: &Survey) -> String {
    let mut draft = Draft::default();
    let domain = survey.names.domain();
    draft.line(&format!("#:schema {SCHEMA}"));
    head(&mut draft, survey);
    draft.line(&format!("extends = [\"{DEFAULT_PACK}\"]"));
    families(&mut draft, survey, domain.is_some());
    draft.blank();
    draft.line("[targets]");
    draft.sentences("What reports call the host, instead of its own name:");
    draft.off("name = \"web-1\"");
    projects(&mut draft, survey);
    environment(&mut draft, survey);
    ports(&mut draft, survey);
    repositories(&mut draft, survey);
    proxies(&mut draft, survey);
    served(&mut draft, survey, domain.as_ref());
    zone(&mut draft, survey, domain.is_some());
    backups(&mut draft, survey);
    draft.into_text()
}

fn head(draft: &mut Draft, survey: &Survey) {
    draft.sentences(&format!(
        "Muster's policy for {}, as `muster init` found the host: only from its files and programs, and without \
         any value from an environment file.",
        survey.host
    ));
    draft.sentences("");
    draft.sentences(
        "A setting that begins with `#` and no space is off. Read the comment above it, and remove the `#` if the \
         setting is right. Then:",
    );
    draft.item(
        "`muster scan` in this directory; with sudo, `sudo muster scan --policy ./muster.toml`",
    );
    draft.item("`muster doctor` says what this user cannot read, and what to do about it");
    draft.item(&format!("{PACKS} describes every setting"));
    draft.blank();
}

/// What the pack leaves out and the host may have a use for.
fn families(draft: &mut Draft, survey: &Survey, has_domain: bool) {
    let mut families = Vec::new();
    if !survey.backups.places.is_empty() {
        families.push("\"backup/*\"");
    }
    if has_domain {
        families.extend(["\"dns/*\"", "\"tls/*\""]);
    }
    if let Some(zone) = &survey.zone
        && has_domain
        && zone.is_at_cloudflare()
    {
        families.push("\"cloudflare/*\"");
    }
    if families.is_empty() {
        return;
    }
    draft.blank();
    draft.sentences(&format!(
        "`{DEFAULT_PACK}` leaves these out, because they need settings below. With `domain`, the rules on DNS and \
         TLS contact the network."
    ));
    draft.off(&format!("enable = [{}]", families.join(", ")));
}

fn projects(draft: &mut Draft, survey: &Survey) {
    draft.blank();
    let projects = match &survey.projects {
        Ok(projects) => projects,
        Err(_) => {
            draft.sentences(&format!(
                "It is not known which Compose projects there are; {ASK}"
            ));
            return;
        }
    };
    if projects.is_empty() {
        draft.sentences("There is no Compose project. Each scan looks again.");
        return;
    }
    draft.sentences(
        "Compose projects. Scans find them automatically; name a file to judge only that project.",
    );
    for project in projects.iter().take(MOST_ENTRIES) {
        let mut services = project.services.clone();
        services.truncate(MOST_SERVICES);
        if project.services.len() > MOST_SERVICES {
            services.push("…".to_owned());
        }
        draft.item(&match services.is_empty() {
            true => project.file.clone(),
            false => format!("{}: {}", project.file, services.join(", ")),
        });
    }
    if let [project] = projects.as_slice()
        && let Some(path) = written_path(&project.file)
    {
        draft.off(&format!("compose-file = {path}"));
    }
}

fn environment(draft: &mut Draft, survey: &Survey) {
    let files = &survey.environment;
    draft.blank();
    if let Some(why) = &files.unknown {
        draft.sentences(&format!(
            "Environment files: none is named here, so scans look for those of the projects. The reason: {why}"
        ));
    } else if files.named.is_empty() {
        draft.sentences("No Compose project names an environment file. Each scan looks again.");
        if !files.proposed.is_empty() {
            draft.sentences("Files that units read are judged only if they are named here:");
            draft.off("env-files = [");
            for file in files.proposed.iter().take(MOST_ENTRIES) {
                if let Some(path) = file.written() {
                    draft.entry(false, &path, &file.remark);
                }
            }
            draft.off("]");
        }
    } else {
        draft.sentences(
            "Environment files and who reads them. Only these are judged; without the list, scans find those of the \
             Compose projects automatically, and none that only a unit reads.",
        );
        draft.line("env-files = [");
        for file in &files.named {
            if let Some(path) = file.written() {
                draft.entry(true, &path, &file.remark);
            }
        }
        for file in files.proposed.iter().take(MOST_ENTRIES) {
            if let Some(path) = file.written() {
                draft.entry(false, &path, &file.remark);
            }
        }
        draft.line("]");
    }
    if !files.left_out.is_empty() {
        draft.sentences("Not named:");
        for file in files.left_out.iter().take(MOST_ENTRIES) {
            draft.item(&format!("{}: {}", file.path, file.remark));
        }
    }
}

fn ports(draft: &mut Draft, survey: &Survey) {
    draft.blank();
    draft.sentences(
        "Ports that the internet may reach. Scans report any other open port; turn on those that should be open, \
         and close the rest.",
    );
    for remark in &survey.ports.remarks {
        draft.item(remark);
    }
    draft.line("public-ports = [");
    for port in &survey.ports.entries {
        draft.entry(port.on, &format!("\"{}\"", port.port), &port.remark);
    }
    draft.line("]");
}

fn repositories(draft: &mut Draft, survey: &Survey) {
    let found = &survey.repositories;
    if found.others.is_empty() && found.of_projects.is_empty() {
        return;
    }
    draft.blank();
    for tree in found.of_projects.iter().take(MOST_ENTRIES) {
        draft.sentences(&format!(
            "{tree} is a git work tree with a Compose project in it, which scans find automatically."
        ));
    }
    if !found.others.is_empty() {
        draft.sentences(
            "Git work trees without a Compose project are judged only if they are named here:",
        );
        let trees = found.of_projects.iter().chain(&found.others);
        let trees: Vec<String> = trees
            .filter_map(|tree| written_path(tree))
            .take(MOST_ENTRIES)
            .collect();
        draft.off(&format!("repositories = [{}]", trees.join(", ")));
    }
}

fn proxies(draft: &mut Draft, survey: &Survey) {
    let names = &survey.names;
    if names.unknown.is_some() {
        draft.blank();
        draft.sentences(&format!("It is not known what Caddy serves; {ASK}"));
    }
    if names.proxies.is_empty() {
        return;
    }
    draft.blank();
    draft.sentences("Proxies and web servers:");
    for proxy in &names.proxies {
        draft.item(proxy);
    }
    if let Some(path) = names.caddyfile.as_deref().and_then(written_path) {
        draft.off(&format!("caddyfile = {path}"));
    }
}

/// The names that the host serves, all of it off: to name a domain has the network asked.
fn served(draft: &mut Draft, survey: &Survey, domain: Option<&Domain>) {
    let Some(Domain { domain, web_names }) = domain else {
        return;
    };
    draft.blank();
    draft.sentences("Names that the host serves:");
    for (name, place) in survey.names.served.iter().take(MOST_ENTRIES) {
        draft.item(&format!("{name}, by {place}"));
    }
    draft.sentences(
        "With a domain, later scans can contact the network: the DNS, and the servers behind these names. So it is \
         off. The domain is the common part of all names, and may not be the one that you own.",
    );
    draft.off(&format!("domain = \"{domain}\""));
    draft.blank();
    draft.off("[targets.edge]");
    let shown = web_names.iter().take(MOST_ENTRIES);
    let written: Vec<String> = shown.map(|name| format!("\"{name}\"")).collect();
    draft.off(&format!("web-names = [{}]", written.join(", ")));
    draft.sentences(
        "The public addresses of the host, where TLS is checked without a proxy in front:",
    );
    draft.off("addresses = [\"203.0.113.7\"]");
}

fn zone(draft: &mut Draft, survey: &Survey, has_domain: bool) {
    let Some(zone) = &survey.zone else {
        return;
    };
    draft.blank();
    if !zone.is_at_cloudflare() {
        draft.sentences(&format!(
            "The zone seems to be at {}, which Muster does not read: {}.",
            zone.provider, zone.evidence
        ));
        return;
    }
    draft.sentences(&format!(
        "The zone seems to be at Cloudflare: {}. With a read-only token in $CLOUDFLARE_API_TOKEN, scans read its \
         settings; a token that the application uses can probably do too much.",
        zone.evidence
    ));
    if has_domain {
        draft.off("[targets.edge.cloudflare]");
        draft.off("token-env = \"CLOUDFLARE_API_TOKEN\"");
    }
}

fn backups(draft: &mut Draft, survey: &Survey) {
    let found = &survey.backups;
    if found.places.is_empty() && found.jobs.is_empty() {
        return;
    }
    draft.blank();
    if !found.jobs.is_empty() {
        draft.sentences("Jobs that seem to make backups:");
        for job in &found.jobs {
            draft.item(job);
        }
    }
    for (index, place) in found.places.iter().take(MOST_ENTRIES).enumerate() {
        if index > 0 {
            draft.sentences(&format!(
                "{} is named like one, too, but a policy can name only one directory.",
                place.directory
            ));
            continue;
        }
        draft.sentences(&format!(
            "{} is named like a backup directory. `marker` is the file to which the job writes when it \
             succeeds, `artefacts` are the dumps.",
            place.directory
        ));
        draft.off("[targets.backup]");
        if let Some(path) = written_path(&place.directory) {
            draft.off(&format!("directory = {path}"));
        }
        draft.off(&format!(
            "marker = \"{}\"",
            place.marker.unwrap_or("LAST_SUCCESS.txt")
        ));
        draft.off(&format!(
            "artefacts = {}",
            patterns(&place.artefacts, "*.sql.gz")
        ));
        draft.off(&format!(
            "uploads = {}",
            patterns(&place.uploads, "*.tar.gz")
        ));
    }
}

/// Patterns that were found, or one to start from.
fn patterns(found: &[String], example: &str) -> String {
    let quoted: Vec<String> = found
        .iter()
        .filter(|pattern| !pattern.contains(REDACTED))
        .map(|pattern| format!("\"{pattern}\""))
        .collect();
    match quoted.is_empty() {
        true => format!("[\"{example}\"]"),
        false => format!("[{}]", quoted.join(", ")),
    }
}
