"""Cells -> sections: by metadata, by headings, by the names they bind; what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.submission.module import read_module
from grader.submission.sections import Hint, Place, Sections, Skipped, cut, source_digest
from grader.submission.submission import Cell, Submission, SubmittedFile

# A small course in the shape of the real one: the third exercise uses names of the second.
STUB_1 = "# Exercise 1: Your answer here\nx = 2.0\nlr = 0.1\nz = None  # todo\na = None\nL = None"
STUB_2 = "# Exercise 2: Your answer here\ndef f(x):\n    pass\ndef df(x):\n    pass\npath = []"
STUB_3 = "# Exercise 3: Your answer here\nrates = [0.1, 1.1]\nresults = None"
SOLVED_1 = "# Solution to Exercise 1\nx = 2.0\nz = 0.5 * x\na = z\nL = a"
SOLVED_2 = (
    "# Solution to Exercise 2\ndef f(x):\n    return x\ndef df(x):\n    return 1\npath = [f(0)]"
)
SOLVED_3 = (
    "# Solution to Exercise 3\nrates = [0.1]\nresults = []\nfor lr in rates:\n"
    "    path = [0]\n    results.append(path)"
)
BARE = (
    Hint("hand", 1, "Gradients by hand", frozenset({"z", "a", "L"})),
    Hint("descent", 2, "Gradient descent", frozenset({"f", "df", "path"})),
    Hint("rates", 3, "Learning rates", frozenset({"rates", "results"})),
)
HINTS = tuple(
    replace(
        hint,
        stub_digests=frozenset({source_digest(stub)}),
        solution_digests=frozenset({source_digest(solved)}),
    )
    for hint, stub, solved in zip(
        BARE, (STUB_1, STUB_2, STUB_3), (SOLVED_1, SOLVED_2, SOLVED_3), strict=True
    )
)
MINE_1 = STUB_1.replace("None  # todo", "1.0").replace("a = None", "a = z").replace("None", "0.3")
MINE_2 = STUB_2.replace("pass", "return 2 * x").replace("[]", "[0, 1]")
MINE_3 = STUB_3 + "\nresults = []\nfor r in rates:\n    path = [r]\n    results.append(path)"


def made(*cells: Cell | str, kind: Literal["notebook", "module"] = "notebook") -> Submission:
    """A submission; text that begins with `md:` is markdown."""
    whole = [
        replace(cell, index=i)
        if isinstance(cell, Cell)
        else Cell(i, "markdown", cell[3:])
        if cell.startswith("md:")
        else Cell(i, "code", cell)
        for i, cell in enumerate(cells, 1)
    ]
    return Submission("hw", kind, tuple(whole), SubmittedFile("hw", "0" * 64, 1))


def sections(*cells: Cell | str, hints: Sequence[Hint] = HINTS, word: str = "Exercise") -> Sections:
    """The sections of a notebook."""
    return cut(made(*cells), hints, word)


def module(text: str, hints: Sequence[Hint] = HINTS) -> Sections:
    """The sections of a Python file."""
    cells = read_module(text.encode(), "hw.py").cells
    return cut(replace(made(kind="module"), cells=cells), hints)


def placed(found: Sections) -> list[tuple[str | None, str | None, int]]:
    """Section, reason and cell of each piece."""
    return [(p.section, p.how, p.cell) for p in found.pieces]


COURSE = (
    "md:## 5. Lesson",
    "z = [3]\nf = print",  # a demonstration of the lesson binds the same names
    "md:## 6. Exercises",
    "md:### Exercise 1: by hand",
    STUB_1,
    SOLVED_1,
    "md:### Exercise 2: descent",
    STUB_2,
    SOLVED_2,
    "md:### Exercise 3: rates",
    STUB_3,
    SOLVED_3,
    "md:## 7. Summary",
    "L = 0",
)


def test_the_course_notebook_untouched() -> None:
    """Stubs run, solutions do not, and the lesson's own names answer nothing."""
    found = sections(*COURSE[:-1])
    assert placed(found) == [
        (None, None, 2),
        ("hand", "heading", 5),
        ("descent", "heading", 8),
        ("rates", "heading", 11),
    ]
    assert found.skipped == (
        Skipped(6, 1, "hand", "solution"),
        Skipped(9, 1, "descent", "solution"),
        Skipped(12, 1, "rates", "solution"),
    )


