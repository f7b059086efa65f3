#!/bin/sh
# The one comment of ours on a pull request, from what its check reported: fetch, write, post.
#
# `fetch` and `post` have a token (GH_TOKEN) and look at nothing that a contributor wrote; `write`
# looks at it, has no token, and prints none of it. RUN_ID, HEAD_SHA and HEAD_REPO are the event's own
# words about the run; HEAD_BRANCH is a name that a contributor chose, and is only ever sent as one.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

# The marker is the one with which `grader comment` begins.
marker="<!-- grader-check -->"
author=${COMMENT_AUTHOR:-github-actions[bot]}
folder="$RUNNER_TEMP/grader-comment"
artifact_limit=4194304
result_limit=262144
body_limit=60000

# What is missing for a comment is no failure of this workflow: a sentence, and the end.
pass() {
  notice "No comment is written: $1"
  exit 0
}

event() {
  case "$RUN_ID" in
    "" | *[!0-9]*) fail "RUN_ID: it is a number" ;;
  esac
  case "$HEAD_SHA" in
    "" | *[!0-9a-f]*) fail "HEAD_SHA: it is a commit" ;;
  esac
}

fetch() {
  event
  rm -rf -- "$folder"
  mkdir -p -- "$folder"
  # The number comes from the service, by the commit that was checked: the artifact may say anything.
  gh api --paginate --method GET "repos/$GITHUB_REPOSITORY/pulls" -f state=open -f per_page=100 \
    -f "head=${HEAD_REPO%%/*}:$HEAD_BRANCH" >"$folder/pulls.json"
  number=$(pick pull "$HEAD_REPO" "$HEAD_SHA" <"$folder/pulls.json" 2>"$folder/why") ||
    pass "$(cat -- "$folder/why")"
  gh api --method GET "repos/$GITHUB_REPOSITORY/actions/runs/$RUN_ID/artifacts" \
    -f name=grader-check -f per_page=100 >"$folder/artifacts.json"
  artifact=$(pick artifact grader-check "$artifact_limit" <"$folder/artifacts.json" \
    2>"$folder/why") || pass "the run left no result ($(cat -- "$folder/why"))"
  gh api "repos/$GITHUB_REPOSITORY/actions/artifacts/$artifact/zip" >"$folder/artifact.zip"
  output pull "$number"
}

write() {
  event
  pick save "$folder/artifact.zip" result.json "$result_limit" "$folder/result.json" \
    2>"$folder/why" || pass "the run left no result ($(cat -- "$folder/why"))"
  code=0
  "$RUNNER_TEMP/grader-venv/bin/grader" comment "$folder/result.json" -o "$folder/comment.md" \
    >"$folder/log" 2>&1 </dev/null || code=$?
  show "$folder/log"
  case $code in
    0) ;;
    2) pass "what the run left is not a result of grader check" ;;
    *) fail "the comment could not be written" 3 ;;
  esac
  run="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$RUN_ID"
  printf '\nReported by the [contributor'"'"'s own run](%s) for commit %s. It is no mark.\n' \
    "$run" "$HEAD_SHA" >>"$folder/comment.md"
  case "$(head -n 1 -- "$folder/comment.md")" in
    "$marker"*) ;;
    *) fail "the comment does not begin with its marker" 3 ;;
  esac
  if [ "$(wc -c <"$folder/comment.md")" -gt "$body_limit" ]; then
    fail "the comment is longer than the service takes" 3
  fi
  output comment "$folder/comment.md"
}

post() {
  case "$PULL" in
    "" | *[!0-9]*) fail "PULL: it is a number" ;;
  esac
  gh api --paginate --method GET "repos/$GITHUB_REPOSITORY/issues/$PULL/comments" -f per_page=100 \
    >"$folder/comments.json"
  old=$(pick comment "$author" "$marker" <"$folder/comments.json" 2>"$folder/why") ||
    fail "the comments of the pull request could not be read ($(cat -- "$folder/why"))" 3
  if [ -n "$old" ]; then
    gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$old" \
      -F "body=@$folder/comment.md"
  else
    gh api --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$PULL/comments" \
      -F "body=@$folder/comment.md"
  fi
}

case "${1:-}" in
  fetch | write | post) "$1" ;;
  *) fail "comment.sh: fetch, write or post" ;;
esac
