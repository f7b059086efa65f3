#!/bin/sh
# What a change of exercises does to points: compare.sh BASE HEAD, two checkouts of a course.
#
# Both courses are code that is run: it is the contributor's own, so nothing secret may be in the job.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

grader="$RUNNER_TEMP/grader-venv/bin/grader"
log="$RUNNER_TEMP/grader-validate.log"
points="$RUNNER_TEMP/grader-points.json"
rm -f -- "$points"

# At the base, problems are not this change's.
if [ -f "$1/grader.toml" ]; then
  quietly "the student environment of the base could not be made" \
    safe_path "$grader" env --course "$1"
  code=0
  "$grader" validate --course "$1" --points "$points" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" -gt 1 ] || [ ! -f "$points" ]; then
    show "$log"
    warn "the base could not be validated: there is nothing to compare with"
    rm -f -- "$points"
  fi
fi

quietly "the student environment of the head could not be made" \
  safe_path "$grader" env --course "$2"
set -- validate --course "$2"
if [ -f "$points" ]; then
  set -- "$@" --against "$points"
fi
code=0
"$grader" "$@" >"$log" 2>&1 </dev/null || code=$?
show "$log"
{
  printf '### Exercises\n\n'
  # An indented block ends nowhere but where the indent does.
  head -c 500000 -- "$log" | tr '\r' ' ' | sed 's/^/    /'
  printf '\n'
} >>"$GITHUB_STEP_SUMMARY"
exit "$code"
