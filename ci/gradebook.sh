#!/bin/sh
# Fetches the gradebook that the last run left as an artifact: gradebook.sh FILE
#
# GH_TOKEN may read the artifacts of this repository (actions: read). The first run finds none. A
# gradebook that has expired is an error, since a new one would know no attempt and no decision;
# FRESH=true begins one all the same.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

if [ "${FRESH:-false}" = true ]; then
  notice "A new gradebook is begun"
  exit 0
fi
folder="$RUNNER_TEMP/grader-gradebook"
limit=2147483648
rm -rf -- "$folder"
mkdir -p -- "$folder"
gh api --method GET "repos/$GITHUB_REPOSITORY/actions/artifacts" -f name=gradebook -f per_page=100 \
  >"$folder/artifacts.json"
if ! artifact=$(pick artifact gradebook "$limit" <"$folder/artifacts.json" 2>"$folder/why"); then
  why=$(cat -- "$folder/why")
  if [ "$why" = none ]; then
    notice "There is no gradebook yet: one is begun"
    exit 0
  fi
  fail "the gradebook is not to be had: $why" 3
fi
gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$artifact/zip" >"$folder/gradebook.zip"
pick save "$folder/gradebook.zip" grader.db "$limit" "$1" 2>"$folder/why" ||
  fail "the gradebook is not to be had: $(cat -- "$folder/why")" 3
