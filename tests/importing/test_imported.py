"""What is imported is a course that works: samples keep their promise, submissions get points.

The scores of `descent` are those that nbgrader gave to the same submissions.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.execution.sandbox import Sandbox
from grader.grading.contract import check_exercise
from grader.grading.course import Course, load_course
from grader.grading.grade import grade
from grader.grading.handout import module, notebook
from grader.grading.result import ExerciseResult
from grader.importing.read import read_all
from grader.importing.writing import course_toml, exercise_files
from tests.here import Here
from tests.importing.assignments import (
    DESCENT_SCORES,
    RIGHT,
    book,
    code,
    descent,
    handed_in,
    judged,
    neuron,
    solution,
)


def imported(tool: str, path: Path, root: Path) -> Course:
    """A course with what is at a path."""
    assignments = read_all(tool, path)
    for one in assignments:
        for inside, content in exercise_files(one).items():
            file = root / "exercises" / one.name / inside
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
    toml = course_toml("Imported", [one.name for one in assignments], ["numpy"], "secret")
    (root / "grader.toml").write_text(toml, encoding="utf-8")
    return load_course(root)


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The assignment of nbgrader's, imported; its path has a blank in it."""
    folder = tmp_path_factory.mktemp("line") / "my course"
    source = folder / "source" / "ps 1"
    source.mkdir(parents=True)
    (source / "descent.ipynb").write_bytes(book(descent()))
    return imported("nbgrader", folder, folder / "out")


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The assignment of otter's, imported."""
    folder = tmp_path_factory.mktemp("cell")
    (folder / "neuron.ipynb").write_bytes(book(neuron()))
    return imported("otter", folder / "neuron.ipynb", folder / "out")


def graded(course: Course, path: Path, sandbox: Sandbox | None = None) -> ExerciseResult:
    """The result of its first exercise."""
    return grade(path, course, sandbox or Here()).result.exercises[0]


def test_exercises_keep_their_contract(line: Course, cell: Course) -> None:
    """Stubs earn nothing, and the solution everything that is not for people."""
    for course in (line, cell):
        checked = check_exercise(course, course.exercises[0], Here())
        assert checked.findings == []
        statuses = {part.status for part in checked.samples["correct"].parts}
        assert statuses == {"right", "to-mark"}


@pytest.mark.parametrize("student", list(DESCENT_SCORES))
def test_submissions_get_what_nbgrader_gave(line: Course, tmp_path: Path, student: str) -> None:
    """Whatever their file is called, and though their metadata name no exercise of ours."""
    path = tmp_path / "my homework.ipynb"
    path.write_bytes(book(handed_in(student)))
    found = graded(line, path)
    by_hand = {"loss_positive", "words", "plot", "play"}
    assert sum(p.points for p in found.parts if p.id not in by_hand) == DESCENT_SCORES[student]
    due = "missing" if student == "nothing" else "to-mark"
    assert {p.status for p in found.parts if p.id in {"words", "plot"}} == {due}
    assert found.points == DESCENT_SCORES[student]


def test_parts_that_were_not_read_are_marked_by_a_person(line: Course, tmp_path: Path) -> None:
    """They are there with their points, and the original is quoted."""
    path = tmp_path / "descent.ipynb"
    path.write_bytes(book(handed_in("right")))
    [left] = [part for part in graded(line, path).parts if part.id == "loss_positive"]
    assert (left.status, left.max_points) == ("to-mark", 1)
    text = (line.exercises[0].folder / "exercise.py").read_text(encoding="utf-8")
    assert "TODO: this part was not read: line 1: it has a statement of a kind" in text
    assert "#     while loss(0, 0, x, y) < 0:" in text


def test_locked_data_are_as_they_were(line: Course, tmp_path: Path) -> None:
    """A student who changes them is judged on the original's, as by nbgrader."""
    cells = [
        {**one, "source": "x = y = None"} if "np.array([0.0" in one["source"] else one
        for one in handed_in("right")
    ]
    path = tmp_path / "a.ipynb"
    path.write_bytes(book(cells))
    assert graded(line, path).points == DESCENT_SCORES["right"]


def test_our_own_stub_can_be_handed_out(line: Course, tmp_path: Path) -> None:
    """As a notebook and as a module; filled in, it gets its points, texts too."""
    text = notebook(line, line.exercises)
    assert "1.875" not in text
    told = json.loads(text)
    for one in told["cells"]:
        mark = one["metadata"].get("grader", {}).get("mark", "")
        one["source"] = RIGHT.get(mark, one["source"])
    path = tmp_path / "own.ipynb"
    path.write_text(json.dumps(told), encoding="utf-8")
    found = graded(line, path)
    assert found.points == DESCENT_SCORES["right"]
    assert [p.status for p in found.parts if p.id == "words"] == ["to-mark"]
    (tmp_path / "own.py").write_text(module(line, line.exercises), encoding="utf-8")
    bare = graded(line, tmp_path / "own.py")
    assert bare.points == 0
    assert "to-mark" not in {part.status for part in bare.parts if part.id != "play"}


NEURON = {
    "X": "import numpy as np\nX = np.array([[1.0, 2.0], [0.0, -1.0], [3.0, 0.5]])",
    "sigmoid": "def sigmoid(z):\n    return np.exp(z) / (1 + np.exp(z))",
    "forward": "def forward(w, b, X):\n    return dict(z=X @ w + b, a=sigmoid(X @ w + b))",
    "rate": "rate = 0.25",
    "odd": "anything = 2",
}


