//! Settings files of dockerd with secrets in every place from which a value could come into a message. Each is
//! that of a user who runs a daemon: one that dockerd refuses would hide what is wrong in the next.

/// The options that each daemon is started with, in its unit.
pub(crate) const UNIT: &str = "[Service]\nEnvironment=DOCKER_TOKEN=@ HTTPS_PROXY=http://u:@§proxy:3128\nExecStart=\n\
    ExecStart=/usr/bin/dockerd-rootless.sh --label token=@ --log-opt splunk-token=@ --http-proxy http://u:@§proxy --@ @\n";

/// The files, `@` standing for a secret.
pub(crate) const SETTINGS: [&str; 20] = [
    // Valid, and all of it is of nobody's concern.
    "{\"proxies\": {\"https-proxy\": \"http://u:@§proxy:3128\", \"no-proxy\": \"@\"},\n\
     \"registry-mirrors\": [\"https://u:@§mirror.de/@?key=@\"], \"labels\": [\"token=@\", \"@\"],\n\
     \"exec-opts\": [\"native.key=@\"], \"storage-opts\": [\"@\"], \"log-opts\": {\"env\": \"@\", \"@\": \"@\"},\n\
     \"runtimes\": {\"@\": {\"path\": \"/opt/@\", \"runtimeArgs\": [\"--key=@\"]}}, \"dns-search\": [\"@\"],\n\
     \"builder\": {\"@\": \"@\"}, \"features\": {\"@\": true}, \"cgroup-parent\": \"@\", \"data-root\": \"/srv/@\"}\n",
    // Set by an option as well.
    "{\"labels\": [\"token=@\"],\n\"log-opts\": {\"splunk-token\": \"@\"}, \"proxies\": {\"http-proxy\": \"http://u:@§p\"}}\n",
    // No JSON: a value without quotation marks, a lost one, a comma too many, two documents, and none at all.
    "{\"proxies\": {\"http-proxy\": http://u:@§proxy:3128},\n\"labels\": [\"token=@\"]}\n",
    "{\"labels\": [\"token=@],\n\"registry-mirrors\": [\"https://u:@§mirror.de\"]}\n",
    "{\"log-opts\": {\"splunk-token\": \"@\",},\n\"labels\": [\"@\"],}\n",
    "{\"labels\": [\"@\"]}\n{\"labels\": [\"@\"]}\n",
    "# @\nlabels = token=@\n@\n",
    "[\"@\", {\"@\": \"@\"}]\n",
    "\"http://u:@§proxy\"\n",
    // Keys that it does not know, and what is below them.
    "{\"htp-proxy\": \"http://u:@§proxy\", \"@\": \"@\", \"token=@\": true, \"http://u:@§proxy\": 1, \"token\": \"@\",\n\
     \"auths\": {\"https://u:@§registry.de\": {\"auth\": \"@\"}, \"@\": \"@\"}, \"credentials\": [\"@\"]}\n",
    // Values of other types.
    "{\"labels\": \"token=@\", \"exec-opts\": {\"@\": \"@\"}, \"registry-mirrors\": {\"https://u:@§m\": \"@\"},\n\
     \"log-opts\": {\"@\": [\"@\"], \"splunk-token\": {\"@\": \"@\"}}, \"mtu\": \"@\", \"debug\": \"@\", \"proxies\": [\"http://u:@§p\"],\n\
     \"features\": {\"@\": \"@\"}, \"runtimes\": {\"@\": \"@\"}, \"builder\": \"@\", \"default-ulimits\": {\"@\": [\"@\"]},\n\
     \"default-address-pools\": \"@\", \"hosts\": [\"@\", 5], \"group\": {\"@\": \"@\"}, \"http-proxy\": [\"http://u:@§p\"]}\n",
    // Values of settings that rules ask for.
    "{\"group\": \"docker-@\"}\n",
    "{\"hosts\": [\"unix:///run/docker-@.sock\"]}\n",
    "{\"hosts\": [\"tcp://u:@§0.0.0.0:2376\"]}\n",
    "{\"hosts\": [\"tcp://0.0.0.0:@\"]}\n",
    "{\"hosts\": [\"ssh://u@host/@\"]}\n",
    "{\"insecure-registries\": [\"u:@§registry.de\"]}\n",
    "{\"insecure-registries\": [\"registry.de/@\"]}\n",
    "{\"log-driver\": \"loki:@\"}\n",
    "{\"log-opts\": {\"max-size\": \"@\"}, \"userns-remap\": \"@:@\"}\n",
];
