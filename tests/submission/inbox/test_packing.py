"""What a hand-in is stored as."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.submission.files import Found
from grader.submission.inbox.hand_in import HandIn
from grader.submission.inbox.packing import pack
from grader.submission.load import load_content, load_submission
from tests.submission.inbox.describing import (
    Around,
    a_class,
    put,
)
from tests.submission.inbox.layouts import (
    FORMS,
    write_moodle,
    write_plain,
)
from tests.submission.inbox.reading import BOOK, read


def test_equal_files_are_equal_contents(tmp_path: Path) -> None:
    """Whatever platform they come from, and however often."""
    files = {"hw.ipynb": BOOK, "data.csv": b"1,2\n"}
    contents = set()
    for form, write in FORMS.items():
        target = tmp_path / f"{form}.zip"
        write(a_class(2, files), target, Around())
        contents |= {pack(one)[1] for one in read(target).hand_ins}
    assert len(contents) == 1


@pytest.mark.parametrize(
    "files",
    [
        {"hw.ipynb": BOOK},
        {"hw.ipynb": BOOK, "zeros.csv": b"0" * 5_000_000},
        {"main.py": b"import helper\n", "helper.py": b"x = 1\n", "src/b.txt": b"1"},
        {"src/hw.ipynb": BOOK, "src/a.csv": b"1", "b.csv": b"2"},
    ],
)
def test_a_content_is_graded_as_the_folder_is(tmp_path: Path, files: dict[str, bytes]) -> None:
    """The same name, cells, helpers, remarks and digest."""
    put(files, tmp_path / "folder")
    name, content = pack(read_moodle(tmp_path, files))
    assert load_content(content, name) == load_submission(tmp_path / "folder")


def read_moodle(tmp_path: Path, files: Mapping[str, bytes]) -> HandIn:
    """What a student who handed in these files is read as."""
    write_moodle(a_class(1, files), tmp_path / "moodle")
    return read(tmp_path / "moodle").hand_ins[0]


def test_a_zip_beside_a_report_is_the_content(tmp_path: Path) -> None:
    """Nothing else can be graded, so what is in the zip is."""
    write_plain(a_class(1, {"hw.ipynb": BOOK}), tmp_path / "hw.zip")
    files = {"hw.zip": (tmp_path / "hw.zip").read_bytes(), "report.pdf": b"%PDF"}
    name, content = pack(read_moodle(tmp_path, files))
    assert (name, content) == ("hw.zip", files["hw.zip"])
    assert load_content(content, name).main.path == "student0.ipynb"


def test_too_much_is_refused() -> None:
    """Before it is read into memory, if the sizes are true, and after it if they are not."""

    def one(*sizes: int) -> HandIn:
        files = tuple(
            Found(f"{at}.py", size, lambda most: b"x" * min(most + 1, 60 << 20))
            for at, size in enumerate(sizes)
        )
        return HandIn(key="doe", files=files, layout="plain", origin="doe")

    for hand_in in (one(500 << 20), one(1, 51 << 20), one(1, 1)):
        with pytest.raises(SubmissionError, match=r"doe: it has more than \d+ MiB"):
            pack(hand_in)
    halves = tuple(Found(f"{at}.py", 30 << 20, lambda _: b"x" * (30 << 20)) for at in range(2))
    with pytest.raises(SubmissionError, match="more than 50 MiB"):
        pack(HandIn(key="doe", files=halves, layout="plain", origin="doe"))
    with pytest.raises(SubmissionError, match="more than 2000 files"):
        pack(one(*[1] * 2_001))
