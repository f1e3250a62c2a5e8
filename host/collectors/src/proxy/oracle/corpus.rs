//! Caddyfiles that are accepted, and others that are refused. The tables here combine short ones; the files in
//! `corpus/` have what people write, each text below a line that says what it is about.

/// Files beside the Caddyfile.
pub(super) const FILES: &[(&str, &str)] = &[
    ("common.caddy", "encode gzip\nheader -Server\n"),
    ("sites/a.caddy", "a.example.com {\n\trespond 200\n}\n"),
    (
        "sites/b.caddy",
        "b.example.com {\n\treverse_proxy b:80\n}\n",
    ),
    ("sites/note.txt", "b.example.com {\n"),
    ("loop.caddy", "import loop.caddy\n"),
    (
        "proxy.caddy",
        "reverse_proxy {args.0} {\n\theader_up X-Via {args.1}\n}\n",
    ),
    ("parts/one.caddy", "respond /one 200\n"),
    (
        "parts/two.caddy",
        "@two path /two\nreverse_proxy @two two:2\n",
    ),
    ("parts/.hidden.caddy", "respond /hidden 200\n"),
    ("block.caddy", "handle /files/* {\n\t{block}\n}\n"),
];

/// Each is the body of a site.
const SITES: &str = include_str!("corpus/sites.txt");

/// Whole files that every release accepts, that only releases after 2.6 accept, and that are refused.
const WHOLE: [&str; 3] = [
    include_str!("corpus/files.txt"),
    include_str!("corpus/newer.txt"),
    include_str!("corpus/refused.txt"),
];

/// What may stand before the sites.
const GLOBALS: &[&str] = &[
    "",
    "{\n\tadmin off\n\temail a@example.com\n}\n",
    "{\n\tadmin 0.0.0.0:2020 {\n\t\torigins example.com\n\t}\n\tauto_https disable_redirects\n}\n",
    "{\n\tdebug\n\tservers {\n\t\tprotocols h1 h2\n\t\tlog_credentials\n\t\ttimeouts {\n\t\t\tidle 1m\n\t\t}\n\t}\n}\n",
    "{\n\tlog {\n\t\toutput file /var/log/caddy/all.log {\n\t\t\troll_size 1gb\n\t\t}\n\t}\n\tgrace_period 10s\n}\n",
    "{\n\tdefault_bind 127.0.0.1\n}\n",
    "{\n\torder respond before redir\n\thttp_port 8080\n\thttps_port 8443\n}\n",
];

