"""Downloads of platforms as they lie on a disk, written from a description of a class.

The forms are those of the platforms' own sources and documented examples: Canvas's
`content_zipper.rb`, Moodle's `downloader.php`, nbgrader's `coursedir.py` and its example of a
Blackboard download, the exports that importers of Gradescope's are tested with.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

UTC = dt.UTC
START = dt.datetime(2026, 11, 2, 10, 0, 5, tzinfo=UTC)
Entries = Mapping[str, bytes]
"""A download: the paths in it with their contents."""


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody who handed in.

    Attributes:
        number: The platform's id.
        name: As the platform writes it, "Jane Doe".
        username: Where it goes by that.
        files: What was handed in last, by name.
        earlier: What was handed in before, oldest first; only some platforms give that out.
        late: As the platform marks it.
        again: How often a file of that name was handed in before.
        text: Whether there is a text entry besides.
        members: The usernames of the group, if it is one.
    """

    number: int
    name: str
    username: str
    files: Mapping[str, bytes]
    earlier: tuple[Mapping[str, bytes], ...] = ()
    late: bool = False
    again: int = 0
    text: bool = False
    members: tuple[str, ...] = ()

    @property
    def attempts(self) -> list[Mapping[str, bytes]]:
        """All hand-ins, oldest first."""
        return [*self.earlier, self.files]


def when(student: Student, attempt: int) -> dt.datetime:
    """When an attempt was handed in, where a platform says."""
    return START + dt.timedelta(minutes=student.number % 1000, hours=attempt)


def canvas(students: Sequence[Student]) -> Entries:
    """Flat: `{user}[_LATE]_{user id}_{attachment id}_{file name}`."""
    found: dict[str, bytes] = {}
    for student in students:
        last, _, first = student.name[::-1].partition(" ")
        user = re.sub(r"\W", "", f"{last[::-1]}{first[::-1]}".lower())
        start = f"{user}{'_LATE' if student.late else ''}_{student.number}"
        for at, (name, data) in enumerate(student.files.items()):
            stem, dot, ending = name.rpartition(".")
            again = f"-{student.again}" if student.again else ""
            found[f"{start}_{attachment(student) + at}_{stem}{again}{dot}{ending}"] = data
        if student.text:
            found[f"{start}_text.html"] = b"<p>see the file</p>"
    return found


def attachment(student: Student) -> int:
    """The id of the first file in a Canvas download."""
    return 900_000 + student.number * 10


def moodle(students: Sequence[Student], *, flat: bool = False, old: bool = False) -> Entries:
    """A folder for each student, or flat; older ones end their folders with `_`."""
    found: dict[str, bytes] = {}
    for student in students:
        start = f"{student.name.replace('_', ' ')}_{student.number}_assignsubmission"
        for name, data in student.files.items():
            between = "_" if flat else f"{'_' if old else ''}/"
            found[f"{start}_file{between}{name}"] = data
        if student.text:
            found[f"{start}_onlinetext{'_' if flat else '/'}onlinetext.html"] = b"<p>hello</p>"
    return found


def blackboard(students: Sequence[Student], word: str = "attempt") -> Entries:
    """Flat: `{column}_{username}_attempt_{time}_{file name}`, with a receipt for each attempt."""
    found = {}
    for student in students:
        for at, files in enumerate(student.attempts):
            time = when(student, at).strftime("%Y-%m-%d-%H-%M-%S")
            start = f"Module 2_{student.username}_{word}_{time}"
            found[f"{start}.txt"] = f"Name: {student.name}".encode()
            found |= {f"{start}_{name}": data for name, data in files.items()}
    return found


def gradescope(students: Sequence[Student]) -> Entries:
    """`submission_metadata.yml` and a folder for each submission."""
    lines = ["---"]
    found: dict[str, bytes] = {}
    for student in students:
        folder = f"submission_{student.number}"
        lines += [f"{folder}:", "  :submitters:"]
        for username in student.members or (student.username,):
            name = student.name.replace("'", "''")
            lines += [
                f"  - :name: '{name}'",
                f"    :sid: '{username}'",
                f"    :email: {username}@example.org",
            ]
        lines += [
            f"  :created_at: {when(student, 0).isoformat(sep=' ')}",
            "  :score: 12.5",
            "  :history:",
            "  - :id: 1",
            "    :note: >-",
            "      over two",
            "      lines",
        ]
        found |= {f"{folder}/{name}": data for name, data in student.files.items()}
    return {"submission_metadata.yml": "\n".join([*lines, ""]).encode(), **found}


