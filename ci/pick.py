"""Judges what the service answered, and picks one thing from it: a number, a member, a table.

The scripts beside this file call it as `python3 -I pick.py WHAT ...`, with JSON on stdin where the
answer is JSON. What is not as it must be is one sentence on stderr and exit code 1; nothing is
printed then.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

MOST_ANSWER = 32 * 1024 * 1024
"""No answer is read that is longer, in bytes."""


class RefusedError(Exception):
    """Says in a sentence why there is nothing to pick."""


def artifact(name: str, limit: str) -> str:
    """The id of the newest artifact of that name, which is no larger than the limit in bytes."""
    found = [one for page in _pages() for one in _list(page, "artifacts") if one["name"] == name]
    kept = [one for one in found if not one["expired"]]
    if not kept:
        raise RefusedError(f"all artifacts '{name}' have expired" if found else "none")
    newest = max(kept, key=lambda one: int(one["id"]))
    if int(newest["size_in_bytes"]) > int(limit):
        raise RefusedError(f"the artifact '{name}' is larger than {limit} bytes")
    return str(int(newest["id"]))


def pull(repository: str, commit: str) -> str:
    """The number of the one open pull request whose head is this commit of this repository."""
    found = [
        int(one["number"])
        for page in _pages()
        for one in page
        if one["state"] == "open"
        and one["head"]["sha"] == commit
        and (one["head"]["repo"] or {}).get("full_name") == repository
    ]
    if len(found) != 1:
        raise RefusedError(f"{len(found)} open pull requests have this commit as their head")
    return str(found[0])


def comment(author: str, marker: str) -> str:
    """The id of the first comment that begins with the marker and is the author's, else nothing.

    Anybody may write the marker. Only a comment of an app's own account is ours, and no person's
    login can have the brackets that such an account has.
    """
    for page in _pages():
        for one in page:
            user = one["user"] or {}
            ours = user.get("login") == author and user.get("type") == "Bot"
            if ours and str(one["body"] or "").startswith(marker):
                return str(int(one["id"]))
    return ""


def save(path: str, name: str, limit: str, target: str) -> str:
    """Write one member of a zip to a file; nothing else is unpacked, nor read beyond the limit."""
    Path(target).write_bytes(_member(path, name, int(limit)))
    return ""


def marks(path: str) -> str:
    """Lines of student, points, maximum from a table of scores; `-` where nothing counts yet."""
    lines = []
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            points, most = row["score"] or "-", row["max_score"] or "-"
            numbers = all(re.fullmatch(r"\d{1,6}(\.\d{1,6})?|-", one) for one in (points, most))
            if numbers and re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", row["student_id"]):
                short = (re.sub(r"\.0+$", "", one) for one in (points, most))
                lines.append("\t".join((row["student_id"], *short)))
    return "\n".join(lines)


PICKS: dict[str, Callable[..., str]] = {
    "artifact": artifact,
    "pull": pull,
    "comment": comment,
    "save": save,
    "marks": marks,
}


def _pages() -> Iterator[Any]:
    """Each document on stdin: `gh api --paginate` writes one behind the other."""
    text = sys.stdin.read(MOST_ANSWER + 1)
    if len(text) > MOST_ANSWER:
        raise RefusedError("the answer is too long")
    decoder, at = json.JSONDecoder(), 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        page, at = decoder.raw_decode(text, at)
        yield page


def _list(page: Any, name: str) -> list[dict[str, Any]]:  # noqa: ANN401 - JSON
    found: list[dict[str, Any]] = page[name]
    return found


def _member(path: str, name: str, limit: int) -> bytes:
    with zipfile.ZipFile(path) as archive, archive.open(name) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise RefusedError(f"{name} is larger than {limit} bytes")
    return data


def main(words: list[str]) -> int:
    """Pick what the words say; the exit code."""
    try:
        picked = PICKS[words[0]](*words[1:])
    except RefusedError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except (LookupError, TypeError, ValueError, AttributeError, OSError, RuntimeError) as error:
        sys.stderr.write(f"the answer is not as it should be ({type(error).__name__})\n")
        return 1
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        sys.stderr.write(f"the artifact cannot be read ({type(error).__name__})\n")
        return 1
    sys.stdout.write(picked + "\n" if picked else "")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
