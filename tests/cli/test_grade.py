"""`grader grade`: which document goes where, options, and exit codes for wrong usage and scores."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import nbformat
import pytest

from grader.grading.result import from_json
from grader.observation.observation import Fault, Killed, OutOfMemory, TimedOut
from tests.cli.conftest import Command
from tests.here import FIRST, Here, Wavering, figures

RED = "\x1b["


def test_text_goes_to_stdout(grader: Command, here: list[str], solved: Path) -> None:
    """By default, and nothing else is said."""
    ran = grader("grade", solved)
    assert (ran.code, ran.err) == (0, "isolation: full\n")
    assert ran.out.startswith("hw.py: 30 of 30 points (100 %)\n")
    assert here == ["auto"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("name", "begins", "ends"),
    [("json", '{\n  "schema": "grader.result/1"', "}\n"), ("html", "<!doctype html>", "</html>\n")],
)
def test_stdout_holds_one_document(
    grader: Command, solved: Path, name: str, begins: str, ends: str
) -> None:
    """From its first to its last character."""
    ran = grader("grade", solved, "-f", name)
    assert (ran.code, ran.err) == (0, "isolation: full\n")
    assert ran.out.startswith(begins)
    assert ran.out.endswith(ends)
    if name == "json":
        assert from_json(ran.out.encode()).points == 30


@pytest.mark.usefixtures("here")
def test_a_folder_gets_report_and_result(grader: Command, solved: Path, tmp_path: Path) -> None:
    """With -o alone the text goes to stdout as well; stderr says what was written."""
    folder = tmp_path / "deep" / "reports"
    ran = grader("grade", solved, "-o", folder)
    assert ran.code == 0
    assert ran.out.startswith("hw.py: 30 of 30")
    assert sorted(path.name for path in folder.iterdir()) == ["hw.report.html", "hw.result.json"]
    assert str(folder / "hw.report.html") in ran.err
    assert from_json((folder / "hw.result.json").read_bytes()).points == 30
    assert (folder / "hw.report.html").stat().st_mode & 0o777 == 0o644


@pytest.mark.usefixtures("here")
def test_a_format_with_a_folder(grader: Command, solved: Path, tmp_path: Path) -> None:
    """Goes there, and stdout stays empty."""
    ran = grader("grade", solved, "-o", tmp_path / "r", "-f", "json")
    assert (ran.code, ran.out) == (0, "")
    assert [path.name for path in (tmp_path / "r").iterdir()] == ["hw.result.json"]


@pytest.mark.usefixtures("here")
def test_a_format_with_a_file(grader: Command, solved: Path, tmp_path: Path) -> None:
    """Goes there, and another one may have stdout."""
    ran = grader("grade", solved, "-f", f"html={tmp_path / 'new' / 'a.html'}", "-f", "json")
    assert from_json(ran.out.encode()).points == 30
    page = (tmp_path / "new" / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["a.html"]


@pytest.mark.usefixtures("here")
def test_two_formats_cannot_share_stdout(grader: Command, solved: Path) -> None:
    """Wrong usage, before anything runs."""
    ran = grader("grade", solved, "-f", "json", "-f", "html")
    assert ran.code == 2
    assert "only one format can go to stdout" in ran.error


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-f", "pdf"], "there is no format 'pdf': take text, json, html"),
        (["-f", "pdf=x.pdf"], "there is no format 'pdf'"),
        (["--exercise", "nine"], "no exercise 'nine' in this course; it has: manual-gradients"),
        (["--limit", "cells=1"], "there is no limit 'cells'; there are: cell-seconds, "),
        (["--limit", "memory-mb=much"], "it takes a whole number from 0 to 1,000,000, not 'much'"),
        (["--limit", "threads=-1"], "it takes a whole number from 0 to 1,000,000, not '-1'"),
        (["--limit", "cell-seconds=nan"], "it takes a number from 0 to 1,000,000, not 'nan'"),
        (["--isolation", "some"], "'some' is not one of 'auto', 'full', 'restricted'"),
        (["--fail-under", "101"], "101"),
        (["--timeout", "0"], "0"),
        (["--memory", "1"], "1"),
        (["--course", "/nowhere"], "'/nowhere' does not exist"),
        (["--course", "/usr"], "there is no grader.toml here"),
        (["--colour"], "No such option"),
    ],
)
def test_wrong_usage(grader: Command, solved: Path, arguments: list[str], words: str) -> None:
    """Is exit code 2; the last line on stderr says what is wrong."""
    ran = grader("grade", solved, *arguments)
    assert ran.code == 2
    assert words in ran.error


@pytest.mark.usefixtures("here")
def test_a_path_of_nothing(grader: Command, tmp_path: Path) -> None:
    """Wrong usage, too."""
    ran = grader("grade", tmp_path / "nothing.ipynb")
    assert ran.code == 2
    assert "nothing.ipynb: there is no such file or folder" in ran.error


def test_a_broken_course(grader: Command, solved: Path, course_copy: Path) -> None:
    """Is exit code 2, in one line that names the file."""
    (course_copy / "grader.toml").write_text("name = 3\n", encoding="utf-8")
    ran = grader("grade", solved, "--course", course_copy)
    assert ran.code == 2
    assert ran.sentence.startswith(f"{course_copy / 'grader.toml'}: is not as it should be")


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-under", "93.3"], 0),
        (["--fail-under", "93.4"], 1),
        (["--fail-under", "100"], 1),
        (["--fail-under", "100", "--exit-zero"], 0),
        (["--fail-under", "100", "--exercise", "gradient-descent"], 0),
        (["--fail-under", "81", "--exercise", "manual-gradients"], 1),
    ],
)
def test_fail_under(grader: Command, slipped: Path, arguments: list[str], code: int) -> None:
    """Holds the score against a share of the points asked for; the report comes anyway."""
    ran = grader("grade", slipped, *arguments)
    assert ran.code == code
    assert "points" in ran.out
    assert ("is under" in ran.err) is (code == 1)


@pytest.mark.usefixtures("here")
def test_the_chosen_exercise_alone(grader: Command, slipped: Path) -> None:
    """Several may be chosen."""
    ran = grader("grade", slipped, "--exercise", "manual-gradients", "-f", "json")
    assert [e.id for e in from_json(ran.out.encode()).exercises] == ["manual-gradients"]
    assert from_json(ran.out.encode()).points == 8


def test_without_isolation_all_reports_say_so(
    grader: Command, here: list[str], solved: Path, tmp_path: Path
) -> None:
    """The result, the page and the text."""
    ran = grader("grade", solved, "--isolation", "none", "-o", tmp_path / "r")
    assert here == ["none"]
    result = from_json((tmp_path / "r" / "hw.result.json").read_bytes())
    assert result.run.isolation == "none"
    assert "without isolation" in ran.out
    assert "without isolation" in (tmp_path / "r" / "hw.report.html").read_text(encoding="utf-8")
    isolated = grader("grade", solved)
    assert "without isolation" not in isolated.out


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(("no_colour", "coloured"), [(None, True), ("", True), ("1", False)])
def test_colours(
    grader: Command,
    solved: Path,
    monkeypatch: pytest.MonkeyPatch,
    no_colour: str | None,
    coloured: bool,  # noqa: FBT001 - a parameter
) -> None:
    """On a terminal, unless NO_COLOR is set to something; never elsewhere."""
    if no_colour is None:
        monkeypatch.delenv("NO_COLOR", raising=False)
    else:
        monkeypatch.setenv("NO_COLOR", no_colour)
    assert RED not in grader("grade", solved).out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert (RED in grader("grade", solved).out) is coloured


@pytest.mark.usefixtures("here")
def test_staff(grader: Command, slipped: Path, tmp_path: Path) -> None:
    """Expected values are there with --staff only, and with -o the observations too."""
    for_students, for_staff = tmp_path / "students", tmp_path / "staff"
    plain = grader("grade", slipped, "-o", for_students)
    staff = grader("grade", slipped, "-o", for_staff, "--staff")
    assert "0.214165016957" in staff.out
    assert "0.214165016957" not in plain.out
    for name in ("slip.report.html", "slip.result.json"):
        assert "0.214165016957" in (for_staff / name).read_text(encoding="utf-8")
        assert "0.214165016957" not in (for_students / name).read_text(encoding="utf-8")
    stored = json.loads((for_staff / "slip.observations.json").read_bytes())
    assert stored["schema"] == "grader.observations/1"
    assert not (for_students / "slip.observations.json").exists()


@pytest.mark.usefixtures("here")
def test_limits_are_in_the_result(grader: Command, solved: Path) -> None:
    """As asked for; a cell has no more time than the whole."""
    more = ("--limit", "open-files=32", "--limit", "probe-seconds=0.25")
    ran = grader("grade", solved, "--timeout", "5", "--memory", "100", *more, "-f", "json")
    limits = from_json(ran.out.encode()).run.limits
    assert (limits["submission_seconds"], limits["cell_seconds"]) == (5, 1.25)
    assert (limits["memory_mb"], limits["open_files"]) == (100, 32)
    assert limits["probe_seconds"] == 0.25


@pytest.mark.usefixtures("here")
def test_a_file_that_cannot_be_written(grader: Command, solved: Path, tmp_path: Path) -> None:
    """Is wrong usage."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for target in (tmp_path, tmp_path / "file" / "x.json"):
        ran = grader("grade", solved, "-f", f"json={target}")
        assert ran.code == 2
        assert f"{target}: cannot be written" in ran.error


