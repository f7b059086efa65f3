"""The autograder that grades on Gradescope: what is in it, and what its scripts do."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from grader.bundle.gradescope import course_part, gradescope
from grader.bundle.wheel import Wheel
from tests.bundle.fakes import calls, program
from tests.export.parsers import gradescope as platform

WHEEL = Wheel("gradient_grader-1.0-py3-none-any.whl", b"wheel")
COURSE = {"reference/r.py": b"r", "grader.toml": b"t"}
FAILED = "The autograder failed; tell your instructor"
GRADED = {"score": 3, "tests": [{"number": "1", "score": 3, "max_score": 4}]}


def test_the_zip() -> None:
    """Scripts at the root, which may be run, with the line ends of Unix; the course in a folder."""
    document = gradescope(COURSE, WHEEL)
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        modes = {one.filename: one.external_attr >> 16 for one in archive.infolist()}
        scripts = [archive.read(name) for name in ("setup.sh", "run_autograder")]
        assert archive.read("course/reference/r.py") == b"r"
        assert archive.read(WHEEL.name) == b"wheel"
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    programs = {"setup.sh", "run_autograder"}
    assert set(modes) == {*programs, WHEEL.name, "course/grader.toml", "course/reference/r.py"}
    assert {name for name, mode in modes.items() if mode & 0o111} == programs
    for text in scripts:
        assert text.startswith(b"#!/bin/sh\n")
        assert b"\r" not in text
    assert gradescope(dict(reversed(COURSE.items())), WHEEL) == document


@pytest.mark.parametrize(
    ("path", "needed"),
    [
        ("grader.toml", True),
        ("exercises/__init__.py", True),
        ("exercises/one/exercise.py", True),
        ("exercises/one/stub.py", True),
        ("exercises/one/samples/wrong.py", False),
        ("exercises/one/files/samples/data.csv", True),
        ("exercises/one/files/.hidden", True),
        ("exercises/one/__pycache__/exercise.pyc", False),
        ("exercises/one/files/__pycache__/helper.pyc", False),
        ("exercises/.ipynb_checkpoints/stub.py", False),
        ("reference/deep/er.py", True),
        ("reference/__pycache__/er.pyc", False),
        (".grader/student-env/pyvenv.cfg", False),
        ("grader.db", False),
        ("deep/grader.toml", False),
        (".git/config", False),
    ],
)
def test_what_of_a_course_is_needed(path: str, needed: bool) -> None:  # noqa: FBT001
    """What judges and what students get, and none of their submissions."""
    assert course_part(path.split("/")) is needed


# ---- run_autograder ----


@dataclass(frozen=True, slots=True)
class Container:
    """A folder that stands in for /autograder, with a grader that is none."""

    root: Path

    def grader(self, code: int, said: bytes = b"", result: object = None) -> None:
        """Let it end so, after it said that on stderr and wrote this result."""
        program(
            self.root / "venv" / "bin" / "grader",
            f"sys.stderr.buffer.write({said!r})\n"
            f"result = {result!r}\n"
            "if result is not None:\n"
            "    target = next(a for a in arguments if a.startswith('gradescope='))\n"
            "    pathlib.Path(target.partition('=')[2]).write_text(json.dumps(result))\n"
            f"sys.exit({code})\n",
        )

    def run(self) -> subprocess.CompletedProcess[str]:
        """The script, as in the container."""
        return subprocess.run(  # noqa: S603 - our own script
            ["/bin/sh", self.root / "run_autograder"],
            cwd=self.root,
            env={
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                "AUTOGRADER_ROOT": str(self.root),
                "FAKES": str(self.root),
            },
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
        )

    def result(self) -> Any:
        """What was written, if the platform accepts it."""
        data = (self.root / "results" / "results.json").read_bytes()
        platform.results(data)
        return json.loads(data)


def container(root: Path, *exercises: str) -> Container:
    """With the zip unpacked and an old result left over."""
    with zipfile.ZipFile(io.BytesIO(gradescope(COURSE, WHEEL, exercises))) as archive:
        archive.extractall(root / "source")
    (root / "source" / "run_autograder").rename(root / "run_autograder")
    (root / "submission").mkdir()
    (root / "results").mkdir()
    (root / "results" / "results.json").write_text('{"score": 99}', encoding="utf-8")
    return Container(root)


@pytest.mark.sandbox
def test_a_result_is_handed_on(tmp_path: Path) -> None:
    """As the grader wrote it; what it said goes to the instructor's log."""
    one = container(tmp_path / "with space", "first", "it's $HOME")
    one.grader(0, b"isolation: restricted\n", GRADED)
    done = one.run()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "isolation: restricted\n")
    assert one.result() == GRADED
    root = one.root
    assert calls(root) == [
        [
            "grader", "grade", f"{root}/submission", "--course", f"{root}/source/course",
            "-f", f"gradescope={root}/results/results.json", "--exit-zero",
            "--exercise", "first", "--exercise", "it's $HOME",
        ]
    ]  # fmt: skip


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("code", "said", "result"),
    [
        (3, b"grader: isolation level 'full' is not to be had here\n", None),
        (3, b"grader: a fault of ours, not the student's: x\n", GRADED),
        (2, b"", None),
        (0, b"", None),
        (139, b'Traceback\n  "quoted" \\ back\nEND\n`$(touch x)` \x1b[31m\xff\xfe\x00\n', None),
        (3, b"x" * 100_000 + b"\n" + b"line\n" * 10_000 + b"the last", None),
    ],
)
def test_a_fault_of_ours_is_never_silent(
    tmp_path: Path, code: int, said: bytes, result: object
) -> None:
    """One sentence for the student, the rest hidden; no old and no partial result is left."""
    one = container(tmp_path)
    one.grader(code, said, result)
    done = one.run()
    assert done.returncode == 0
    written = one.result()
    assert written["score"] == 0
    shown, hidden = written["tests"]
    assert (shown["name"], shown["visibility"]) == (FAILED, "visible")
    assert shown["status"] == hidden["status"] == "failed"
    assert hidden["visibility"] == "hidden"
    assert hidden["output"].startswith(f"exit code {code}")
    last = said.decode(errors="replace").strip().rpartition("\n")[2]
    clean = "".join(char if char.isprintable() else "\ufffd" for char in last)
    assert hidden["output"].endswith(clean)
    assert len(hidden["output"]) < 40_000
    assert "\x1b" not in hidden["output"]
    assert "grader" not in shown["output"]
    assert set(tmp_path.iterdir()) == {
        tmp_path / name
        for name in ("source", "run_autograder", "submission", "results", "venv", "calls")
    }