def test_the_course_notebook_solved() -> None:
    """Every section is the student's cell, whatever other cells bind the same names."""
    cells = list(COURSE)
    cells[4], cells[7], cells[10] = MINE_1, MINE_2, MINE_3
    found = sections(*cells)
    assert placed(found) == [
        (None, None, 2),
        ("hand", "heading", 5),
        ("descent", "heading", 8),
        ("rates", "heading", 11),
        (None, None, 14),
    ]
    assert found.bound("descent") == {"f", "df", "path"}
    assert found.bound("rates") == {"rates", "results", "path", "r"}
    assert found.of("rates")[0].source == MINE_3


def test_place_of_a_name() -> None:
    """The last statement that binds it, with its lines in the cell."""
    found = sections("md:# Exercise 1", "z = 1", "# again\n\nz = (2 +\n  3)\nprint(z)")
    assert found.place("hand", "z") == Place(3, 3, 4, "z = (2 +\n  3)")
    assert found.place("hand", "a") is None
    assert found.place("nothing", "z") is None


def test_place_in_a_module_is_by_lines_of_the_file() -> None:
    """Lines count from the top of the file."""
    found = module("# %% Exercise 1\nz = 1\n# %% Exercise 2\n\ndef f(x):\n    return x\n")
    assert found.place("descent", "f") == Place(2, 5, 6, "def f(x):\n    return x")


# --- metadata ---------------------------------------------------------------------------------


def test_metadata_comes_first() -> None:
    """A cell's own metadata outweighs the heading above it, for that cell alone."""
    moved = Cell(0, "code", MINE_2, exercise="descent")
    found = sections("md:## Exercise 1", moved, MINE_1)
    assert placed(found) == [("descent", "metadata", 2), ("hand", "heading", 3)]


def test_metadata_of_no_exercise_is_ignored() -> None:
    """An id that the course does not have says nothing."""
    found = sections("md:## Exercise 1", Cell(0, "code", "q = 1", exercise="other"))
    assert placed(found) == [("hand", "heading", 2)]


# --- headings ---------------------------------------------------------------------------------


def test_subheadings_continue_and_others_end() -> None:
    """Deeper headings stay in the exercise; one of the same level or higher leaves it."""
    found = sections(
        "md:### Exercise 1", "a1 = 1", "md:#### Plot", "a2 = 1", "md:### Notes", "n = 1",
        "md:#### Exercise 2", "b1 = 1", "md:# End", "e = 1",
    )  # fmt: skip
    assert [p.section for p in found.pieces] == ["hand", "hand", None, "descent", None]


def test_several_headings_in_one_cell() -> None:
    """The last one is in force below the cell."""
    found = sections("md:# Homework\n## Exercise 1\ntext\n## Exercise 2", "b1 = 1")
    assert placed(found) == [("descent", "heading", 2)]


def test_bold_counts_as_a_heading() -> None:
    """It stands below the last real heading, so that deeper ones do not end it."""
    found = sections(
        "md:## Exercises", "md:**Exercise 1**", "a1 = 1", "md:### Plot", "a2 = 1",
        "md:**Exercise 2.** Find it.", "md:**Hint**: look", "b1 = 1", "md:## Summary", "e = 1",
    )  # fmt: skip
    assert [p.section for p in found.pieces] == ["hand", "hand", "descent", None]


