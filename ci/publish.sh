#!/bin/sh
# Sets a commit status with the points in each student's repository: publish.sh MARKS COLLECTED
#
# MARKS is what batch.sh wrote, COLLECTED what collect.sh did. GH_TOKEN may write commit statuses of
# the students' repositories. Who may read a repository reads the points: they must be private.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

table="$RUNNER_TEMP/grader-marks.tsv"
pick marks "$1" >"$table" 2>"$RUNNER_TEMP/grader-why" ||
  fail "the table of scores cannot be read: $(cat -- "$RUNNER_TEMP/grader-why")" 3

tab=$(printf '\t')
set_ones=0
failed=0
while IFS=, read -r student repository commit; do
  state=error
  text="not judged yet"
  while IFS=$tab read -r who points most; do
    if [ "$who" = "$student" ] && [ "$points" != - ] && [ "$most" != - ]; then
      state=success
      text="$points of $most points"
    fi
  done <"$table"
  if gh api --silent --method POST "repos/$repository/statuses/$commit" -f "state=$state" \
    -f context=grader -f "description=$text" </dev/null >"$RUNNER_TEMP/grader-publish.log" 2>&1; then
    set_ones=$((set_ones + 1))
  else
    failed=$((failed + 1))
    warn "$student: the status could not be set"
  fi
done <"$2"

notice "$set_ones statuses were set, $failed were not"
if [ "$failed" != 0 ]; then
  exit 3
fi