@pytest.mark.sandbox
def test_a_grader_that_is_not_there(tmp_path: Path) -> None:
    """Is a fault of ours too."""
    one = container(tmp_path)
    assert one.run().returncode == 0
    assert one.result()["tests"][0]["name"] == FAILED


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("grader: {}/hw.ipynb: no JSON; save it again\n", "hw.ipynb: no JSON; save it again"),
        ("note\ngrader: {}: it is empty\nmore\n", "your submission: it is empty"),
        ("", "There is no notebook and no module in it."),
    ],
)
def test_nothing_to_grade_is_told(tmp_path: Path, said: str, sentence: str) -> None:
    """The student reads the sentence, without our paths, and nothing is hidden."""
    one = container(tmp_path)
    one.grader(4, said.format(tmp_path / "submission").encode())
    one.run()
    (test,) = one.result()["tests"]
    assert (test["score"], test["max_score"], test["visibility"]) == (0, 0, "visible")
    assert test["output"] == sentence
    assert FAILED not in json.dumps(one.result())


@pytest.mark.sandbox
def test_a_module_that_is_called_like_one_of_pythons(tmp_path: Path) -> None:
    """Is not run, wherever it was handed in."""
    one = container(tmp_path)
    for folder in (tmp_path, tmp_path / "submission"):
        (folder / "json.py").write_text("raise SystemExit(0)", encoding="utf-8")
    one.grader(3)
    one.run()
    assert one.result()["tests"][0]["name"] == FAILED


# ---- setup.sh ----

