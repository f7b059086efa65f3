"""A course that goes to another machine is the same there, or nothing is graded with it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Generator, Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cli import afar
from grader.cli.options import open_course
from grader.cli.parcel import Parcel, pack, places, unpack
from grader.cli.running import run_key
from grader.cli.worker import Handed, Noted, Setup, without_result, written
from grader.errors import GradingError
from grader.execution import environment as environments
from grader.execution.environment import make_environment, pins
from grader.execution.sandbox import Limits
from grader.execution.workers import Done, Lost
from grader.gradebook.rows import RunKey
from grader.grading.course import Course, load_course


@pytest.fixture
def made() -> list[Path]:
    """The environments that were made."""
    return []


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, made: list[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """An account without anything, whose environments need no time; no process is started."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("grader.execution.worker.import_early", lambda _modules: None)

    def make(path: Path, requirements: object, constraints: object) -> None:
        del requirements, constraints
        made.append(path)
        path.symlink_to(REAL / ".grader" / "student-env")

    monkeypatch.setattr(environments, "make_environment", make)
    return tmp_path / "cache" / "gradient-grader"


REAL = Path(__file__).resolve().parents[2]
KEY = RunKey(
    course="c", grader="g", environment="e", exercises=(), limits={}, engine="warm", seed=0
)
NOTED = without_result(KEY, "not-graded", "a reason")


@pytest.fixture
def mine(tmp_path: Path, small_root: Path) -> Course:
    """A course that may be moved away."""
    shutil.copytree(small_root, tmp_path / "course", symlinks=True)
    return load_course(tmp_path / "course")


def setup_of(mine: Course, **changes: object) -> Setup:
    """What a batch over it is begun with."""
    key = run_key(mine, (), Limits(), "warm")
    key = replace(key, **changes)  # type: ignore[arg-type] # by name
    return Setup(mine.root, "auto", "warm", (), Limits(), None, None, Path("out"), key)


def found(setup: Setup, parcel: Parcel) -> Setup:
    """With what a worker is opened there."""
    opens = afar.prepare(setup, parcel)
    [own] = opens.args  # type: ignore[attr-defined] # a partial
    assert isinstance(own, Setup)
    return own


def test_a_shared_folder_is_taken(mine: Course, cache: Path) -> None:
    """Nothing is unpacked where the same course is at the same path."""
    setup = setup_of(mine)
    assert found(setup, pack(mine)) == setup
    assert not cache.exists()


def test_elsewhere_it_is_unpacked(mine: Course, cache: Path, made: list[Path]) -> None:
    """It gives the same digest, can be graded with, and only this account can read it."""
    setup, parcel = setup_of(mine), pack(mine)
    shutil.rmtree(mine.root)
    own = found(setup, parcel)
    assert own.course.parent == cache
    assert own.environment is not None
    assert own.environment.parent == cache
    assert open_course(own.course).digest == mine.digest
    assert cache.stat().st_mode & 0o077 == 0
    assert not list(own.course.rglob("samples"))
    assert found(setup, parcel) == own
    assert len(made) == 1


def test_a_folder_that_was_changed(mine: Course) -> None:
    """It is unpacked again: what judges must be what was sent."""
    parcel = pack(mine)
    course, _ = unpack(parcel)
    (course / "reference" / "neuron.py").unlink(missing_ok=True)
    (course / "reference" / "more.py").write_text("x = 1\n", encoding="utf-8")
    assert unpack(parcel)[0] == course
    assert load_course(course).digest == mine.digest


def test_an_environment_that_was_not_finished(mine: Course, cache: Path, made: list[Path]) -> None:
    """What a process left that was killed while it made one is in nobody's way."""
    parcel = pack(mine)
    for name in ("bin", "lib"):
        (cache / "made-0" / name).mkdir(parents=True)
    places(parcel, cache)[1].symlink_to(cache / "made-0")
    _, environment = unpack(parcel)
    assert environment.resolve() == made[0].resolve()
    assert unpack(parcel)[1] == environment
    assert len(made) == 1


def test_another_course_at_the_same_path(mine: Course) -> None:
    """It is left alone, and not even imported."""
    setup, parcel = setup_of(mine), pack(mine)
    rules = mine.root / "exercises" / "manual_gradients" / "exercise.py"
    rules.write_text("raise SystemExit('imported')\n", encoding="utf-8")
    assert found(setup, parcel).course != mine.root


def test_a_folder_without_its_environment(mine: Course) -> None:
    """A course alone is not enough: results depend on numpy too."""
    setup, parcel = setup_of(mine), pack(mine)
    mine.environment_path.unlink()
    assert found(setup, parcel).environment is not None


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"grader": "0.0.9+abc"}, "version of the grader"),
        ({"environment": "0" * 64}, "student environment (Python or packages)"),
        ({"course": "0" * 64}, "course"),
        ({"seed": 5}, "seed"),
    ],
)
def test_what_differs_is_refused(
    mine: Course, made: list[Path], changes: dict[str, object], what: str
) -> None:
    """With its name and both values: results would not be the same."""
    with pytest.raises(GradingError, match="than the machine on which the batch") as caught:
        found(setup_of(mine, **changes), pack(mine))
    assert made == [] if "grader" in changes else len(made) == 1
    assert str(caught.value).startswith(f"it has another {what} than")
    [value] = changes.values()
    assert f"{value} there); install the same on all machines" in str(caught.value)


