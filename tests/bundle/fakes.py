"""Programs that stand in for others: they note how they were called, and do as they are told."""

from __future__ import annotations

import json
import sys
from pathlib import Path

PROGRAM = f"""#!{sys.executable} -IS
import json, os, pathlib, sys

here = pathlib.Path(os.environ["FAKES"])
name, arguments = os.path.basename(sys.argv[0]), sys.argv[1:]
with open(here / "calls", "a", encoding="utf-8") as file:
    file.write(json.dumps([name, *arguments]) + "\\n")
"""


def program(path: Path, body: str) -> None:
    """A program at that path: `name`, `arguments` and the folder `here` are at hand."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(PROGRAM + body, encoding="utf-8")
    path.chmod(0o755)


def calls(here: Path) -> list[list[str]]:
    """How they were called, in order: each name with its arguments."""
    noted = here / "calls"
    lines = noted.read_text(encoding="utf-8").splitlines() if noted.exists() else []
    return [list(json.loads(line)) for line in lines]
