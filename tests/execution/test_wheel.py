"""The grader as it is installed: the wheel holds the engine alone, and hostile code gains nothing.

The wheel is built from the source distribution, which holds the rest too. It goes into an
environment of its own, far from this repository, and grades with a copy of the course there. The
code that is graded lists what it could do as the value of `z`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from grader.grading.result import Result, from_json

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[2]
SECRET = "a-secret-of-the-graders"  # noqa: S105 - made up
HOSTILE = """\
import glob
import os
import socket
import sys

READ = {read!r}
WRITE = {write!r}
PORT = {port!r}
HOME = {home!r}
done = []
tried = 0


def attempt(code, act):
    global tried
    tried += 1
    try:
        if act():
            done.append(code)
    except BaseException:
        pass


def read(path):
    if os.path.isdir(path):
        return os.listdir(path)
    with open(path, "rb") as file:
        return file.read(1)


def write(path):
    with open(path, "w") as file:
        file.write("x")
    return True


def connect():
    with socket.create_connection(("127.0.0.1", PORT), 2):
        return True


def told():
    for path in glob.glob("/proc/[0-9]*/environ") + glob.glob("/proc/[0-9]*/cmdline"):
        try:
            if {secret!r} in open(path, errors="replace").read():
                return True
        except OSError:
            pass
    return False


for name in ("grader", "reference", "exercises", "msgspec", "click"):
    attempt("import " + name, lambda: __import__(name))
for name, path in READ.items():
    attempt("read " + name, lambda: read(path))
for name, path in WRITE.items():
    attempt("write " + name, lambda: write(path))
attempt("home", lambda: set(os.listdir(HOME)) - {interpreter!r})
attempt("tcp", connect)
attempt("told", told)
attempt("path", lambda: [p for p in sys.path if p and os.path.exists(os.path.join(p, "grader"))])

x = 2.0
z = " ".join(done)
a = tried
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """A grader from the wheel, with a course of its own, and nothing of this repository."""

    wheel: Path
    source: Path
    venv: Path
    course: Path
    home: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The installed command, with its own home and a secret in a variable."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GRADER", "PYTHON"))}
        return subprocess.run(  # noqa: S603 - our own program
            [str(self.venv / "bin" / "grader"), *arguments],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            env=kept | {"HOME": str(self.home), "GRADER_TEST_SECRET": SECRET},
        )

    def grade(self, path: Path, level: str) -> Result:
        """The result of a submission."""
        course = ("--course", str(self.course))
        done = self.run("grade", str(path), *course, "--isolation", level, "-f", "json")
        assert done.returncode == 0, done.stderr
        return from_json(done.stdout.encode())


