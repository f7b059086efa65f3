"""The second course in examples/: it keeps its contract, and passes caches on without a look."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.cli.options import open_sandbox
from grader.execution.sandbox import Sandbox
from grader.grading.contract import check_sample, samples_of
from grader.grading.course import Course, load_course
from grader.grading.grade import grade
from tests.cli.conftest import Command, grader
from tests.here import Here

__all__ = ["grader"]  # a fixture

ROOT = Path(__file__).resolve().parents[1] / "examples" / "softmax_course"
SAMPLES = {path.stem: path.read_text(encoding="utf-8") for path in ROOT.rglob("samples/*.py")}


@pytest.fixture(scope="module")
def layers() -> Course:
    """The course."""
    return load_course(ROOT)


@pytest.fixture(scope="module")
def sandbox(course: Course) -> Iterator[Sandbox]:
    """A real one, on the environment of this repository's course."""
    with closing(open_sandbox("full", course)) as opened:
        yield opened


def test_it_keeps_its_contract(grader: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    """As `grader validate` says."""
    monkeypatch.setattr("grader.cli.validate.open_sandbox", lambda *_, **__: Here())
    ran = grader("validate", "--course", ROOT)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "layers: 3 of 3 misconceptions refused, 3 named\nlayers: 12 points, keeps its contract\n"
    )


@pytest.mark.sandbox
@pytest.mark.parametrize("name", ["correct", "other_caches", "averaged"])
def test_caches_pass_through_the_sandbox(layers: Course, sandbox: Sandbox, name: str) -> None:
    """Whatever they are."""
    entry = layers.find("layers")
    path = next(path for path in samples_of(entry) if path.stem == name)
    assert check_sample(layers, entry, path, sandbox).findings == []


def earned(layers: Course, folder: Path, *changes: tuple[str, str]) -> dict[str, float]:
    """What each part that lost points earns, in the correct sample with some texts replaced."""
    source = SAMPLES["correct"]
    for old, new in changes:
        assert old in source
        source = source.replace(old, new)
    path = folder / "hw.py"
    path.write_text(source, encoding="utf-8")
    [mine] = grade(path, layers, Here()).result.exercises
    return {part.id: part.points for part in mine.parts if part.points < part.max_points}


@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ([("return out, (x, w, b)", "return out, object()")], {"affine_backward": 0}),
        ([("return out, (x, w, b)", "return out, (2 * x, w, b)")], {"affine_backward": 2}),
        ([("return dx, dw, db", "return dx, dw")], {"affine_backward": 0}),
        ([("return dx, dw, db", "return dx, -dw, -db")], {"affine_backward": 1}),
        ([("return dx, dw, db", "return None")], {"affine_backward": 0}),
        ([("np.maximum(0, x), x", "np.maximum(0, x), [x]"), ("(cache > 0)", "(cache[0] > 0)")], {}),
        ([("np.maximum(0, x), x", "np.maximum(1, x), x")], {"relu_forward": 0}),
        ([("np.maximum(0, x), x", "np.maximum(0, x), -x")], {"relu_backward": 0}),
        ([("(cache > 0)", "(cache < 0)")], {"relu_backward": 0}),
        ([("def relu_forward", "def relu_forwards")], {"relu_forward": 0, "relu_backward": 0}),
    ],
)
def test_a_slip_is_charged_where_it_is(
    layers: Course, tmp_path: Path, changes: list[tuple[str, str]], lost: dict[str, float]
) -> None:
    """A wrong value forward costs nothing backward, and each gradient counts by itself."""
    assert earned(layers, tmp_path, *changes) == lost
