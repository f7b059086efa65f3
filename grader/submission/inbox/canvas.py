"""Canvas, "Download submissions": flat, `{user}[_LATE]_{user id}_{attachment id}_{file name}`.

The form is that of `lib/content_zipper.rb` in instructure/canvas-lms: the user's part is in lower
case and may be empty, though its `_` stays; anonymous ones have `anon_{id}` and no user's part.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn, Recognised
from grader.submission.inbox.parts import Context, first_gradable, recognised, seen, unique

_IDS = re.compile(
    r"(?:^|(?<=_))(?=(?P<key>\d{1,20}|anon_[^\W_]+)_"
    r"(?:(?P<attachment>\d{1,20})_(?P<file>[^/]+)|(?:text|link)\.html)$)"
)
AGAIN = re.compile(r"(?<=.)-\d+(?=\.[^.]+$)")
"""What Canvas puts before the ending when a file of that name is handed in again."""
SMALLEST = 100
"""Below this, numbers in the name of a file are rather a week and a version than two ids."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the name of an entry says; one of text or a link has no attachment.

    Attributes:
        user: Whom Canvas means, in its spelling.
        key: The user's id.
        late: Whether it is marked so.
        attachment: The id of the file.
        file: What the student called it.
    """

    user: str
    key: str
    late: bool
    attachment: str
    file: str


def read(files: Sequence[Found], context: Context) -> Recognised:
    """The hand-ins of a Canvas download; one of text or a link alone is said in a remark."""
    files = seen(files)
    entries = [entry_of(file.path, context.usernames) for file in files]
    if not context.told:
        entries = _likely(entries)
    by_key: dict[str, list[tuple[Entry, Found]]] = defaultdict(list)
    entered: set[str] = set()
    unknown = []
    for file, entry in zip(files, entries, strict=True):
        if entry is None:
            unknown.append(file.path)
        elif entry.attachment:
            by_key[entry.key].append((entry, file))
        else:
            entered.add(entry.key)
    hand_ins = [_hand_in(key, found) for key, found in by_key.items()]
    alone = sorted(entered - by_key.keys())
    remarks = [f"{key}: handed in a text or a link, and no file" for key in alone]
    return recognised("canvas", hand_ins, files, unknown, remarks)


def entry_of(path: str, known: Collection[str] = ()) -> Entry | None:
    """What a path says; where it can be read in several ways, a known id decides.

    Else an anonymous id, then the first two numbers behind something: a file's own name may begin
    with numbers, but Canvas begins with none.
    """
    found = list(_IDS.finditer(path)) if "/" not in path else []
    if not found:
        return None
    best = min(
        found,
        key=lambda one: (
            one["key"].casefold() not in known,
            not one["key"].startswith("anon_"),
            one.start() == 0,
        ),
    )
    user = path[: best.start()].removesuffix("_")
    late = user == "LATE" or user.endswith("_LATE")
    if late:
        user = user.removesuffix("LATE").removesuffix("_")
    return Entry(user, best["key"], late, best["attachment"] or "", best["file"] or "")


def _likely(entries: Sequence[Entry | None]) -> list[Entry | None]:
    """Without those that have such a name by chance: `HW_1_2_final.ipynb` is no download."""
    count = Counter(one.attachment for one in entries if one is not None and one.attachment)
    return [one if one is not None and _is_likely(one, count) else None for one in entries]


def _is_likely(entry: Entry, count: Counter[str]) -> bool:
    if re.search(r"[A-Z]|\W", entry.user):
        return False
    if not entry.attachment:
        return True
    known_form = entry.key.startswith("anon_") or int(entry.attachment) >= SMALLEST
    return known_form and count[entry.attachment] == 1


def _hand_in(key: str, found: Sequence[tuple[Entry, Found]]) -> HandIn:
    found = sorted(found, key=lambda one: int(one[0].attachment))
    plain = [AGAIN.sub("", entry.file) for entry, _ in found]
    twice = len({name.casefold() for name in plain}) < len(plain)
    names = [entry.file for entry, _ in found] if twice else plain
    return HandIn(
        key=key,
        files=tuple(unique(zip(names, (file for _, file in found), strict=True))),
        layout="canvas",
        origin=first_gradable([file.path for _, file in found]),
        name=found[0][0].user,
        mark="-".join(entry.attachment for entry, _ in found)[:300],
        late=any(entry.late for entry, _ in found),
    )