@pytest.mark.usefixtures("here")
def test_nothing_is_left_of_what_could_not_be_written(
    grader: Command, solved: Path, tmp_path: Path
) -> None:
    """A document is there whole or not at all."""
    folder = tmp_path / "reports"
    (folder / "a.json").mkdir(parents=True)
    assert grader("grade", solved, "-f", f"json={folder / 'a.json'}").code == 2
    assert [path.name for path in folder.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    ("fault", "load", "points", "runs"),
    [
        (TimedOut(20.0), 1e6, 30, 2),
        (OutOfMemory(), 1e6, 30, 2),
        (TimedOut(20.0), 0.0, 0, 1),
        (Killed("by somebody"), 1e6, 0, 1),
    ],
)
def test_a_limit_on_a_loaded_machine(
    grader: Command,
    solved: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Fault,
    load: float,
    points: int,
    runs: int,
) -> None:
    """Is tried once more before it costs points; nothing else is."""
    sandbox = Wavering({"hw.py": fault}, Here(figures()))
    monkeypatch.setattr("grader.cli.grade.open_sandbox", lambda *_, **__: sandbox)
    monkeypatch.setattr("os.getloadavg", lambda: (load, 0.0, 0.0))
    ran = grader("grade", solved)
    assert ran.out.startswith(f"hw.py: {points} of 30")
    assert len(sandbox.ran) == runs
    assert ("it is tried again" in ran.err) is (runs == 2)