PYTHON = """
usable = (here / "usable").read_text(encoding="utf-8").split()
if "-c" in arguments:
    sys.exit(name not in usable)
if "venv" in arguments:
    folder = pathlib.Path(arguments[-1]) / "bin"
    folder.mkdir(parents=True)
    for other in ("python", "grader"):
        (folder / other).write_text(pathlib.Path(sys.argv[0]).read_text(encoding="utf-8"))
        (folder / other).chmod(0o755)
if "pip" in arguments:
    sys.exit("broken" in usable)
"""
APT = """
apt = json.loads((here / "apt").read_text(encoding="utf-8"))
with open(here / "usable", "a", encoding="utf-8") as file:
    file.writelines(" " + apt.get(one, "") for one in arguments)
"""


@dataclass(frozen=True, slots=True)
class Image:
    """An image that is built: programs that are none, and an archive of packages."""

    root: Path

    def build(self, usable: str, apt: dict[str, str], *, bwrap: bool) -> tuple[int, str]:
        """The exit code and stderr of setup.sh, with these Pythons and what packages bring."""
        with zipfile.ZipFile(io.BytesIO(gradescope(COURSE, WHEEL))) as archive:
            archive.extractall(self.root / "source")
        (self.root / "usable").write_text(usable, encoding="utf-8")
        (self.root / "apt").write_text(json.dumps(apt), encoding="utf-8")
        for name in ("python3", "python3.11"):
            program(self.root / "fake" / name, PYTHON)
        program(self.root / "fake" / "apt-get", APT)
        if bwrap:
            program(self.root / "fake" / "bwrap", "")
        done = subprocess.run(  # noqa: S603 - our own script
            ["/bin/sh", self.root / "source" / "setup.sh"],
            env={
                "PATH": str(self.root / "fake"),
                "AUTOGRADER_ROOT": str(self.root),
                "FAKES": str(self.root),
            },
            capture_output=True,
            check=False,
            encoding="utf-8",
        )
        return done.returncode, done.stderr

    def done(self) -> list[str]:
        """What was done, but for looking at what is there."""
        noted = [" ".join(call) for call in calls(self.root) if "-c" not in call]
        return [line.replace(str(self.root), "ROOT") for line in noted]


def made(python: str) -> list[str]:
    """The steps that every image takes in the end."""
    pip = "python -I -m pip install --quiet --disable-pip-version-check"
    return [
        f"{python} -I -m venv --clear ROOT/venv",
        f"{pip} ROOT/source/{WHEEL.name}",
        "grader env --course ROOT/source/course",
    ]


INSTALL = "apt-get install -y --no-install-recommends"


@pytest.mark.sandbox
def test_an_image_that_has_all(tmp_path: Path) -> None:
    """Nothing is fetched from the archive."""
    image = Image(tmp_path)
    assert image.build("python3", {}, bwrap=True) == (0, "")
    assert image.done() == made("python3")


@pytest.mark.sandbox
def test_an_image_that_has_nothing(tmp_path: Path) -> None:
    """Python and bubblewrap come from the archive, whose list is fetched once."""
    image = Image(tmp_path)
    assert image.build("", {"python3-venv": "python3"}, bwrap=False) == (0, "")
    assert image.done() == [
        "apt-get update",
        f"{INSTALL} python3 python3-venv",
        f"{INSTALL} bubblewrap",
        *made("python3"),
    ]


@pytest.mark.sandbox
def test_an_image_whose_python_is_too_old(tmp_path: Path) -> None:
    """A newer one is put beside it."""
    image = Image(tmp_path)
    assert image.build("", {"python3.11-venv": "python3.11"}, bwrap=True) == (0, "")
    assert image.done()[2:] == [f"{INSTALL} python3.11 python3.11-venv", *made("python3.11")]


@pytest.mark.sandbox
def test_an_image_without_a_python_for_us(tmp_path: Path) -> None:
    """The build fails with a sentence."""
    code, said = Image(tmp_path).build("", {}, bwrap=True)
    assert code == 1
    assert said == "setup.sh: no Python 3.11 or newer is to be had; take a newer base image\n"


@pytest.mark.sandbox
def test_a_step_that_fails(tmp_path: Path) -> None:
    """Ends the build."""
    image = Image(tmp_path)
    assert image.build("python3 broken", {}, bwrap=True)[0] == 1
    assert image.done() == made("python3")[:2]
