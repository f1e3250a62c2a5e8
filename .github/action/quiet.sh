# Sourced. A report quotes texts of a host, and GitHub takes a line that begins with two colons for a
# command to the runner: between here and the end of the step it takes none.
# https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#stopping-and-starting-workflow-commands
# shellcheck shell=bash

marker=$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')
printf '::stop-commands::%s\n' "$marker"
trap 'printf "\n::%s::\n" "$marker"' EXIT