def test_title_without_a_number() -> None:
    """A heading that repeats the exercise's title names it."""
    found = sections("md:### About *learning  rates*!", "q = 1", "md:## Gradient Descent", "p = 1")
    assert [p.section for p in found.pieces] == ["rates", "descent"]


def test_unknown_number_ends_the_section() -> None:
    """A heading for an exercise that the course does not have leaves the one before."""
    found = sections("md:## Exercise 1", "q = 1", "md:#### Exercise 9", "r = 1")
    assert [p.section for p in found.pieces] == ["hand", None]


def test_the_courses_own_word() -> None:
    """Headings may use the word that the course uses."""
    found = sections("md:## Übung 1", "q = 1", "md:## ÜBUNG 2", "r = 1", word="Übung")
    assert [p.section for p in found.pieces] == ["hand", "descent"]


def test_first_comment_counts_as_a_heading() -> None:
    """For its own cell and those that follow."""
    found = sections("# EX. 2\nq = 1", "r = 1", "# from Exercise 1\ns = 1", "# Exercise 3\nt = 1")
    assert [p.section for p in found.pieces] == ["descent", "descent", "descent", "rates"]


# --- names ------------------------------------------------------------------------------------


def test_names_alone() -> None:
    """Without any heading a cell belongs to the exercise whose names it binds."""
    found = sections("import numpy", "z = 1", "q = 2", "def f(x):\n    return x", "results = []")
    assert placed(found) == [
        (None, None, 1),
        ("hand", "names", 2),
        (None, None, 3),
        ("descent", "names", 4),
        ("rates", "names", 5),
    ]


def test_shared_names_do_not_vote() -> None:
    """A name of two exercises tells nothing."""
    hints = (replace(BARE[0], names=frozenset({"z", "f"})), *BARE[1:])
    assert placed(sections("f = 1", "z = 1", hints=hints)) == [
        (None, None, 1),
        ("hand", "names", 2),
    ]


def test_one_cell_for_all_is_split() -> None:
    """Between statements; what binds no part's name stays with the one before."""
    source = (
        "import math\nz = 1\nprint(z)\n# the function\ndef f(x):\n    return x\npath = [0]\n"
        "rates = []"
    )
    found = sections(source)
    assert [(p.section, p.first_line, p.source) for p in found.pieces] == [
        ("hand", 1, "import math\nz = 1\nprint(z)"),
        ("descent", 4, "# the function\ndef f(x):\n    return x\npath = [0]"),
        ("rates", 8, "rates = []"),
    ]
    assert {p.how for p in found.pieces} == {"names"}


def test_flat_module_with_a_loop_through_other_names() -> None:
    """An analysis that overwrites the path of the exercise before stays where it is."""
    text = (
        f"{MINE_1}\n{MINE_2}\nrates = [0.1, 1.1]\nresults = []\ndef f(x):\n    return x\n"
        "for r in rates:\n    path = [r]\n    results.append(path)\nprint(results)\n"
    ).replace("# Exercise", "# answer")
    found = module(text)
    assert [(p.section, p.source.split("\n")[0][:6]) for p in found.pieces] == [
        ("hand", "# answ"),
        ("descent", "# answ"),
        ("rates", "rates "),
    ]
    assert "\n".join(p.source for p in found.pieces) == text


def test_first_names_that_read_the_exercise_before_still_begin_theirs() -> None:
    """The third exercise may begin with a statement that calls the second's function."""
    found = module("def f(x):\n    return x\nresults = [f(r) for r in (1, 2)]\n")
    assert [p.section for p in found.pieces] == ["descent", "rates"]


def test_a_cell_under_the_wrong_heading_is_rescued() -> None:
    """If it binds nothing of its own exercise and all there is of another."""
    found = sections(
        "md:## Exercise 1", MINE_1, MINE_2.split("\n", 1)[1], "md:## Exercise 3", MINE_3
    )
    assert placed(found) == [
        ("hand", "heading", 2),
        ("descent", "names", 3),
        ("rates", "heading", 5),
    ]


