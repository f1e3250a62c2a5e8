#!/usr/bin/env bash
# Finds the program that the other steps run: a binary or an archive with the digest that the workflow
# names, else `muster` on the path. Nothing is run before its digest is right.
set -euo pipefail

# In megabytes and seconds: more than the program has, and less than hurts.
largest=500
slowest=300

fail() {
    printf 'error: %s\n' "$1" >&2
    exit 2
}

digest() {
    sha256sum <"$1" | cut -d ' ' -f 1
}

check() {
    local found
    found=$(digest "$1")
    [ "$found" = "${SHA256,,}" ] ||
        fail "the program does not have the digest that the workflow names: its SHA-256 is $found"
}

[[ $SHA256 =~ ^([0-9A-Fa-f]{64})?$ ]] || fail "sha256 is not 64 hexadecimal digits"

if [ -z "$BINARY" ]; then
    muster=$(command -v muster) ||
        fail "there is no muster on the path; name one with the inputs binary and sha256"
    [ -z "$SHA256" ] || check "$muster"
else
    [ -n "$SHA256" ] || fail "binary needs sha256, so that nothing else can be run instead"
    folder=$(mktemp -d "$RUNNER_TEMP/muster-program.XXXXXXXX")
    fetched=$folder/fetched
    case $BINARY in
    https://*)
        curl --fail --silent --show-error --location --proto =https --proto-redir =https --tlsv1.2 \
            --max-time "$slowest" --max-filesize "${largest}M" --output "$fetched" -- "$BINARY" ||
            fail "binary cannot be fetched"
        ;;
    *://*) fail "binary can be fetched only over https" ;;
    *) cp -- "$BINARY" "$fetched" || fail "binary cannot be read" ;;
    esac
    check "$fetched"
    # What begins as gzip does (RFC 1952, 2.3.1) is an archive.
    if [ "$(head -c 2 -- "$fetched" | od -An -tx1 | tr -d ' \n')" = 1f8b ]; then
        mkdir "$folder/archive"
        tar -xzf "$fetched" -C "$folder/archive" --no-same-owner || fail "binary is not a .tar.gz"
        mapfile -t programs < <(find "$folder/archive" -type f -name muster)
        [ ${#programs[@]} = 1 ] || fail "the archive does not hold one file that is called muster"
        fetched=${programs[0]}
    fi
    muster=$folder/muster
    mv -- "$fetched" "$muster"
    chmod 0755 "$muster"
fi

if [ -n "$VERSION" ]; then
    found=$("$muster" --version) || fail "the program does not run"
    [ "$found" = "muster $VERSION" ] || fail "the program is not of the version that the workflow names"
fi
printf 'muster=%s\n' "$muster" >>"$GITHUB_OUTPUT"
