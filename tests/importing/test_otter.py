"""otter's notebooks and test files: questions, how points are shared out, what students get."""

from __future__ import annotations

import pytest

from grader.errors import UsageError
from grader.importing import otter
from grader.importing.assignment import Assignment, Share, shares
from grader.importing.book import read_book
from grader.importing.config import read_config
from grader.importing.otter_tests import Case, Question, read_case, read_test_file, shared_out
from grader.importing.solutions import replaced, unmarked
from tests.importing.assignments import (
    Cell,
    book,
    code,
    neuron,
    question,
    raw,
    solved,
    text,
    trying,
)

SOLVED = solved(code("x = 2  # SOLUTION"))


def assignment(*cells: Cell, **tests: bytes) -> Assignment:
    """What is read of a notebook with these cells, and these test files beside it."""
    files = {f"{name}.py": data for name, data in tests.items()}
    return otter.read_assignment(read_book(book(cells), "one"), "one.ipynb", {}, files)


def test_the_shares_of_our_own_assignment() -> None:
    """All of it is read; texts and pictures are for people as before."""
    counted = shares(assignment(*neuron()).parts)
    assert counted == {"automatic": Share(4, 8), "by hand": Share(2, 3), "left": Share(0, 0)}


def test_points_are_those_of_otter() -> None:
    """Of the question shared among its tests, of a test alone, or one for each."""
    found = {part.id: part for part in assignment(*neuron()).parts}
    assert {name: part.points for name, part in found.items()} == {
        "sigmoid": 3, "forward": 3, "rate": 1, "odd": 1, "words": 2, "picture": 1,
    }  # fmt: skip
    assert [trial.share for trial in found["sigmoid"].trials] == [1, 1, 1]
    assert [(trial.share, trial.hidden) for trial in found["forward"].trials] == [
        (1, False), (2, True),
    ]  # fmt: skip
    assert [trial.share for trial in found["rate"].trials] == [0.5, 0.5]


@pytest.mark.parametrize(
    ("points", "own", "due"),
    [
        (None, [None, None], [0.5, 0.5]),
        ("3", [None, None, None], [1, 1, 1]),
        ("3", [1, None, None], [1, 1, 1]),
        (None, [2, None], [2, 0]),
        (None, [0, None], [0, 1]),
        (None, [0, 0], [0, 0]),
        (["1", "2"], [None, None], [1, 2]),
        ({"each": "2"}, [None, None], [2, 2]),
        ("2", [2, None], [2, 0]),
    ],
)
def test_how_points_are_shared_out(
    points: object, own: list[float | None], due: list[float]
) -> None:
    """As `TestFile.resolve_test_file_points` of otter 7 does."""
    cases = tuple(Case("x", one) for one in own)
    assert shared_out(Question("q", cases, points)) == (due, "")


@pytest.mark.parametrize(("points", "own"), [("1", [2, None]), (["1"], [None, None])])
def test_points_that_cannot_be_are_left_to_the_author(
    points: object, own: list[float | None]
) -> None:
    """With what is wrong about them."""
    assert shared_out(Question("q", tuple(Case("x", one) for one in own), points))[1]


SETTINGS = "points: 2\nhidden: true\nsuccess_message: yes!"
CONFIG = f'""" # BEGIN TEST CONFIG\n{SETTINGS}\n""" # END TEST CONFIG\n'


@pytest.mark.parametrize(
    ("source", "output", "case"),
    [
        ("assert x == 2", "", Case("assert x == 2")),
        ("x == 2", "True", Case(">>> x == 2\nTrue")),
        ("# HIDDEN\nx == 2", "True", Case(">>> x == 2\nTrue", None, True)),
        ("## Hidden Test ##\nassert x", "", Case("assert x", None, True)),
        (CONFIG + "assert x", "", Case("assert x", 2, True)),
        ("def test_x(x, f):\n    assert f(x)\n\ntest_x(x, f)  # IGNORE", "",
         Case("def test_x(x, f):\n    assert f(x)\n\ntest_x(x, f)")),
        ("for i in x:\n    y = i\ny", "3", Case(">>> for i in x:\n...     y = i\n>>> y\n3")),
        ("x = (", "3", Case("x = (")),
    ],
)  # fmt: skip
def test_cells_with_tests(source: str, output: str, case: Case) -> None:
    """With settings, hidden or not, and with what is to be printed."""
    assert read_case(source, output, "here") == case


