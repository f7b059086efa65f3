#!/bin/sh
# Installs the grader for the other scripts, unless IN_INSTALL is false, and says where they are.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

if [ "${IN_INSTALL:-true}" != false ]; then
  install_grader "$RUNNER_TEMP/grader-venv" "$(dirname -- "$here")"
fi
output scripts "$here"
