#!/bin/sh
# Collects students' repositories: collect.sh LIST INBOX
#
# LIST has a line `student,repository` each. INBOX gets STUDENT.zip, as the service packs the default
# branch, and beside INBOX, INBOX.csv says which commit that was. Nothing is unpacked, and no code
# runs. GH_TOKEN may read the students' repositories.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

list=$1
inbox=$2
limit=104857600
if [ ! -f "$list" ]; then
  fail "the list of students is not there"
fi
rm -rf -- "$inbox" "$inbox.csv"
mkdir -p -- "$inbox"
: >"$inbox.csv"

# A line's student and repository, if they are names and nothing else.
is_name() {
  case "$1" in
    "" | .* | -* | *[!A-Za-z0-9._-]*) return 1 ;;
  esac
}

lines="$RUNNER_TEMP/grader-students.csv"
tr -d '\r' <"$list" >"$lines"
got=0
missed=0
number=0
while IFS=, read -r student repository rest || [ -n "$student" ]; do
  number=$((number + 1))
  case "$student,$repository" in
    "#"* | student,repository | ,) continue ;;
  esac
  owner=${repository%%/*}
  name=${repository#*/}
  if [ -n "$rest" ] || [ "$owner/$name" != "$repository" ] || ! is_name "$student" ||
    ! is_name "$owner" || ! is_name "$name"; then
    fail "line $number of the list of students is not 'student,owner/name'"
  fi
  if [ -e "$inbox/$student.zip" ]; then
    fail "line $number of the list of students: this student is there twice"
  fi
  commit=$(gh api -H "Accept: application/vnd.github.sha" "repos/$repository/commits/HEAD" \
    </dev/null 2>"$RUNNER_TEMP/grader-collect.log") || commit=
  case "$commit" in
    "" | *[!0-9a-f]*)
      missed=$((missed + 1))
      warn "$student: the repository cannot be read, or is empty"
      continue
      ;;
  esac
  packed="$RUNNER_TEMP/grader-collect.zip"
  if ! gh api "repos/$repository/zipball/$commit" >"$packed" </dev/null \
    2>"$RUNNER_TEMP/grader-collect.log" || [ "$(wc -c <"$packed")" -gt "$limit" ]; then
    missed=$((missed + 1))
    warn "$student: the repository cannot be fetched, or is larger than $limit bytes"
    continue
  fi
  mv -- "$packed" "$inbox/$student.zip"
  printf '%s,%s,%s\n' "$student" "$repository" "$commit" >>"$inbox.csv"
  got=$((got + 1))
done <"$lines"

notice "$got repositories were collected, $missed were not"
if [ "$got" = 0 ]; then
  fail "no repository was collected" 3
fi