def test_what_cannot_be_read_of_a_question_is_a_part_of_its_own() -> None:
    """The rest of it is graded by checks; together they have the question's points."""
    found = assignment(*question(
        "q1", *SOLVED,
        *trying(code("assert x == 2"), code("while x:\n    break"), code("assert x > 0")),
        points=3,
    ))  # fmt: skip
    assert [(one.id, one.points, one.how) for one in found.parts] == [
        ("q1", 2, "automatic"), ("q1-by-hand", 1, "left"),
    ]  # fmt: skip
    assert "while" in found.parts[1].reason


def test_all_or_nothing_is_not_taken_apart() -> None:
    """What decides nothing does not hinder it; what cannot be read does."""
    easy = assignment(*question(
        "q1", *SOLVED, *trying(code("None"), code("assert x == 2")), points=2, all_or_nothing="true"
    ))  # fmt: skip
    assert [(one.points, one.how, one.all_or_nothing) for one in easy.parts] == [
        (2, "automatic", True)
    ]
    hard = assignment(*question(
        "q1", *SOLVED, *trying(code("while x: x"), code("assert x == 2")), all_or_nothing="yes"
    ))  # fmt: skip
    assert [(one.points, one.how) for one in hard.parts] == [(1, "left")]


def test_a_seed_that_otter_changes_leaves_values_to_a_person() -> None:
    """The submission's own seed gives others."""
    config = raw("# ASSIGNMENT CONFIG\nseed:\n  variable: rng_seed\n  autograder_value: 42")
    asked = question("q1", *SOLVED, *trying(code("assert x == 2")))
    used = code("rng_seed = 1\nrng = np.random.default_rng(rng_seed)")
    assert [one.how for one in assignment(config, used, *asked).parts] == ["left"]
    assert [one.how for one in assignment(config, code("rng_seed = 1"), *asked).parts] == [
        "automatic"
    ]


def test_the_older_format_is_read() -> None:
    """Fenced settings in text, and comments that say what a cell is."""
    found = assignment(
        text("```\nBEGIN ASSIGNMENT\ninit_cell: false\n```"),
        text("**Question 1.** `x`.\n\n```\nBEGIN QUESTION\nname: q1\npoints: 2\n```"),
        code("## solution ##\nx = 2 # SOLUTION"),
        code("## Test ##\nx == 2", "True"),
        code("## Hidden Test ##\nassert x < 3"),
        text("```\nBEGIN QUESTION\nname: q2\nmanual: true\n```\nWhy?"),
        code("# what is drawn\nplot(x) # SOLUTION"),
    )
    assert [(one.id, one.points, one.how) for one in found.parts] == [
        ("q1", 2, "automatic"), ("q2", 1, "by hand"),
    ]  # fmt: skip
    assert [trial.hidden for trial in found.parts[0].trials] == [False, True]
    assert any(cell.stub == "x = ..." for cell in found.cells)


def test_fenced_settings_are_read() -> None:
    """As raw cells are."""
    fenced = text("```otter\n# BEGIN QUESTION\nname: q1\npoints: 2\n```\n\nWhat is `x`?")
    found = assignment(fenced, *SOLVED, *trying(code("assert x == 2")))
    assert [(one.id, one.points) for one in found.parts] == [("q1", 2)]


OK = b"""OK_FORMAT = True
test = {'name': 'q1', 'points': 2, 'suites': [{'cases': [
    {'code': '>>> x == 2\\nTrue', 'hidden': False, 'points': 0.5},
    {'code': '>>> assert f(3) == 9'}], 'scored': True, 'type': 'doctest'}]}
"""
RAISING = b"""from otter.test_files import test_case
OK_FORMAT = False
name = "q2"
points = 3
@test_case(points=1, hidden=True)
def test_one(x):
    assert x == 2
@test_case(points=None, hidden=False)
def test_two(f):
    assert f(1) == 1
raise SystemExit("never run")
"""


