#!/bin/sh
# The action: grades a submission against a course, or checks it without one.
#
# Inputs come as IN_*; the service's own variables are RUNNER_TEMP, GITHUB_ACTION_PATH, GITHUB_OUTPUT.
set -eu
here=$(cd -- "$(dirname -- "$0")" && pwd)
. "$here/lib.sh"

results="$RUNNER_TEMP/grader-results"
rm -rf -- "$results"
mkdir -p -- "$results"

if [ -z "$IN_PATH" ]; then
  fail "path: say which notebook or module to look at"
fi
case "$IN_REPORT" in
  true | false) ;;
  *) fail "report: it is true or false" ;;
esac

venv="$RUNNER_TEMP/grader-venv"
if [ -n "$IN_COURSE" ]; then
  if [ -n "$IN_OUTLINE" ]; then
    fail "outline: it goes with a check; a course says by itself what to expect"
  fi
  if [ -n "$IN_REQUIREMENTS" ]; then
    fail "python-requirements: they go with a check; a course lists its own in grader.toml"
  fi
  install_grader "$venv" "$GITHUB_ACTION_PATH"
  quietly "the student environment could not be made" \
    safe_path "$venv/bin/grader" env --course "$IN_COURSE"
  set -- grade --course "$IN_COURSE"
  if [ -n "$IN_FAIL_UNDER" ]; then
    set -- "$@" --fail-under "$IN_FAIL_UNDER"
  fi
else
  if [ -n "$IN_FAIL_UNDER" ]; then
    fail "fail-under: it goes with a course; a check gives no points"
  fi
  install_grader "$venv" "$GITHUB_ACTION_PATH"
  # An environment of the student's own: the sandbox keeps the grader's out of sight.
  student="$RUNNER_TEMP/grader-student-venv"
  if [ ! -x "$student/bin/python" ]; then
    quietly "the student environment could not be made" "$venv/bin/python" -I -m venv "$student"
  fi
  set -- numpy ipython
  if [ -f "$IN_REQUIREMENTS" ]; then
    set -- "$@" --requirement "$IN_REQUIREMENTS"
  else
    set -f
    # shellcheck disable=SC2086 # packages, separated by white space; none is taken for an option
    set -- -- "$@" $IN_REQUIREMENTS
    set +f
  fi
  quietly "python-requirements: they could not be installed" \
    "$student/bin/python" -I -m pip install --quiet --disable-pip-version-check "$@"
  set -- check --python "$student/bin/python"
  if [ -n "$IN_OUTLINE" ]; then
    set -- "$@" --outline "$IN_OUTLINE"
  fi
fi

if [ -n "$IN_EXERCISE" ]; then
  set -- "$@" --exercise "$IN_EXERCISE"
fi
set -- "$@" --isolation "${IN_ISOLATION:-auto}" -f github
if [ "$IN_REPORT" = true ]; then
  set -- "$@" -f "json=$results/result.json" -f "html=$results/report.html" \
    -f "junit=$results/junit.xml"
fi

# Of the grader's two streams, stdout is made for the runner by `-f github`.
log="$RUNNER_TEMP/grader-stderr.log"
code=0
"$venv/bin/grader" "$@" -- "$IN_PATH" 2>"$log" </dev/null || code=$?
show "$log"

if [ "$code" -ge 2 ]; then
  output status error
fi
for pair in result-path=result.json report-path=report.html junit-path=junit.xml; do
  if [ -f "$results/${pair#*=}" ]; then
    output "${pair%%=*}" "$results/${pair#*=}"
  fi
done
exit "$code"