def nbgrader(students: Sequence[Student], folder: str = "m02") -> Entries:
    """`submitted/{student}/{assignment}/...` with its time, beside the other steps."""
    found = {f"source/{folder}/module_02.ipynb": b"{}", f"release/{folder}/module_02.ipynb": b"{}"}
    for student in students:
        place = f"submitted/{student.username}/{folder}"
        moment = when(student, 0).replace(tzinfo=None)
        found[f"{place}/timestamp.txt"] = f"{moment} UTC".encode()
        found |= {f"{place}/{name}": data for name, data in student.files.items()}
    return found


def git(students: Sequence[Student], start: str = "hw-2-") -> Entries:
    """A folder of clones, with what git keeps of the commit."""
    found = {}
    for student in students:
        place = f"{start}{student.username}"
        commit = f"{student.number:040x}"
        time = int(when(student, 0).timestamp())
        logged = f"{'0' * 40} {commit} A Name <a@example.org> {time} +0100\tcommit: done\n"
        found[f"{place}/.git/HEAD"] = b"ref: refs/heads/main\n"
        if student.number % 2:
            found[f"{place}/.git/refs/heads/main"] = f"{commit}\n".encode()
        else:
            packed = f"# pack-refs with: peeled\n{commit} refs/heads/main\n"
            found[f"{place}/.git/packed-refs"] = packed.encode()
        found[f"{place}/.git/logs/HEAD"] = logged.encode()
        found |= {f"{place}/{name}": data for name, data in student.files.items()}
    return found


def plain(students: Sequence[Student]) -> Entries:
    """A file for each student, or a folder where there are several files."""
    found = {}
    for student in students:
        for name, data in student.files.items():
            ending = Path(name).suffix
            alone = len(student.files) == 1
            found[f"{student.username}{ending}" if alone else f"{student.username}/{name}"] = data
    return found


@dataclass(frozen=True, slots=True)
class Download:
    """How a platform writes a class, and what of it can be told again.

    Attributes:
        entries: Writes it.
        key: What a student is called by.
        attempts: Whether all attempts are in it.
        zipped: Whether it can be a zip.
        options: What differs from the usual form.
    """

    entries: Callable[..., Entries]
    key: Callable[[Student], str]
    attempts: bool = False
    zipped: bool = True
    options: Mapping[str, object] = field(default_factory=dict)

    def of(self, students: Sequence[Student]) -> Entries:
        """The download of a class."""
        return self.entries(students, **self.options)


def _number(student: Student) -> str:
    return str(student.number)


def _username(student: Student) -> str:
    return student.username


def _first_member(student: Student) -> str:
    return _number(student) if len(student.members) > 1 else student.username


DOWNLOADS: Mapping[str, Download] = {
    "canvas": Download(canvas, _number),
    "moodle": Download(moodle, _number),
    "moodle, flat": Download(moodle, _number, options={"flat": True}),
    "moodle, old": Download(moodle, _number, options={"old": True}),
    "blackboard": Download(blackboard, _username, attempts=True),
    "blackboard, Dutch": Download(blackboard, _username, attempts=True, options={"word": "poging"}),
    "gradescope": Download(gradescope, _first_member),
    "nbgrader": Download(nbgrader, _username),
    "git": Download(git, _username, zipped=False),
    "plain": Download(plain, _username),
}


def write_folder(entries: Entries, target: Path) -> Path:
    """The download as a folder."""
    for path, data in entries.items():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        (target / path).write_bytes(data)
    return target


def write_zip(entries: Entries, target: Path) -> Path:
    """The download as a zip."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in entries.items():
            archive.writestr(path, data)
    return target


def a_class(files: Sequence[Mapping[str, bytes]]) -> Iterator[Student]:
    """Students who handed these in, one after the other, with names as there are."""
    names = ("Jane Doe", "Jürgen Müller", "Pat O'Neil", "Ana María López", "李 明")
    for at, handed in enumerate(files):
        yield Student(1000 + 7 * at, names[at % 5], f"user{at}", handed, late=at % 3 == 0)
