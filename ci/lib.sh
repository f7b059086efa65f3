# shellcheck shell=sh
# What the scripts of this folder share. They are POSIX shell, and are run by `sh`.
#
# A runner reads lines that begin with `::`, on either stream, as commands of the workflow. So what
# a program says that has seen a submission goes to a file and is shown by `show`, and sentences of
# ours go through `plain`. All that a script is told comes by variables and arguments, quoted.

# Python puts the working folder on its path for `-m`, and that may hold a student's venv.py: so
# every call of ours has -I, and what the grader starts by itself has this.
safe_path() {
  PYTHONSAFEPATH=1 "$@"
}

# A text as the rest of one line, as workflow commands want it.
plain() {
  printf '%s' "$1" | tr '\r\n' '  ' | sed 's/%/%25/g'
}

notice() {
  printf '::notice::%s\n' "$(plain "$1")"
}

warn() {
  printf '::warning::%s\n' "$(plain "$1")"
}

# One sentence, and the end: exit code 2 unless another is given.
fail() {
  printf '::error::%s\n' "$(plain "$1")"
  exit "${2:-2}"
}

# A file, of which no line is taken for a command.
show() {
  if [ ! -s "$1" ]; then
    return 0
  fi
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  printf '::stop-commands::%s\n' "$token"
  cat -- "$1"
  printf '\n::%s::\n' "$token"
}

# Run a command and show what it said only if it fails; the first argument says what failed then.
quietly() {
  problem=$1
  shift
  log="$RUNNER_TEMP/grader-quiet.log"
  code=0
  "$@" >"$log" 2>&1 </dev/null || code=$?
  if [ "$code" != 0 ]; then
    show "$log"
    fail "$problem" 3
  fi
}

# A step output; the value is one line.
output() {
  printf '%s=%s\n' "$1" "$(printf '%s' "$2" | tr '\r\n' '  ')" >>"$GITHUB_OUTPUT"
}

find_python() {
  command -v python3 || command -v python || fail "there is no Python: set one up first" 3
}

# A virtual environment with the grader of this folder's repository, made once in a job.
install_grader() {
  if [ -x "$1/bin/grader" ]; then
    return 0
  fi
  python=$(find_python) || { printf '%s\n' "$python"; exit 3; }
  quietly "the grader's virtual environment could not be made" "$python" -I -m venv "$1"
  quietly "the grader could not be installed; it needs Python 3.11 or newer" \
    "$1/bin/python" -I -m pip install --quiet --disable-pip-version-check "$2"
}

# Judges what the service answered; see pick.py.
pick() {
  python=$(find_python) || { printf '%s\n' "$python" >&2; exit 3; }
  "$python" -I -B "${here:?}/pick.py" "$@"
}