@pytest.mark.parametrize(
    ("changed", "points"),
    [
        ({}, {"sigmoid": 3, "forward": 3, "rate": 1, "odd": 1}),
        ({"sigmoid": "def sigmoid(z):\n    return np.exp(z)"}, {"forward": 3, "rate": 1, "odd": 1}),
        ({"forward": "def forward(w, b, X):\n    return {'z': X @ w, 'a': 1}"},
         {"sigmoid": 3, "forward": 1, "rate": 1, "odd": 1}),
        ({"rate": "rate = 1"}, {"sigmoid": 3, "forward": 3, "odd": 1}),
        ({"rate": "rate = 7.5"}, {"sigmoid": 3, "forward": 3, "rate": 0.5, "odd": 1}),
        (dict.fromkeys(NEURON, "..."), {}),
    ],
)  # fmt: skip
def test_submissions_made_for_otter(
    cell: Course, tmp_path: Path, changed: dict[str, str], points: dict[str, float]
) -> None:
    """Otter's own cells do not stop the code, and texts are found below their question."""
    answers = {**NEURON, **changed}
    cells = [
        code("# Initialize Otter\nimport otter\ngrader = otter.Notebook('neuron.ipynb')"),
        *(one for name in NEURON for one in (code(answers[name]), code(f"grader.check('{name}')"))),
        {"cell_type": "markdown", "source": "<!-- BEGIN QUESTION -->\n\n**5.** Why is a sigmoid's "
         "slope small far out?", "metadata": {}},
        {"cell_type": "markdown", "source": "It is flat." if not changed else "", "metadata": {}},
        {"cell_type": "markdown", "source": "<!-- END QUESTION -->", "metadata": {}},
    ]  # fmt: skip
    path = tmp_path / "neuron.ipynb"
    path.write_bytes(book(cells))
    found = graded(cell, path)
    assert {part.id: part.points for part in found.parts if part.points} == points
    words = next(part for part in found.parts if part.id == "words")
    assert words.status == ("missing" if changed else "to-mark")
    assert [m for m in found.messages if m.code.startswith("cell.")] == []


def test_several_notebooks_are_several_exercises(tmp_path: Path) -> None:
    """Each submission is graded for the one that it belongs to, code or none."""
    source = tmp_path / "source" / "ps1"
    source.mkdir(parents=True)
    fill = code("### BEGIN SOLUTION\nf = 2\n### END SOLUTION", **solution("f"))
    (source / "one.ipynb").write_bytes(book([fill, code("assert f == 2", **judged("t", 1))]))
    words = [one for one in descent() if "nbgrader" in one["metadata"] and "rate" in one["source"]]
    (source / "two.ipynb").write_bytes(book(words[:1]))
    (source / "header.ipynb").write_bytes(book([code("NAME = ''")]))
    course = imported("nbgrader", tmp_path, tmp_path / "out")
    assert [one.exercise.id for one in course.exercises] == ["one", "two"]
    (tmp_path / "a.ipynb").write_bytes(book([{**fill, "source": "f = 2"}]))
    (tmp_path / "b.ipynb").write_bytes(book([{**words[0], "source": "In my own words."}]))
    one, two = (grade(tmp_path / f"{n}.ipynb", course, Here()).result for n in "ab")
    assert [(e.id, e.points) for e in one.exercises] == [("one", 1)]
    assert [(e.id, e.parts[0].status) for e in two.exercises] == [("two", "to-mark")]
    for entry in course.exercises:
        assert check_exercise(course, entry, Here()).findings == []


def test_files_that_code_names_come_along(tmp_path: Path) -> None:
    """Data and modules beside the notebook; nothing else, and no links."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("1,2", encoding="utf-8")
    (tmp_path / "secrets.txt").write_text("key", encoding="utf-8")
    (tmp_path / "solution.py").write_text("the solution", encoding="utf-8")
    (tmp_path / "helpers.py").write_text("one = 1", encoding="utf-8")
    (tmp_path / "link.csv").symlink_to(tmp_path / "secrets.txt")
    read = "open('data/a.csv').read()\nopen('link.csv')\nimport helpers  # no solution"
    fill = code(f"### BEGIN SOLUTION\nf = {read[:25]}\n### END SOLUTION", **solution("f"))
    cells = [code(read), fill, code("assert f == 2", **judged("t", 1))]
    (tmp_path / "hw.ipynb").write_bytes(book(cells))
    [one] = read_all("nbgrader", tmp_path / "hw.ipynb")
    assert dict(one.files) == {"data/a.csv": b"1,2", "helpers.py": b"one = 1"}


@pytest.mark.parametrize("tool", ["nbgrader", "otter"])
@pytest.mark.parametrize("name", ["nowhere", "empty", "file.txt"])
def test_paths_that_hold_nothing_are_refused(tmp_path: Path, tool: str, name: str) -> None:
    """In a sentence that names them."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    with pytest.raises(UsageError, match=name):
        read_all(tool, tmp_path / name)


def test_texts_that_look_like_code_stay_texts(tmp_path: Path) -> None:
    """Titles, ids and tests with quotes, backslashes and cell marks in them are written as data."""
    odd = 'x"""\\\'\n# %%\nraise SystemExit'
    test = "assert f('''a\\\\b\"\"\"''') == 1\n# %% not a cell"
    cells = [
        {"cell_type": "markdown", "source": f"# {odd}", "metadata": {}},
        code(f"### BEGIN SOLUTION\nf = lambda x: 1\n# {odd!r}\n### END SOLUTION", **solution(odd)),
        code(test, **judged(odd, 1)),
    ]
    (tmp_path / "od\"d'.ipynb").write_bytes(book(cells))
    course = imported("nbgrader", tmp_path / "od\"d'.ipynb", tmp_path / "out")
    [part] = course.exercises[0].exercise.parts
    assert part.points == 1
    sample = course.exercises[0].folder / "samples" / "correct.py"
    assert graded(course, sample).points == 1