def test_an_answer_within_a_neighbours_cell_is_split_off() -> None:
    """If that exercise has no code of its own."""
    found = sections("md:## Exercise 1", "z = 1\nf = 2\nprint(f)\na = 3")
    assert [(p.section, p.how, p.source) for p in found.pieces] == [
        ("hand", "heading", "z = 1"),
        ("descent", "names", "f = 2\nprint(f)"),
        ("hand", "heading", "a = 3"),
    ]


def test_no_split_when_the_other_exercise_has_its_own() -> None:
    """A third exercise that defines f again, or overwrites a path, keeps all its lines."""
    again = "rates = [1]\ndef f(x):\n    return x\npath = []\nresults = []"
    found = sections("md:## Exercise 2", STUB_2, "md:## Exercise 3", again, "def df(x):\n    pass")
    assert placed(found) == [
        (s, "heading", c) for s, c in [("descent", 2), ("rates", 4), ("rates", 5)]
    ]


def test_an_analysis_keeps_its_loop_when_the_other_exercise_is_missing() -> None:
    """A loop that reads the exercise's own names is no answer to the one before."""
    found = sections("md:## Exercise 3", MINE_3.split("\n", 1)[1])
    assert placed(found) == [("rates", "heading", 2)]


def test_answers_below_their_stub_under_no_heading() -> None:
    """An answer at the end of the notebook counts if the stub is as it was given."""
    found = sections("md:## Exercise 1", STUB_1, "md:## My answers", "z = 1\na = 2")
    assert placed(found) == [("hand", "heading", 2), ("hand", "names", 4)]


def test_play_after_an_answer_changes_nothing() -> None:
    """An answered exercise takes no cells from under other headings."""
    found = sections("md:## Exercise 1", MINE_1, "md:## Notes", "z = 100")
    assert placed(found) == [("hand", "heading", 2), (None, None, 4)]


def test_answers_above_their_stub() -> None:
    """Most of the names, bound above the untouched stub, are the answer; the stub is left out."""
    found = sections("z = 1\na = 2\nL = 3", "md:## Exercise 1", STUB_1)
    assert placed(found) == [("hand", "names", 1)]
    assert found.skipped == (Skipped(3, 1, "hand", "unchanged-stub"),)


def test_all_answers_in_one_cell_at_the_end() -> None:
    """One cell for all exercises, below stubs that were left as they were."""
    found = sections(*COURSE[2:12], "md:## Answers", "z = 1\nf = 2\nresults = 3")
    assert placed(found)[-3:] == [
        ("hand", "names", 12),
        ("descent", "names", 12),
        ("rates", "names", 12),
    ]


# --- what is left out ---------------------------------------------------------------------------


def test_solutions_by_metadata_and_digest() -> None:
    """Marked cells and the course's own code never run, even alone."""
    marked = Cell(0, "code", "z = 1", exercise="hand", solution=True)
    found = sections(marked, SOLVED_2.replace("# Solution to Exercise 2\n", ""), "md:## Exercise 1")
    assert found.pieces == ()
    assert [s.reason for s in found.skipped] == ["solution", "solution"]


def test_what_stub_and_solution_share_runs() -> None:
    """A cell of given numbers is no solution, though the solution has it too."""
    shared = source_digest("x = 2.0")
    hint = replace(BARE[0], stub_digests=frozenset({shared}), solution_digests=frozenset({shared}))
    assert placed(sections("md:## Exercise 1", "x = 2.0", "z = x", hints=[hint])) == [
        ("hand", "heading", 2),
        ("hand", "heading", 3),
    ]


def test_a_changed_solution_after_an_answer() -> None:
    """The comment is enough if the section was answered before it."""
    changed = SOLVED_1 + "\nprint(L)"
    found = sections("md:## Exercise 1", MINE_1, changed)
    assert placed(found) == [("hand", "heading", 2)]
    assert found.skipped == (Skipped(3, 1, "hand", "solution"),)


