"""Stored results as an autograder for Gradescope: regrading there hands them out, and runs no code.

The upload is a zip with setup.sh and run_autograder; what it holds lies below /autograder/source
when run_autograder is called, and /autograder/submission_metadata.json says whose turn it is.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Mapping, Sequence

from grader.bundle.zips import zipped
from grader.export.filled import Choices, Filled, Left, score_of
from grader.gradebook.rows import Attempt
from grader.gradebook.standing import Standing

DocumentOf = Callable[[Standing], Mapping[str, object] | None]
SETUP = """#!/bin/sh
# All that is needed is Python, to read one number and copy one file.
set -eu
command -v python3 >/dev/null || { apt-get update && apt-get install -y python3; }
"""
RUN = """#!/bin/sh
# Hands out the result that was made elsewhere; nothing of the submission is run or read.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
exec python3 -I - "$root" <<'END'
import json, pathlib, shutil, sys

root = pathlib.Path(sys.argv[1])
about = json.loads((root / "submission_metadata.json").read_text(encoding="utf-8"))
number = int(about["id"])
found = root / "source" / "results" / f"{number}.json"
if not found.is_file():
    sys.exit(f"submission {number} has no result here: grade it, and export again")
(root / "results").mkdir(exist_ok=True)
shutil.copyfile(found, root / "results" / "results.json")
END
"""
_NUMBER = re.compile(r"(?:submission_)?(\d{1,18})")


def gradescope(standings: Sequence[Standing], choices: Choices, document_of: DocumentOf) -> Filled:
    """The zip to upload as the autograder.

    A submission without a result is not in it, and its run ends with an error there, not with a
    score of 0. Members of a group share a submission; if they have different scores, it is left
    out.

    Args:
        standings: Whose results.
        choices: Whether provisional results are handed out.
        document_of: Makes the results.json of a standing; None if there is no result.
    """
    left: list[Left] = []
    by_number: dict[str, list[Standing]] = {}
    for standing in standings:
        why = score_of(standing, choices)
        number = _number(standing.attempt) if standing.attempt is not None else None
        if isinstance(why, str):
            left.append(Left(standing.person.key, why))
        elif number is None:
            left.append(Left(standing.person.key, "no result"))
        else:
            by_number.setdefault(number, []).append(standing)
    filled, file = 0, io.BytesIO()
    with zipped(file) as add:
        add("setup.sh", SETUP.encode(), program=True)
        add("run_autograder", RUN.encode(), program=True)
        for number, group in sorted(by_number.items(), key=lambda pair: int(pair[0])):
            same = len({standing.points for standing in group}) == 1
            document = document_of(group[0]) if same else None
            if document is None:
                why = "no result" if same else "unclear"
                left += [Left(standing.person.key, why) for standing in group]
                continue
            text = json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False)
            add(f"results/{number}.json", text.encode("utf-8", "replace"))
            filled += len(group)
    return Filled(document=file.getvalue(), filled=filled, left=tuple(left))


def _number(attempt: Attempt) -> str | None:
    """The platform's number of a submission, if it came from there."""
    found = _NUMBER.fullmatch(attempt.origin.strip("/").rpartition("/")[2])
    return str(int(found[1])) if attempt.layout == "gradescope" and found else None
