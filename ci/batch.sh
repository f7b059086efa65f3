#!/bin/sh
# Grades an inbox into the gradebook and writes what counts: batch.sh COURSE INBOX PAGES MARKS
#
# The gradebook is grader.db in the working folder. No token is in this script's job.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

grader="$RUNNER_TEMP/grader-venv/bin/grader"
log="$RUNNER_TEMP/grader-batch.log"

# Exit code 3 says that some could not be judged or have nothing that counts; the others are done.
run() {
  code=0
  "$grader" "$@" >"$log" 2>&1 </dev/null || code=$?
  show "$log"
  case $code in
    0) ;;
    3) warn "some submissions have no result of ours: see the log" ;;
    *) exit "$code" ;;
  esac
}

quietly "the student environment could not be made" safe_path "$grader" env --course "$1"
run batch "$2" --from plain --course "$1" -o "$3"
run export csv --course "$1" -o "$4"