def test_a_solution_heading() -> None:
    """A heading may say it for the cell right below."""
    found = sections("md:## Exercise 1", MINE_1, "md:#### Solution to Exercise 1", "z = 9", "q = 1")
    assert placed(found) == [("hand", "heading", 2), ("hand", "heading", 5)]
    assert found.skipped == (Skipped(4, 1, "hand", "solution"),)


def test_own_answer_under_a_solution_comment() -> None:
    """With only the untouched stub before it, it is the student's, if the course knows its own."""
    own = "# Solution to Exercise 1\nz = 7\na = 8\nL = 9"
    assert placed(sections("md:## Exercise 1", STUB_1, own)) == [
        ("hand", "heading", 2),
        ("hand", "heading", 3),
    ]
    unknown = [replace(h, solution_digests=frozenset()) for h in HINTS]
    assert placed(sections("md:## Exercise 1", STUB_1, own, hints=unknown)) == [
        ("hand", "heading", 2)
    ]
    assert placed(sections(own)) == [("hand", "heading", 1)]


def test_the_stubs_own_comment_is_no_solution() -> None:
    """`Exercise 1: Your solution here` invites an answer."""
    cell = "# Exercise 1: Your solution here\nz = 2"
    assert placed(sections("z = 1", cell, hints=BARE))[-1] == ("hand", "heading", 2)


def test_unchanged_stub_after_the_answer() -> None:
    """It would put None in place of the answer; one that binds other names runs."""
    found = sections("md:## Exercise 1", MINE_1, STUB_1)
    assert found.skipped == (Skipped(3, 1, "hand", "unchanged-stub"),)
    given_code = "def helper():\n    return 1\nL = None"
    hint = replace(HINTS[0], stub_digests=frozenset({source_digest(given_code)}))
    found = sections("md:## Exercise 1", "z = 1", given_code, hints=[hint])
    assert found.skipped == ()


def test_doubled_stub_and_blank_cells() -> None:
    """Two untouched stubs run; blank cells are nothing; a comment alone is no solution."""
    hints = [replace(h, solution_digests=h.solution_digests | {source_digest("")}) for h in HINTS]
    found = sections("md:## Exercise 1", STUB_1, STUB_1, " \n", "# thoughts", hints=hints)
    assert [p.cell for p in found.pieces] == [2, 3, 5]
    assert found.skipped == ()


# --- errors and odd input -----------------------------------------------------------------------


def test_a_syntax_error_stays_in_its_section() -> None:
    """The cell is run where it stands, so that its error is reported there."""
    found = sections("md:## Exercise 1", "z = = 1", "md:## Exercise 2", MINE_2)
    assert placed(found) == [("hand", "heading", 2), ("descent", "heading", 4)]
    assert found.bound("hand") == frozenset()


def test_magics_do_not_hide_names() -> None:
    """A timed cell binds what it binds, and is split where its lines say."""
    found = sections("%%time\nz = 1\n!ls\nf = 2")
    assert [(p.section, p.first_line) for p in found.pieces] == [("hand", 1), ("descent", 4)]


@pytest.mark.parametrize("hints", [(), HINTS])
def test_nothing_at_all(hints: tuple[Hint, ...]) -> None:
    """No cells and no exercises are no error."""
    assert sections(hints=hints) == Sections((), ())
    assert len(sections("z = 1", hints=hints).pieces) == 1


SNIPPETS = st.sampled_from(
    [*COURSE, MINE_1, MINE_2, MINE_3, "z = 1\nf = 2\nrates = 3", "z = (", "", "%%sh"]
)


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=8))
def test_every_line_is_run_once_or_left_out(cells: list[str]) -> None:
    """However cells are moved, doubled and deleted, each is run whole and in order, or skipped."""
    found = sections(*cells)
    for index, source in enumerate(cells, 1):
        own = [p for p in found.pieces if p.cell == index]
        left = [s for s in found.skipped if s.cell == index]
        if source.startswith("md:") or not source.strip():
            assert not own
        elif not left:
            assert "\n".join(p.source for p in own) == source
    order = [(p.cell, p.first_line) for p in found.pieces]
    assert order == sorted(order)


