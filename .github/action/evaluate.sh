#!/usr/bin/env bash
# Judges a host, and writes the report for code scanning, the evaluation and the job summary. Ends well
# whatever was found, so that the report is uploaded; the exit code is an output.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/quiet.sh"

finish() {
    printf 'exit-code=%s\n' "$1" >>"$GITHUB_OUTPUT"
    exit "$2"
}

fail() {
    printf 'error: %s\n' "$2" >&2
    finish "$1" "$1"
}

for choice in "$UPLOAD" "$SUMMARY"; do
    case $choice in
    true | false) ;;
    *) fail 2 "upload and summary are true or false" ;;
    esac
done

work=$(mktemp -d "$RUNNER_TEMP/muster.XXXXXXXX")

if [ -n "$HOST" ]; then
    [ -z "$SNAPSHOT" ] || fail 2 "give a snapshot or a host, not both"
    # A word that ssh takes for an option, or a shell for more than a word, is neither.
    [[ $HOST =~ ^[A-Za-z0-9_.@:/-]+$ && $HOST != -* ]] || fail 2 "host is not an SSH destination"
    remote=(sudo -n muster collect)
    if [ -n "$HOST_POLICY" ]; then
        [[ $HOST_POLICY =~ ^[A-Za-z0-9_./-]+$ ]] ||
            fail 2 "host-policy is not a pack or a path of letters, digits and . _ - /"
        remote+=("--policy=$HOST_POLICY")
    fi
    SNAPSHOT=$work/host.json
    ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -- "$HOST" "${remote[*]}" >"$SNAPSHOT" ||
        fail 3 "nothing could be collected on the host"
fi
[ -n "$SNAPSHOT" ] || fail 2 "give a snapshot or a host"

sarif=$work/host.sarif
evaluation=$work/evaluation.json
markdown=$work/summary.md
arguments=("--output=sarif-github=$sarif" "--output=evaluation=$evaluation")
[ "$SUMMARY" = false ] || arguments+=("--output=markdown=$markdown")
[ -z "$POLICY" ] || arguments+=("--policy=$POLICY")
[ -z "$FAIL_ON" ] || arguments+=("--fail-on=$FAIL_ON")
[ -z "$CATEGORY" ] || arguments+=("--category=$CATEGORY")
[ -z "$PATH_PREFIX" ] || arguments+=("--path-prefix=$PATH_PREFIX")
[ -z "$EVIDENCE" ] || arguments+=("--evidence=$EVIDENCE")
if [ -n "$PREVIOUS" ]; then
    # A file that is lost is not the word for a host of which nothing has been reported yet.
    if [ "$PREVIOUS" = none ] || [ -e "$PREVIOUS" ]; then
        arguments+=("--previous=$PREVIOUS")
    else
        echo "The previous evaluation is not there."
    fi
fi

code=0
"$MUSTER" evaluate "${arguments[@]}" -- "$SNAPSHOT" || code=$?

if [ -s "$markdown" ]; then
    cat "$markdown" >>"$GITHUB_STEP_SUMMARY"
fi
[ ! -e "$evaluation" ] || printf 'evaluation=%s\n' "$evaluation" >>"$GITHUB_OUTPUT"
[ ! -e "$sarif" ] || printf 'sarif=%s\n' "$sarif" >>"$GITHUB_OUTPUT"
case $code in
0 | 1 | 3) finish "$code" 0 ;;
*) finish "$code" "$code" ;;
esac