/// What may stand in a site.
const BODIES: &[&str] = &[
    "",
    "respond 200",
    "respond /health 200\nreverse_proxy api:8000",
    "respond \"no\" 403",
    "redir https://example.org{uri} permanent",
    "redir /old /new 308\nfile_server",
    "root * /srv\nfile_server browse\nencode zstd gzip",
    "reverse_proxy web",
    "reverse_proxy /v1/* api:8000 api2:8000\nreverse_proxy web:3000",
    "reverse_proxy https://backend.example.net {\n\theader_up Host {upstream_hostport}\n}",
    "reverse_proxy backend:8443 {\n\ttransport http {\n\t\ttls\n\t\ttls_insecure_skip_verify\n\t\tkeepalive 30s\n\t}\n}",
    "reverse_proxy h2c://grpc:9000",
    "reverse_proxy unix//run/app.sock",
    "reverse_proxy {env.UPSTREAM}",
    "reverse_proxy :3000 {\n\theader_up -X-Real-IP\n\theader_up +X-A b\n\theader_up X-B \"c d\"\n\theader_up X-C old new\n\theader_down -Server\n}",
    "reverse_proxy {\n\tto a:1 b:2\n\tto c:3\n\tlb_policy round_robin\n\thealth_uri /health\n\thealth_interval 10s\n\tflush_interval -1\n}",
    "handle /v1/* {\n\treverse_proxy api:8000\n}\nhandle {\n\treverse_proxy web:3000\n}",
    "handle {\n\trespond 404\n}\nhandle /a* {\n\trespond 200\n}\nhandle /a/b* {\n\trespond 403\n}",
    "handle_path /files/* {\n\tfile_server\n}\nrespond 404",
    "handle_path /v1* {\n\treverse_proxy api:8000\n}\nhandle /v2/* {\n\treverse_proxy api2:8000\n}",
    "route /x/* {\n\trespond /x/1 200\n\treverse_proxy a:1\n}\nreverse_proxy b:2",
    "route {\n\treverse_proxy /b b:2\n\treverse_proxy a:1\n\trespond 404\n}",
    "route {\n\thandle /a* {\n\t\trespond 200\n\t}\n\thandle {\n\t\tabort\n\t}\n}",
    "@admin path /admin /admin/*\nrespond @admin 403\nreverse_proxy web:3000",
    "@outside {\n\tpath /admin*\n\tnot remote_ip 10.0.0.0/8 private_ranges\n}\nabort @outside\nreverse_proxy web:3000",
    "@post method POST PUT\nrespond @post 405\nfile_server",
    "@ws {\n\theader Connection *Upgrade*\n\theader Upgrade websocket\n}\nreverse_proxy @ws ws:6001\nreverse_proxy web:3000",
    "@not not {\n\tpath /a/*\n\tmethod GET\n}\nrespond @not 403",
    "@e expression `path('/x') && method('GET')`\nrespond @e 200\nabort",
    "@e `{query.a} == \"1\"`\nrespond @e 200\nabort",
    "@q query a=1 b=2\nerror @q 418\nrespond 200",
    "@h header !X-Token\nrespond @h 401\nreverse_proxy api:8000",
    "@r path_regexp name ^/v[0-9]+/\nreverse_proxy @r api:8000\nfile_server",
    "@v vars {uri} /x\n@p protocol https\nrespond @v 200\nrespond @p 201",
    "basicauth /admin/* {\n\tadmin JDJhJDE0JFpreDE5WExpVzZWWW91TEhSNU5tZk9GVTB6MkdUTm1wa1QvNXFxUjdoeDRJaldKUERoanZn\n}\nreverse_proxy web:3000",
    "forward_auth auth:9091 {\n\turi /verify\n\tcopy_headers Remote-User Remote-Groups>X-Groups\n}\nreverse_proxy web:3000",
    "forward_auth /admin/* auth:9091 {\n\turi /verify\n}\nreverse_proxy web:3000",
    "request_header -X-Internal\nrequest_header /v1/* Authorization \"Bearer x\"\nreverse_proxy api:8000",
    "header {\n\tX-Frame-Options DENY\n\t-Server\n\t?Cache-Control no-store\n\tdefer\n}\nheader /x X-Y z\nrespond 200",
    "uri strip_prefix /api\nrewrite /old /new\ntry_files {path} /index.html\nfile_server",
    "rewrite * /index.html\nfile_server",
    "map {path} {target} {\n\t/a b\n\tdefault c\n}\nvars x y\nrespond \"{target}\" 200",
    "templates\nmetrics /metrics\npush\nfile_server",
    "log",
    "log {\n\toutput file /var/log/caddy/access.log\n\tformat json\n\tlevel WARN\n}\nrespond 200",
    "log {\n\toutput file /var/log/caddy/b.log {\n\t\troll_size 50MiB\n\t\troll_keep 0\n\t\troll_keep_for 36h\n\t\troll_uncompressed\n\t}\n}",
    "log {\n\toutput file /var/log/caddy/c.log {\n\t\troll_disabled\n\t}\n}",
    "log {\n\toutput file /var/log/caddy/d.log {\n\t\troll_keep -1\n\t\troll_keep_for 7d\n\t\troll_local_time\n\t}\n}",
    "log {\n\toutput discard\n}\nskip_log /health",
    "log {\n\toutput net 127.0.0.1:9000\n}",
    "tls internal\nrespond 200",
    "tls a@example.com\nrespond 200",
    "tls /cert.pem /key.pem {\n\tprotocols tls1.2 tls1.3\n}\nrespond 200",
    "tls {\n\tissuer internal\n}\nrespond 200",
    "tls {\n\tca https://acme-staging-v02.api.letsencrypt.org/directory\n\ton_demand\n}\nrespond 200",
    "bind 127.0.0.1\nrespond 200",
    "handle_errors {\n\trespond \"{err.status_code}\" 500\n}\nreverse_proxy web:3000",
    "import common.caddy\nrespond 200",
    "import proxy.caddy api:8000 caddy",
    "respond <200",
    "respond \"a \\\"b\\\" c\" 200 # more\n# comment {\nheader X-A `b \"c\"`",
    "respond \\\n\t/x \\\n\t200",
    "respond \"two\nlines\" 200\nheader A b",
    "handle /a {\n\thandle /a/b {\n\t\troute {\n\t\t\trespond 200\n\t\t}\n\t}\n}\nhandle /c {\n}\nreverse_proxy d:1",
    "acme_server /acme/*\nrespond 200",
    "request_body {\n\tmax_size 10MB\n}\nmethod GET\nrespond 200",
];