def test_test_files_are_read_and_never_run() -> None:
    """In both of otter's formats; in the first, cases are hidden unless they say otherwise."""
    one, two = read_test_file(OK, "q1.py"), read_test_file(RAISING, "q2.py")
    assert [(case.points, case.hidden) for case in one.cases] == [(0.5, False), (None, True)]
    assert two.cases[0] == Case("def test_one(x):\n    assert x == 2\n\ntest_one(x)", 1, True)
    assert shared_out(two)[0] == [1, 2]
    found = otter.read_tests("hw.ipynb", {"q1.py": OK, "q2.py": RAISING})
    assert [(one.id, one.points, one.how) for one in found.parts] == [
        ("q1", 2, "automatic"), ("q2", 3, "automatic"),
    ]  # fmt: skip
    assert any("there is no notebook" in note for note in found.notes)


def test_an_autograders_notebook_goes_with_its_test_files() -> None:
    """It has no questions of its own, and its solutions are still marked."""
    found = assignment(text("# HW"), code("x = 2 # SOLUTION"), code("grader.check('q1')"), q1=OK)
    assert [(one.kind, one.stub, one.solution) for one in found.cells] == [
        ("markdown", "# HW", "# HW"), ("code", "x = ...", "x = 2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [b"(", b"x = 1", b"test = {'suites': []}", b"test = {'suites': [{'cases': 3}]}", b"\xff"],
)
def test_other_files_are_refused(data: bytes) -> None:
    """In a sentence that names them."""
    with pytest.raises(UsageError, match=r"^q\.py: "):
        read_test_file(data, "q.py")


def test_a_tag_makes_no_object() -> None:
    """Whatever a mapping claims to be, it is read as one."""
    assert read_config("!!python/object:os.system {a: b}", "here") == {"a": "b"}


def test_a_notebook_without_questions_is_refused() -> None:
    """And without test files."""
    with pytest.raises(UsageError, match="no question of otter's"):
        assignment(code("x = 1"))


STUBS = [
    ("x = 2 # SOLUTION", "x = ...", "x = 2"),
    ("x, y[0] = f(1)  # SOLUTION", "x, y[0] = ...", "x, y[0] = f(1)"),
    ("    return x  # SOLUTION", "    ...", "    return x"),
    ("plot(x) # SOLUTION NO PROMPT", "", "plot(x)"),
    ("if a == b: pass # SOLUTION", "...", "if a == b: pass"),
    ("def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION",
     "def f():\n    ...", "def f():\n    return 1"),
    (('# BEGIN SOLUTION NO PROMPT\nx = 1\n# END SOLUTION\n'
      '""" # BEGIN PROMPT\nx = ...\n""" # END PROMPT'),
     "x = ...", "x = 1"),
    ("x = 3", "x = 3", "x = 3"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "stub", "solution"), STUBS)
def test_solutions_are_taken_out(source: str, stub: str, solution: str) -> None:
    """As otter's own marks say; the solution has no marks."""
    assert replaced(source) == stub
    assert unmarked(source) == solution


def test_a_long_line_takes_no_time() -> None:
    """However often its words could be split."""
    assert replaced("a." * 100_000 + "# SOLUTION") == "..."
    assert replaced("a, " * 300 + "# SOLUTION") == "..."


@pytest.mark.parametrize("text_of", ["name: q1\npoints:\n  each: 2\nmanual: true", "name: q1"])
def test_settings_are_read_without_a_package(text_of: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the same as with one."""
    due = read_config(text_of, "here")
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    assert read_config(text_of, "here") == due


@pytest.mark.parametrize("text_of", ["- a", "a: [", "x" * 30_000])
def test_odd_settings_are_refused(text_of: str) -> None:
    """They make no object, and are no mapping."""
    with pytest.raises(UsageError, match=r"^here: "):
        read_config(text_of, "here")