# on the real sandbox


@pytest.mark.sandbox
def test_a_notebook_of_fifty_megabytes_of_outputs(grader: Command, tmp_path: Path) -> None:
    """Is graded; outputs are passed over."""
    path = tmp_path / "big.ipynb"
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(FIRST)])
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * 2**20}}
    book["cells"][0]["source"] = "import numpy as np\n" + FIRST
    book["cells"][0]["outputs"] = [picture] * 50
    path.write_text(json.dumps(book), encoding="utf-8")
    assert path.stat().st_size > 50 * 2**20
    ran = grader("grade", path, "--exercise", "manual-gradients")
    assert ran.code == 0
    assert ran.out.startswith("big.ipynb: 10 of 10 points")


@pytest.mark.sandbox
@pytest.mark.parametrize("level", ["full", "restricted", "limits", "none"])
def test_a_real_run(grader: Command, tmp_path: Path, level: str) -> None:
    """At each level; the result says which one it was."""
    (tmp_path / "hw.py").write_text("import numpy as np\n" + FIRST, encoding="utf-8")
    ran = grader("grade", tmp_path / "hw.py", "--isolation", level, "-f", "json")
    assert (ran.code, ran.err) == (0, f"isolation: {level}\n")
    result = from_json(ran.out.encode())
    assert (result.points, result.run.isolation) == (10, level)
    assert result.run.versions["numpy"]


@pytest.mark.usefixtures("here")
def test_a_device_is_written_to_and_a_link_followed(
    grader: Command, solved: Path, tmp_path: Path
) -> None:
    """Neither is replaced by a file."""
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    assert grader("grade", solved, "-f", f"json={link}").code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("{")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    assert grader("grade", solved, "-f", f"text={pipe}").code == 0
    assert pipe.is_fifo()
    assert os.read(reader, 100)
    os.close(reader)


def test_odd_names_are_usage_errors(grader: Command, tmp_path: Path) -> None:
    """A loop of links and a name too long are no faults of ours."""
    loop = tmp_path / "loop.py"
    loop.symlink_to(loop)
    assert grader("grade", loop).code == 2
    assert grader("grade", tmp_path / ("n" * 300)).code == 2
