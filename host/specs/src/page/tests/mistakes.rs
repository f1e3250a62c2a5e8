//! What is wrong with a page, with the line.

use super::*;

#[test]
fn mistakes_are_named_with_their_line() {
    let at = |line: usize, markdown: &str, says: &str| {
        let error = mistake(markdown);
        assert_eq!(error.line, line, "{error}");
        assert!(error.message.contains(says), "{error}");
    };
    at(3, "## Tests\n### A\n```file\n```\n", "absolute path");
    at(
        3,
        "## Tests\n### A\n```expect\npass\n```\n",
        "STATUS SUBJECT",
    );
    at(3, "## Tests\n### A\n```expect\n", "never closed");
    at(3, "## Tests\n### A\n```nonsense x\n```\n", "not a block");
    at(
        3,
        "## Tests\n### A\n```expect\n  fix: x\n```\n",
        "not below an expectation",
    );
    at(
        3,
        "## Tests\n### A\n```expect\npass a\n  mend: x\n```\n",
        "`mend: x`",
    );
    at(
        2,
        "## Tests\n```expect\npass a\n```\n",
        "belongs below the heading of a case",
    );
    at(2, "## Tests\n### Host A b\n", "cannot name a host");
    at(
        2,
        "## Tests\n### Host a\n### B\n",
        "no case stands on the host `a`",
    );
    at(3, "## Tests\n### Host a\n### Host a\n", "another host `a`");
    at(
        3,
        "## Tests\n### Host a\n### B (on b)\n",
        "no heading `### Host b` stands above",
    );
    at(2, "## Tests\n### B (on a, )\n", "not the name of a host");
    at(
        2,
        "## Tests\n### B (on later)\n### Host later\n",
        "`### Host later` stands above",
    );
    at(
        3,
        "## Tests\n### A\n```fixture none\n```\n",
        "no file fixtures/none.md",
    );
    at(
        3,
        "## Tests\n### A\n```fixture zone\nx\n```\n",
        "has no content",
    );
    at(
        2,
        "## Tests\n### A (on broken)\n",
        "fixtures/broken.md line 4: `nonsense`",
    );
    at(2, "## Tests\n### A (on circle)\n", "include each other");
    at(
        2,
        "## Tests\n### A (on empty)\n",
        "fixtures/empty.md has no block",
    );
    at(
        2,
        "## Tests\n### A (on expects)\n",
        "fixtures/expects.md line 3",
    );
    at(
        3,
        "## Tests\n### A\n```answers tls\ncertificates: x\n```\n",
        "fixtures/certificates/x.pem",
    );
    at(
        3,
        "## Tests\n### A\n```json /x\n{}\n```\n",
        "add a `file` block before it",
    );
    at(3, "## Tests\n### A\n```json /x\n[]\n```\n", "is an object");
    at(3, "## Tests\n### A\n```denied /x\n```\n", "no /x to deny");
    at(
        5,
        "## Tests\n### A\n```policy\ngate = \"low\"\ngate = \"high\"\n```\n",
        "this is not TOML: duplicate key",
    );
    at(
        5,
        "## Tests\n### A\n```policy\ngate = \"low\"\nenable = [\"*\"]\n```\n",
        "a case has its own `enable`",
    );
    at(
        3,
        "## Tests\n### A\n```answers ftp\n```\n",
        "`answers dns`, `answers tls` or `answers http`",
    );
    at(3, "## Tests\n### A\n```fixture\n```\n", "`fixture NAME`");
    at(3, "## Tests\n### A\n```expect all\n```\n", "take `all` out");
    at(
        3,
        "## Tests\n### A\n```file /a mode=999\n```\n",
        "`999` is not a mode such as 0640",
    );
    at(
        3,
        "## Tests\n### A\n```file /a mode=77777\n```\n",
        "is not a mode",
    );
    at(
        3,
        "## Tests\n### A\n```file /a owner=root\n```\n",
        "`root` is not an owner; write UID:GID",
    );
    at(
        3,
        "## Tests\n### A\n```command a [status=x]\n```\n",
        "`x` is not an exit status",
    );
}
