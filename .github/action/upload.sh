#!/usr/bin/env bash
# Hands the report to code scanning. The token is in the environment.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR
. "$(dirname "$0")/quiet.sh"

arguments=()
[ -z "$REF" ] || arguments+=("--ref=$REF")
[ -z "$SHA" ] || arguments+=("--commit=$SHA")
"$MUSTER" upload "${arguments[@]}" -- "$SARIF"
