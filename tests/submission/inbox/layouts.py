"""What each platform gives out, written from the description of a class.

Every `write_...` takes students and a target, a folder or a path that ends with `.zip`, and gives
back what must be read from it. `describing.a_class` makes a class of any size.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from tests.submission.inbox.describing import (
    BARE,
    Around,
    Entries,
    Expected,
    Student,
    flat,
    in_order,
    put,
)

Write = Callable[[Sequence[Student], Path, Around], list[Expected]]


def write_plain(students: Sequence[Student], target: Path, around: Around = BARE) -> list[Expected]:
    """A file for each student, or a folder where there are several."""
    entries: Entries = {}
    expected = []
    for one in students:
        files = one.attempts[-1].files
        if len(files) == 1 and "/" not in next(iter(files)):
            [(name, data)] = files.items()
            path = f"{one.login}.{name.rpartition('.')[2]}"
            entries[path] = data
            expected.append(Expected(key=one.login, files={path: data}))
        else:
            entries |= {f"{one.login}/{path}": data for path, data in files.items()}
            expected.append(Expected(key=one.login, files=files))
    put(entries, target, around)
    return in_order(expected)


def write_canvas(
    students: Sequence[Student],
    target: Path,
    around: Around = BARE,
    *,
    anonymous: bool = False,
    again: bool = False,
) -> list[Expected]:
    """Flat; `again` puts `-1` before the endings, as of files that were handed in once more."""
    entries: Entries = {}
    expected = []
    for one in students:
        last = one.attempts[-1]
        user = "" if anonymous else re.sub(r"\W", "", f"{one.last}, {one.first}".lower())
        key = f"anon_q{one.number}" if anonymous else str(one.number)
        parts = [part for part in (user, "LATE" if last.late else "", key) if part]
        start = "_".join(parts)
        if last.text:
            entries[f"{start}_text.html"] = b"<html>"
        ids = []
        files = flat(last.files)
        for at, (name, data) in enumerate(files.items()):
            ids.append(str(7000 + one.number * 10 + at))
            stem, dot, ending = name.rpartition(".")
            written = f"{stem}-1{dot}{ending}" if again else name
            entries[f"{start}_{ids[-1]}_{written}"] = data
        if files:
            expected.append(
                Expected(key=key, files=files, name=user, mark="-".join(ids), late=last.late)
            )
    put(entries, target, around)
    return in_order(expected)


def write_moodle(
    students: Sequence[Student],
    target: Path,
    around: Around = BARE,
    *,
    folders: bool = True,
    ending: str = "",
    blind: bool = False,
) -> list[Expected]:
    """A folder for each student, or flat; the ending is the `_` of old ones."""
    entries: Entries = {}
    expected = []
    for one in students:
        last = one.attempts[-1]
        name = "Participant" if blind else one.name.replace("_", " ")
        start = f"{name}_{one.number}_assignsubmission_"
        between = f"{ending}/" if folders else "_"
        if last.text:
            entries[f"{start}onlinetext{between}onlinetext.html"] = b"<p>"
        files = last.files if folders else flat(last.files)
        entries |= {f"{start}file{between}{path}": data for path, data in files.items()}
        if files:
            origin = f"{start}file{ending if folders else ''}"
            key = str(one.number)
            expected.append(Expected(key=key, files=files, name=name, origin=origin))
    put(entries, target, around)
    return in_order(expected)


def write_blackboard(
    students: Sequence[Student],
    target: Path,
    around: Around = BARE,
    *,
    column: str = "Home_work 2",
    word: str = "attempt",
    receipts: bool = True,
) -> list[Expected]:
    """Every attempt, flat, each with its receipt."""
    entries: Entries = {}
    expected = []
    for one in students:
        for tried in one.attempts:
            time = tried.at.strftime("%Y-%m-%d-%H-%M-%S")
            start = f"{column}_{one.login}_{word}_{time}"
            files = flat(tried.files)
            if receipts:
                entries[f"{start}.txt"] = f"Name: {one.name} ({one.login})".encode()
            entries |= {f"{start}_{name}": data for name, data in files.items()}
            if files:
                expected.append(Expected(key=one.login, files=files, mark=time, at=tried.at))
    put(entries, target, around)
    return in_order(expected)


def write_gradescope(
    students: Sequence[Student], target: Path, around: Around = BARE, *, symbol: str = ":"
) -> list[Expected]:
    """A folder for each submission, and the YAML as Ruby writes it; the last attempt counts."""
    entries: Entries = {}
    expected = []
    lines = []
    for one in students:
        last = one.attempts[-1]
        number = str(90_000 + one.number)
        people = (one, *one.partners)
        lines += [f"submission_{number}:", f"  {symbol}submitters:"]
        for person in people:
            quoted = person.name.replace("'", "''").replace(" ", "\n      ", 1)
            lines.append(f"  - {symbol}name: '{quoted}'")
            lines += [f"    {symbol}sid: '0{person.number}'"] if person.sid else []
            lines.append(f"    {symbol}email: {person.email}")
        written = last.at.strftime("%Y-%m-%d %H:%M:%S.%f000 Z")
        lines += [f"  {symbol}created_at: {written}", f"  {symbol}score: 7.0"]
        lines += [f"  {symbol}history:"] if len(one.attempts) > 1 else []
        for at, earlier in enumerate(one.attempts[:-1]):
            lines += [f"  - {symbol}id: {at}", f"    {symbol}created_at: {earlier.at.isoformat()}"]
        entries |= {f"submission_{number}/{path}": data for path, data in last.files.items()}
        keys = tuple(f"0{p.number}" if p.sid else p.email for p in people)
        if last.files:
            alone = len(people) == 1
            expected.append(
                Expected(
                    key=keys[0] if alone else number,
                    files=last.files,
                    name=one.name if alone else "",
                    mark=number,
                    at=last.at,
                    origin=f"submission_{number}",
                    members=keys,
                )
            )
    entries["submission_metadata.yml"] = ("---\n" + "\n".join(lines) + "\n").encode()
    put(entries, target, around)
    return in_order(expected)


def write_nbgrader(
    students: Sequence[Student],
    target: Path,
    around: Around = BARE,
    *,
    steps: bool = True,
    exercise: str = "ps1",
    other: str = "",
) -> list[Expected]:
    """A tree with its timestamps; without steps, what is below `submitted` alone."""
    entries: Entries = {}
    expected = []
    top = "submitted/" if steps else ""
    if steps:
        entries["source/ps1/hw.ipynb"] = entries["release/ps1/hw.ipynb"] = b"{}"
    for one in students:
        last = one.attempts[-1]
        stamp = last.at.strftime("%Y-%m-%d %H:%M:%S.%f UTC")
        below = f"{top}{one.login}/{exercise}"
        entries |= {f"{below}/{path}": data for path, data in last.files.items()}
        entries[f"{below}/timestamp.txt"] = stamp.encode()
        if other:
            entries[f"{top}{one.login}/{other}/else.ipynb"] = b"{}"
        if steps:
            entries[f"autograded/{one.login}/{exercise}/hw.ipynb"] = b"{}"
        if last.files:
            origin = f"{one.login}/{exercise}"
            expected.append(
                Expected(key=one.login, files=last.files, mark=stamp, at=last.at, origin=origin)
            )
    put(entries, target, around)
    return in_order(expected)


def write_git(
    students: Sequence[Student],
    target: Path,
    around: Around = BARE,
    *,
    start: str = "hw2-",
    marker: bool = True,
    packed: bool = False,
) -> list[Expected]:
    """Clones with their folders `.git`, of which a zip tells nothing, and Classroom 50's marker."""
    entries: Entries = {}
    expected = []
    for one in students:
        last = one.attempts[-1]
        name = f"{start}{one.login}"
        commit = hashlib.sha1(name.encode(), usedforsecurity=False).hexdigest()
        seconds = int(last.at.timestamp())
        entries |= {f"{name}/{path}": data for path, data in last.files.items()}
        entries[f"{name}/.git/HEAD"] = b"ref: refs/heads/main\n"
        entries[f"{name}/.git/logs/HEAD"] = (
            f"{'0' * 40} {commit} {one.name} <{one.email}> {seconds} +0100\tcommit: done\n"
        ).encode()
        if packed:
            refs = f"# pack-refs with: peeled fully-peeled sorted \n{commit} refs/heads/main\n"
            entries[f"{name}/.git/packed-refs"] = refs.encode()
        else:
            entries[f"{name}/.git/refs/heads/main"] = f"{commit}\n".encode()
        if marker:
            classroom, _, exercise = start.strip("-").partition("-")
            text = f"classroom: {classroom}\nassignment: {exercise or classroom}\n"
            entries[f"{name}/.classroom50.yaml"] = text.encode()
        if last.files:
            known = target.suffix != ".zip"
            expected.append(
                Expected(
                    key=one.login,
                    files=last.files,
                    mark=commit if known else "",
                    at=last.at if known else None,
                    origin=name,
                )
            )
    put(entries, target, around)
    return in_order(expected)


FORMS: dict[str, Write] = {
    "plain": write_plain,
    "canvas": write_canvas,
    "canvas, anonymous": lambda s, t, a: write_canvas(s, t, a, anonymous=True),
    "canvas, handed in again": lambda s, t, a: write_canvas(s, t, a, again=True),
    "moodle": write_moodle,
    "moodle, flat": lambda s, t, a: write_moodle(s, t, a, folders=False),
    "moodle, old": lambda s, t, a: write_moodle(s, t, a, ending="_"),
    "moodle, blind": lambda s, t, a: write_moodle(s, t, a, blind=True),
    "blackboard": write_blackboard,
    "blackboard, localised": lambda s, t, a: write_blackboard(s, t, a, word="poging"),
    "gradescope": write_gradescope,
    "gradescope, plain keys": lambda s, t, a: write_gradescope(s, t, a, symbol=""),
    "nbgrader": write_nbgrader,
    "nbgrader, submitted": lambda s, t, a: write_nbgrader(s, t, a, steps=False),
    "git": write_git,
    "git, packed": lambda s, t, a: write_git(s, t, a, packed=True),
}
"""Every form of every layout; what is before a comma is the layout."""