def test_a_broken_parcel_leaves_nothing(mine: Course, cache: Path) -> None:
    """No folder that looks like a course is there after it failed."""
    parcel = replace(pack(mine), files=b"PK no zip")
    with pytest.raises(Exception, match="zip"):
        unpack(parcel)
    assert [path.name for path in cache.iterdir() if path.name != "lock"] == []


def test_no_place(mine: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentence says which variable to set."""
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(GradingError, match=r"no folder to keep a course in .* set XDG_CACHE_HOME"):
        unpack(pack(mine))


def test_places_differ_by_content(mine: Course, tmp_path: Path) -> None:
    """A changed file is another folder; changed versions are another environment, not a course."""
    parcel = pack(mine)
    course, environment = places(parcel, tmp_path)
    newer = replace(parcel, pins=(*parcel.pins, "six==1.0"))
    assert places(newer, tmp_path)[0] == course
    assert places(newer, tmp_path)[1] != environment
    (mine.root / "reference" / "more.py").write_text("x = 1\n", encoding="utf-8")
    assert places(pack(mine), tmp_path)[0] != course
    again = load_course(mine.root)
    assert pack(again) == pack(again)


def test_pins(tmp_path: Path) -> None:
    """Each package with its version, whatever its name holds."""
    packages = tmp_path / "lib" / "python3.11" / "site-packages"
    for name in ("numpy-2.4.6.dist-info", "jupyter_client-8.6.3.dist-info", "numpy", "a.pth"):
        (packages / name).mkdir(parents=True)
    assert pins(tmp_path) == ("jupyter_client==8.6.3", "numpy==2.4.6")


def test_an_environment_with_these_versions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The installer is given the constraints; an environment that is current is left alone."""
    called: list[list[str]] = []
    bounds: list[str] = []

    def call(command: list[str], problem: str) -> None:
        del problem
        called.append(command)
        if "venv" in command:
            (tmp_path / "env" / "bin").mkdir(parents=True)
            (tmp_path / "env" / "bin" / "python").touch()
        if "--constraint" in command:
            bounds.append(Path(command[command.index("--constraint") + 1]).read_text("utf-8"))

    monkeypatch.setattr(environments, "_call", call)
    monkeypatch.setattr(environments, "_warm_font_cache", lambda *_: None)
    monkeypatch.setattr(environments, "_compile_inside", lambda _: None)
    for _ in range(2):
        make_environment(tmp_path / "env", ["numpy"], ["numpy==2.4.6", "six==1.17.0"])
    assert bounds == ["numpy==2.4.6\nsix==1.17.0\n"]
    assert called[1][-1] == "numpy"
    assert len(called) == 2
    assert json.loads((tmp_path / "env" / environments.STAMP).read_text("utf-8"))


class Doing:
    """A cluster that does nothing but say that all is done, or that it is lost."""

    def work(
        self, items: Iterable[Handed], *, alone: bool = False
    ) -> Generator[Done[Handed, Noted] | Lost[Handed]]:
        """Every second item is lost."""
        assert not alone
        for at, item in enumerate(items):
            noted = replace(NOTED, files={f"{item.name}.report.html": b"new"})
            yield Lost(item, "gone") if at % 2 else Done(item, noted)


def test_files_are_written_here(mine: Course, tmp_path: Path) -> None:
    """Old ones go with what is lost, too; where one cannot be removed, that one is not judged."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "b.report.html").write_bytes(b"old")
    (out / "c.result.json").mkdir()
    setup = replace(setup_of(mine), output=out)
    hands = afar.Afar(setup, Doing())  # type: ignore[arg-type] # what is asked of one
    assert hands.crowded
    handed = [Handed(n, name, name, f"{name}.py", b"") for n, name in enumerate("abc")]
    [first, second, third] = hands.work(handed)
    assert isinstance(first, Done)
    assert first.value.files == {}
    assert (out / "a.report.html").read_bytes() == b"new"
    assert second == Lost(handed[1], "gone")
    assert not (out / "b.report.html").exists()
    assert isinstance(third, Lost)
    assert "c.result.json" in third.reason


def test_files_that_cannot_be_written(mine: Course, tmp_path: Path) -> None:
    """It is not judged, with the reason, and the others go on."""
    out = tmp_path / "out"
    out.mkdir()
    (out / "pictures").write_bytes(b"")
    setup = replace(setup_of(mine), output=out)
    noted = written(replace(NOTED, files={"pictures/a.png": b"x"}), setup)
    assert noted.status == "not-judged"
    assert "cannot be written" in noted.said