@settings(deadline=None)
@given(st.lists(SNIPPETS, max_size=6))
def test_an_answer_in_its_own_section_is_always_found(others: list[str]) -> None:
    """Whatever stands around it, an answered cell with our metadata is run for its exercise."""
    answer = Cell(0, "code", "z = 42", exercise="hand")
    found = sections(*others, answer, *others)
    assert "z = 42" in [p.source for p in found.of("hand")]


def test_the_courses_solution_alone_is_run_and_said() -> None:
    """With no other code for the exercise it was handed in as the answer."""
    found = sections("md:## Exercise 1", SOLVED_1, "md:## Exercise 2", MINE_2)
    assert [(s.exercise, s.reason) for s in found.copied] == [("hand", "copied-solution")]
    assert [p.cell for p in found.of("hand")] == [2]
    left_in = sections("md:## Exercise 1", STUB_1, SOLVED_1)
    assert left_in.copied == ()
    assert [s.reason for s in left_in.skipped] == ["solution"]


def test_helpers_bound_again_answer_nothing_of_the_earlier_exercise() -> None:
    """Both f and df in the section of exercise 3 are its helpers, though exercise 2 has no code."""
    third = replace(HINTS[2], helpers=frozenset({"f", "df"}))
    cells = ("md:## Exercise 3", "def f(x):\n    return x\ndef df(x):\n    return 1", MINE_3)
    assert sections(*cells, hints=[*HINTS[:2], third]).of("descent") == ()
    assert sections(*cells).of("descent") != ()


def test_what_prepares_a_table_belongs_to_it() -> None:
    """A loop that fills what the results are made from goes with them, though f stands above."""
    hints = [*HINTS[:2], replace(HINTS[2], helpers=frozenset({"f", "df"}))]
    text = (
        "def f(x):\n    return x\ndef df(x):\n    return 1\nruns = {}\n"
        "for lr in (0.1, 1.1):\n    runs[lr] = f(lr)\nresults = list(runs)\n"
    )
    (first, second) = module(text, hints).pieces
    assert (first.section, second.section) == ("descent", "rates")
    assert second.source.startswith("runs = {}")


def test_what_uses_an_answer_stays_with_it() -> None:
    """The loop of exercise 2 is its own, whatever the next exercise reads."""
    hints = [*HINTS[:2], replace(HINTS[2], helpers=frozenset({"f", "df"}))]
    text = (
        "def f(x):\n    return x\ndef df(x):\n    return 1\npath = [0]\nx = 0\n"
        "for i in range(3):\n    x = x - df(x)\n    path.append(x)\nresults = [x]\n"
    )
    (first, second) = module(text, hints).pieces
    assert first.source.rstrip().endswith("path.append(x)")
    assert second.source.startswith("results")


def test_a_cell_that_shows_an_answer_joins_it() -> None:
    """A figure under no heading, after the cell whose path it draws; not one that binds anew."""
    made = "def f(x):\n    return x\ndef df(x):\n    return 1\npath = [0, 1]"
    assert placed(sections(made, "draw(path)", "print(1)"))[1][0] == "descent"
    assert placed(sections(made, "draw(path)", "print(1)"))[2][0] is None


def test_a_step_of_ones_own_is_not_lent() -> None:
    """A later exercise may ask for a name that students give to their own steps."""
    cells = ("md:## Exercise 1", "z = 1\npath = [z]", "step = path[0]\na = step\nL = 3")
    found = sections(*cells)
    assert found.of("descent") == ()
    assert [p.cell for p in found.of("hand")] == [2, 3]