/// What Caddy takes in no site.
const WRONG: &[&str] = &[
    "respond",
    "respond a 200 b",
    "abort now",
    "error",
    "redir",
    "redir /x",
    "redir https://a.com 200",
    "handle a b {\n}",
    "handle_path {\n\trespond 200\n}",
    "handle_path @x {\n\trespond 200\n}",
    "respond @missing 403",
    "@a path /x\n@a path /y",
    "@a header X\nrespond @a 200",
    "@a nothing_like_it x\nrespond @a 200",
    "reverse_proxy http://a:80 https://b:443",
    "reverse_proxy http://a/path",
    "reverse_proxy https://a:80",
    "reverse_proxy a:1 {\n\tnothing_like_it\n}",
    "reverse_proxy a:1 {\n\theader_up\n}",
    "forward_auth a:1 {\n\tcopy_headers X\n}",
    "request_header ?X y",
    "request_header",
    "handle {\n\ttls internal\n}",
    "handle {\n\tbind 127.0.0.1\n}",
    "nothing_like_it",
    "tls a b c",
    "tls word",
    "log {\n\toutput\n}",
    "log {\n\tnothing_like_it\n}",
    "log {\n\toutput file\n}",
    "log {\n\toutput file /x {\n\t\troll_keep many\n\t}\n}",
    "import missing.caddy",
    "import missing_snippet",
    "import loop.caddy",
    "import",
    "root",
    "handle { respond 200\n}",
    "}",
];

/// Whole files.
const FILES_TAKEN: &[&str] = &[
    ":80 {\n\trespond 200\n}\n",
    "example.com\nrespond 200\n",
    "example.com, www.example.com,\nexample.org {\n\trespond 200\n}\n",
    "http://example.com {\n\trespond 200\n}\nhttps://example.com {\n\trespond 201\n}\n",
    "example.com:8443, [::1]:9000, http://localhost:9001 {\n\trespond 200\n}\n",
    "*.example.com {\n\t@a host a.example.com\n\thandle @a {\n\t\treverse_proxy a:1\n\t}\n\thandle {\n\t\tabort\n\t}\n}\n",
    "(a) {\n\trespond {args.0} 200\n}\n(b) {\n\timport a {args.0}\n}\nexample.com {\n\timport b /x\n}\n",
    "import sites/*.caddy\n",
    "import sites/*.none\nexample.com {\n\trespond 200\n}\n",
    "EXAMPLE.com {\n\trespond 200\n}\n",
    "{\n\tauto_https off\n}\nexample.com {\n\trespond 200\n}\n",
    "# only a comment\nexample.com {\n}\n",
    "\u{feff}example.com {\n\trespond 200\n}\n",
    "example.com {\r\n\trespond 200\r\n}\r\n",
];

const FILES_REFUSED: &[&str] = &[
    "example.com {\n}\nexample.com {\n}\n",
    "example.com {\n}\n{\n\tdebug\n}\n",
    "example.com,example.org {\n}\n",
    "example.com, {\n}\n",
    "example.com:99999 {\n}\n",
    "http://example.com:443 {\n}\n",
    "https://example.com:80 {\n}\n",
    "@a path /x\nexample.com {\n}\n",
    "(a) {\n}\n(a) {\n}\nexample.com {\n}\n",
    "(a) {\n\timport b\n}\n(b) {\n\timport a\n}\nexample.com {\n\timport a\n}\n",
    "{\n\tnothing_like_it\n}\n",
    "{\n\tauto_https maybe\n}\n",
    "{\n\temail\n}\n",
    "{\n\thttp_port eighty\n}\n",
    "{\n\torder respond around redir\n}\n",
    "{\n\tservers {\n\t\tnothing_like_it\n\t}\n}\n",
    "{\n\tadmin off {\n\t}\n}\n",
    ":8080 {\n}\nhttps://example.com:8080 {\n}\n",
];

fn indented(body: &str) -> String {
    // Lines of a text in quotes stay as they are.
    body.split('\n').map(|line| format!("\t{line}\n")).collect()
}

/// The texts of a file in `corpus/`, by their titles.
fn titled(texts: &'static str) -> impl Iterator<Item = (String, &'static str)> {
    texts.split("=== ").skip(1).map(|text| {
        let (title, text) = text.split_once('\n').unwrap();
        (title.to_owned(), text)
    })
}

/// All of them, each with a title.
pub(super) fn caddyfiles() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for (number, body) in BODIES.iter().enumerate() {
        for (shift, address) in [
            "shop.example.com",
            "http://shop.example.com, api.example.com:8444",
        ]
        .iter()
        .enumerate()
        {
            let global = GLOBALS[(number + shift * 3) % GLOBALS.len()];
            let text = format!("{global}{address} {{\n{}}}\n", indented(body));
            all.push((format!("body {number} at {address}"), text));
        }
    }
    let site = |body: &str| format!("shop.example.com {{\n{}}}\n", indented(body));
    let wrong = WRONG.iter().enumerate();
    all.extend(wrong.map(|(number, body)| (format!("wrong {number}"), site(body))));
    let bodies = titled(SITES);
    all.extend(bodies.map(|(title, body)| (title, site(body.trim_end()))));
    let short = FILES_TAKEN.iter().chain(FILES_REFUSED).enumerate();
    all.extend(short.map(|(number, text)| (format!("file {number}"), (*text).to_owned())));
    let whole = WHOLE.into_iter().flat_map(titled);
    all.extend(whole.map(|(title, text)| (title, text.to_owned())));
    all
}
