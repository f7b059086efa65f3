"""The exercises of the course keep their contract, and a breach of it is found."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.checking.promise import broken_relations
from grader.cli.options import open_sandbox
from grader.execution.sandbox import Sandbox
from grader.grading import contract
from grader.grading.contract import check_exercise, check_sample, promise_of, samples_of
from grader.grading.course import Course, CourseExercise, load_course
from grader.grading.definition import check_definition, check_stub_names
from grader.grading.grade import Graded, grade
from grader.grading.leaks import leaks
from grader.grading.mutation import Score
from grader.grading.outline import document_of
from grader.grading.result import public
from grader.report.html import render_html
from tests.report.formats.documents import breaches

pytestmark = pytest.mark.sandbox
ROOT = Path(__file__).resolve().parents[2]
FOLDERS = sorted(path.parent.name for path in ROOT.glob("exercises/*/exercise.py"))
SAMPLES = sorted(
    f"{path.parents[1].name}/{path.stem}" for path in ROOT.glob("exercises/*/samples/*.py")
)


@pytest.fixture(scope="session")
def sandbox(course: Course) -> Iterator[Sandbox]:
    """The real one; tests fail without it."""
    with closing(open_sandbox("full", course)) as opened:
        yield opened


def page_of(one: Graded) -> str:
    """The text of the page for students, without its style, pictures and digests."""
    page = render_html(public(one.result), one.pictures)
    page = re.sub(r"(?s)<style>.*?</style>|data:image/png;base64,[^\"]*", "", page)
    return html.unescape(re.sub(r"\b[0-9a-f]{16,64}\b", "", page))


def test_all_exercises_are_in_the_course(course: Course) -> None:
    """No folder is forgotten in grader.toml."""
    assert sorted(entry.folder.name for entry in course.exercises) == FOLDERS


@pytest.mark.parametrize("folder", FOLDERS)
def test_definition_and_stub(course: Course, sandbox: Sandbox, folder: str) -> None:
    """Names stand in the stub, and the untouched stub runs and earns nothing."""
    entry = course.find(folder)
    assert [*check_definition(entry), *check_stub_names(entry)] == []
    assert list(contract._check_stub(course, entry, sandbox)) == []


@pytest.mark.parametrize("folder", FOLDERS)
def test_relations_hold_where_all_is_right(course: Course, sandbox: Sandbox, folder: str) -> None:
    """`grader check` finds that everything fits in the correct sample."""
    entry = course.find(folder)
    sample = entry.folder / "samples" / "correct.py"
    assert broken_relations(document_of(course, (entry,)), sample, sandbox) == []


@pytest.mark.parametrize("name", SAMPLES)
def test_sample(course: Course, sandbox: Sandbox, name: str) -> None:
    """It loses and names what it promises, and neither result nor page gives a number away."""
    folder, _, stem = name.partition("/")
    entry = course.find(folder)
    path = entry.folder / "samples" / f"{stem}.py"
    checked = check_sample(course, entry, path, sandbox)
    assert [str(finding) for finding in checked.findings] == []
    one = checked.graded
    source = path.read_text(encoding="utf-8")
    assert leaks(page_of(one), entry, one, source) == []
    assert breaches(one.result) == []
    if stem == "correct":
        assert one.result.points == one.result.max_points


def test_each_exercise_has_wrong_samples(course: Course) -> None:
    """Some that lose something, and a part is lost by more than the correct one's absence."""
    for entry in course.exercises:
        promises = {path.stem: promise_of(path) for path in samples_of(entry)}
        assert not promises["correct"].loses
        assert sum(bool(promise.loses) for promise in promises.values()) >= 5


def test_the_page_for_staff_would_be_a_leak(course: Course, sandbox: Sandbox) -> None:
    """So that the search above is seen to find what it looks for."""
    entry = course.find("manual-gradients")
    path = entry.folder / "samples" / "sign_error.py"
    one = grade(path, course, sandbox, exercises=[entry.exercise.id])
    page = re.sub(r"(?s)<style>.*?</style>", "", render_html(one.result, one.pictures))
    assert leaks(page, entry, one, path.read_text(encoding="utf-8"))


# breaches, in a copy of exercise 1

Change = Callable[[str], str]


@pytest.fixture
def copy(tmp_path: Path) -> Callable[..., tuple[Course, CourseExercise]]:
    """A course of exercise 1 alone, with two samples, in which one file was changed."""

    def make(file: str, change: Change) -> tuple[Course, CourseExercise]:
        mine = tmp_path / "exercises" / "manual_gradients"
        samples = mine / "samples"
        samples.mkdir(parents=True)
        original = ROOT / "exercises" / "manual_gradients"
        for path in (*original.glob("*.py"), original / "samples" / "correct.py"):
            shutil.copy(path, mine / path.relative_to(original))
        shutil.copy(original / "samples" / "sign_error.py", samples)
        shutil.copytree(ROOT / "reference", tmp_path / "reference")
        shutil.copytree(ROOT / "exercises" / "families", tmp_path / "exercises" / "families")
        settings = 'name = "Copy"\nexercises = ["manual_gradients"]\n'
        (tmp_path / "grader.toml").write_text(settings, encoding="utf-8")
        before = (mine / file).read_text(encoding="utf-8")
        assert change(before) != before
        (mine / file).write_text(change(before), encoding="utf-8")
        course = load_course(tmp_path)
        return course, course.exercises[0]

    return make


def put(old: str, new: str) -> Change:
    """Replaces one text by another."""
    return lambda text: text.replace(old, new)


@pytest.mark.parametrize(
    ("file", "change", "found"),
    [
        (
            "samples/sign_error.py",
            put("loses: dL_dz", "loses: dL_dw"),
            "sign_error.py: should lose ['dL_dw'] but loses ['dL_dz']",
        ),
        (
            "samples/sign_error.py",
            put("dL_dz=dz-sign", "nothing"),
            "sign_error.py: should name [] but names ['dL_dz=dz-sign']",
        ),
        (
            "samples/correct.py",
            put("dL_dw = dL_dz * x", "dL_dw = dL_dz * w"),
            "correct.py: should lose [] but loses ['dL_dw']",
        ),
        ("stub.py", put("z = None ", "z = 1.3 "), "stub.py: earns 1 of 1 points for 'z'"),
        ("stub.py", put("b_new = None", "b_new = None + 1"), "stub.py: does not run as it is"),
        ("stub.py", put("dL_db", "dL_bd"), "stub.py: the name 'dL_db' is asked for but not there"),
        (
            "../families/chain.py",
            put("Must the prediction", "It is -0.21416501696. Must the prediction"),
            "sign_error.py: the result gives away -0.21416501696",
        ),
    ],
    ids=["loses", "names", "correct", "earns", "stops", "misspelt", "leak"],
)
def test_a_breach_is_found(
    copy: Callable[..., tuple[Course, CourseExercise]],
    sandbox: Sandbox,
    monkeypatch: pytest.MonkeyPatch,
    file: str,
    change: Change,
    found: str,
) -> None:
    """And it is the first thing that is said, with the place; wrong rules have their own tests."""
    monkeypatch.setattr(contract, "score_exercise", lambda *_: Score(0, (), ()))
    checked = check_exercise(*copy(file, change), sandbox)
    findings = [str(one) for one in checked.findings]
    assert findings
    assert findings[0].startswith(f"manual-gradients: {found}")
