"""Stands for python3, gh and grader while a script runs: notes the call and does as it is told.

Called as `fake.py FOLDER NAME ARGUMENTS...`. FOLDER holds calls.jsonl, to which each call adds a
line, and answers.json, which says what `gh` and `grader` answer.
"""

from __future__ import annotations

import json
import os
import shlex
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

SEEN = ("GH_TOKEN", "PYTHONSAFEPATH")
FIRST = {"json": "{}", "html": "<p>", "junit": "<testsuites/>"}


def wrapper(folder: Path, name: str, target: Path) -> None:
    """An executable that calls this file under a name."""
    words = [sys.executable, "-I", "-S", __file__, str(folder), name]
    text = f'#!/bin/sh\nexec {" ".join(shlex.quote(one) for one in words)} "$@"\n'
    target.write_text(text, encoding="utf-8")
    target.chmod(0o755)


def main(folder: Path, name: str, words: list[str]) -> int:
    """Note the call and answer it; the exit code."""
    variables = {one: os.environ[one] for one in SEEN if one in os.environ}
    call = {"name": name, "words": words, "variables": variables}
    with (folder / "calls.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(call) + "\n")
    answers = json.loads((folder / "answers.json").read_text(encoding="utf-8"))
    if name in {"python", "python3"}:
        return python(folder, words, answers.get("python", {}))
    if name == "gh":
        return gh(words, answers.get("gh", []))
    return grader(words, answers.get("grader", {}).get(words[0], {}))


def python(folder: Path, words: list[str], answer: dict[str, Any]) -> int:
    """Makes environments out of fakes, installs nothing, and runs pick.py in earnest."""
    if any(word.endswith("pick.py") for word in words):
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, "-S", *words])  # noqa: S606 - our own file
    if "venv" in words:
        place = Path(words[-1], "bin")
        place.mkdir(parents=True)
        for name in ("python", "grader"):
            wrapper(folder, name, place / name)
    sys.stdout.write(answer.get("out", ""))
    return int(answer.get("code", 0))


def gh(words: list[str], answers: list[dict[str, Any]]) -> int:
    """The first answer whose words are all among those of the call."""
    for answer in answers:
        if all(any(part in word for word in words) for part in answer["words"]):
            if "file" in answer:
                sys.stdout.buffer.write(Path(answer["file"]).read_bytes())
            else:
                sys.stdout.write(json.dumps(answer["json"]) if "json" in answer else answer["out"])
            return int(answer.get("code", 0))
    sys.stderr.write(f"gh: nothing is known of {words}\n")
    return 1


def grader(words: list[str], answer: dict[str, Any]) -> int:
    """Writes a file for each format that names one, and for -o and --points."""
    if answer.get("writes", True):
        for flag, value in pairwise(words):
            kind, _, path = value.partition("=")
            if flag == "-f" and path:
                Path(path).write_text(FIRST.get(kind, ""), encoding="utf-8")
            if flag in {"-o", "--points"} and Path(value).suffix:
                Path(value).write_text(answer.get("file", ""), encoding="utf-8")
    if "outputs" in answer:
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as file:
            file.write(answer["outputs"])
    sys.stdout.write(answer.get("out", ""))
    sys.stderr.write(answer.get("err", ""))
    return int(answer.get("code", 0))


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