def command(*words: object) -> None:
    """Runs it to its end, which must be a good one."""
    done = subprocess.run(  # noqa: S603 - our own words
        [str(word) for word in words], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stdout + done.stderr


def required() -> set[str]:
    """The names of all distributions that the engine requires, and what those require in turn."""
    found: set[str] = set()
    todo = ["gradient-grader"]
    while todo:
        for line in metadata.requires(todo.pop()) or ():
            wanted = Requirement(line)
            applies = wanted.marker is None or wanted.marker.evaluate({"extra": ""})
            if applies and wanted.name not in found:
                found.add(wanted.name)
                todo.append(wanted.name)
    return found


def lend(packages: Path) -> None:
    """Links to what the engine requires, which is installed here: to fetch it would take long."""
    for name in required():
        distribution = metadata.distribution(name)
        for top in {file.parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            target = Path(str(distribution.locate_file(top))).resolve()
            if target.exists() and not (packages / top).exists():
                (packages / top).symlink_to(target)


@pytest.fixture(scope="module")
def installed(environment: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """Builds both distributions, installs the wheel with what it requires, lays out a course."""
    base = tmp_path_factory.mktemp("installed")
    command(sys.executable, "-m", "build", "--no-isolation", "--outdir", base / "dist", ROOT)
    (wheel,) = (base / "dist").glob("*.whl")
    (source,) = (base / "dist").glob("*.tar.gz")
    command(sys.executable, "-m", "venv", "--without-pip", base / "venv")
    pip = (sys.executable, "-m", "pip", "--python", base / "venv" / "bin" / "python", "install")
    command(*pip, "--quiet", "--disable-pip-version-check", "--no-deps", wheel)
    lend(next((base / "venv" / "lib").glob("python3*/site-packages")))
    course, home = base / "course", base / "home"
    (course / ".grader").mkdir(parents=True)
    shutil.copy(ROOT / "grader.toml", course)
    for folder in ("exercises", "reference", "lessons"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / folder, course / folder, ignore=ignored)
    (course / ".grader" / "student-env").symlink_to(environment.resolve())
    home.mkdir()
    (home / "notes.txt").write_text("private", encoding="utf-8")
    return Installed(wheel, source, base / "venv", course, home)


@pytest.fixture
def port() -> Iterator[int]:
    """A port of this machine at which this process listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def hostile(installed: Installed, folder: Path, port: int, write: Mapping[str, str]) -> Path:
    """A module that tries all it can, and lists what succeeded."""
    engine = next((installed.venv / "lib").glob("python3*/site-packages"))
    read = {
        "repository": ROOT / "pyproject.toml",
        "engine": engine / "grader" / "__init__.py",
        "venv": installed.venv / "pyvenv.cfg",
        "course": installed.course / "grader.toml",
        "reference": installed.course / "reference" / "neuron.py",
        "original": ROOT / "reference" / "neuron.py",
        "notes": installed.home / "notes.txt",
        "itself": folder / "hostile.py",
    }
    home = Path.home()
    base = Path(sys.base_prefix)
    on_the_way = {base.relative_to(home).parts[0]} if base.is_relative_to(home) else set()
    text = HOSTILE.format(
        read={name: str(path) for name, path in read.items()},
        write=dict(write),
        port=port,
        home=str(home),
        secret=SECRET,
        interpreter=on_the_way,
    )
    path = folder / "hostile.py"
    path.write_text(text, encoding="utf-8")
    return path


def listed(result: Result) -> tuple[str, int]:
    """What succeeded, and how much was tried."""
    parts = {part.id: part.value for part in result.exercises[0].parts}
    assert parts["z"] is not None
    assert parts["a"] is not None
    return parts["z"].strip("'"), int(parts["a"])


def test_the_wheel_holds_the_engine_alone(installed: Installed) -> None:
    """Neither exercises nor references nor tests; but all that the engine reads at run time."""
    with zipfile.ZipFile(installed.wheel) as archive:
        names = archive.namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top.partition("-")[0] for top in tops} == {"grader", "gradient_grader"}
    of_course = re.compile(r"(^|/)(exercises|reference)/|module_02")
    assert not [name for name in names if of_course.search(name)]
    tests = re.compile(r"(^|/)(tests?/|test_|conftest)")
    assert not [name for name in names if tests.search(name)]
    assert not [name for name in names if name.endswith((".ipynb", ".pyc"))]
    of_checkout = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "grader").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert of_checkout == {name for name in names if name.startswith("grader/")}


def test_the_source_distribution_holds_all_that_is_needed_to_test(installed: Installed) -> None:
    """Every file of the checkout's folders, and nothing that was made in it."""
    with tarfile.open(installed.source) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    folders = (
        "benchmarks",
        "docs",
        "examples",
        "exercises",
        "grader",
        "lessons",
        "reference",
        "tests",
    )
    of_checkout = {
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    files = {"pyproject.toml", "grader.toml", "Makefile", "Dockerfile", "LICENSE", "README.md"}
    assert of_checkout | files <= names
    made = {".venv", ".grader", "build", "dist", "reports", "__pycache__"}
    assert [name for name in names if made & set(Path(name).parts)] == []


def test_the_command_is_there(installed: Installed) -> None:
    """It says its version, which is that of the wheel."""
    done = installed.run("--version")
    assert done.stdout.split()[-1] == installed.wheel.name.split("-")[1]


def test_the_jupyter_engine_is_an_extra(installed: Installed) -> None:
    """Nothing of Jupyter's machinery was installed along; the sentence says how to have it."""
    (packages,) = (installed.venv / "lib").glob("python3*/site-packages")
    found = {path.name for path in packages.iterdir()}
    assert not found & {"nbclient", "jupyter_client", "zmq", "tornado"}
    sample = ROOT / "exercises" / "manual_gradients" / "samples" / "correct.py"
    engine = ("--engine", "jupyter", "--isolation", "none")
    done = installed.run("grade", str(sample), "--course", str(installed.course), *engine)
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert 'pip install "gradient-grader[jupyter]"' in done.stderr


def test_an_installed_grader_needs_a_course(installed: Installed) -> None:
    """It has none of its own, and looks for none where it is called."""
    done = installed.run("grade", str(installed.home / "notes.txt"))
    assert done.returncode == 2
    assert "no course is named" in done.stderr


def test_hostile_code_gains_nothing(installed: Installed, port: int, tmp_path: Path) -> None:
    """No import, no reading, no writing outside of scratch, no network, no word of ours."""
    places = ("/", "/usr", "/etc", "/opt/env", "/run/grader/inside", "/var", "/home", "/root")
    outside = {place: f"{place.rstrip('/')}/written" for place in places}
    mine = {"course": installed.course, "home": installed.home, "folder": tmp_path}
    outside |= {name: str(path / "written") for name, path in mine.items()}
    result = installed.grade(hostile(installed, tmp_path, port, outside), "full")
    succeeded, tried = listed(result)
    assert succeeded == ""
    assert tried == 5 + 8 + len(outside) + 4
    assert result.run.isolation == "full"
    assert not [path for path in outside.values() if Path(path).exists()]


def test_without_isolation_it_would(installed: Installed, port: int, tmp_path: Path) -> None:
    """The same module at level `none`: what it tries does work, so the test above can fail."""
    path = hostile(installed, tmp_path, port, {"folder": str(tmp_path / "written")})
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('" ".join(done)', "len(done)"), encoding="utf-8")
    succeeded, tried = listed(installed.grade(path, "none"))
    assert tried == 5 + 8 + 1 + 4
    # all but the imports and `grader` on the path: those the environment of its own keeps away
    assert int(succeeded) == 8 + 1 + 3
    assert (tmp_path / "written").exists()


def test_it_grades_as_it_should(installed: Installed, tmp_path: Path) -> None:
    """A correct answer, and the same as from the checkout."""
    sample = ROOT / "exercises" / "manual_gradients" / "samples" / "correct.py"
    shutil.copy(sample, tmp_path / "hw.py")
    result = installed.grade(tmp_path / "hw.py", "full")
    assert result.exercises[0].points == 10
    stub = installed.run("new", str(tmp_path / "stub.ipynb"), "--course", str(installed.course))
    assert stub.returncode == 0
    made = json.loads((tmp_path / "stub.ipynb").read_text(encoding="utf-8"))
    kept = (ROOT / "exercises" / "module_02.ipynb").read_text(encoding="utf-8")
    assert made == json.loads(kept)
