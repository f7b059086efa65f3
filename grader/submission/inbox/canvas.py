"""Canvas, "Download submissions": flat, `{user}[_LATE]_{user id}_{attachment id}_{file name}`.

The form is that of `lib/content_zipper.rb` in instructure/canvas-lms.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, first_gradable, recognised, seen, unique

FILE = re.compile(
    r"(?:(?P<name>[^/]+?)_)??(?P<late>LATE_)?(?P<key>\d+|anon_[^_/]+)_"
    r"(?P<attachment>\d+)_(?P<file>[^/]+)"
)
ENTRY = re.compile(
    r"(?:(?P<name>[^/]+?)_)??(?P<late>LATE_)?(?P<key>\d+|anon_[^_/]+)_(?:text|link)\.html"
)
AGAIN = re.compile(r"-\d+(?=\.[^.]+$)")
"""What Canvas puts before the ending when a file of that name is handed in again."""


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Canvas download; one of text or a link alone is said in a remark."""
    del context
    files = seen(files)
    by_key: dict[str, list[tuple[re.Match[str], Found]]] = defaultdict(list)
    entered: set[str] = set()
    unknown = []
    for file in files:
        entry = ENTRY.fullmatch(file.path)
        found = FILE.fullmatch(file.path)
        if entry is not None:
            entered.add(entry["key"])
        elif found is not None:
            by_key[found["key"]].append((found, file))
        else:
            unknown.append(file.path)
    hand_ins = [_hand_in(key, matches) for key, matches in by_key.items()]
    alone = sorted(entered - by_key.keys())
    remarks = [f"{key}: handed in a text or a link, and no file" for key in alone]
    return recognised("canvas", hand_ins, files, unknown, remarks)


def _hand_in(key: str, matches: Sequence[tuple[re.Match[str], Found]]) -> HandIn:
    matches = sorted(matches, key=lambda one: int(one[0]["attachment"]))
    plain = [AGAIN.sub("", found["file"]) for found, _ in matches]
    twice = len({name.casefold() for name in plain}) < len(plain)
    names = [found["file"] for found, _ in matches] if twice else plain
    paths = [found.string for found, _ in matches]
    return HandIn(
        key=key,
        files=tuple(unique(zip(names, (file for _, file in matches), strict=True))),
        layout="canvas",
        origin=first_gradable(paths),
        name=matches[0][0]["name"] or "",
        mark="-".join(found["attachment"] for found, _ in matches)[:300],
        late=any(found["late"] for found, _ in matches),
    )
