"""What the page shows is chosen by pure functions."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from grader.grading.result import Message, PartResult, PictureRef, Result, Status, Where
from grader.report.looks import LOOKS, NOT_RIGHT, RIGHT
from grader.report.page import Prose
from grader.report.said import percent, points
from grader.report.spans import Span
from grader.report.view import view
from tests.report.conftest import CURVE


def with_statuses(result: Result, *exercises: list[Status]) -> Result:
    """The result with exercises that have parts of these statuses."""
    made = [
        msgspec.structs.replace(
            result.exercises[0],
            number=number,
            parts=[
                PartResult(
                    id=f"p{at}",
                    title=f"p{at}",
                    status=status,
                    points=0,
                    max_points=1,
                    message=Message("wrong", {"name": f"p{at}"}),
                )
                for at, status in enumerate(statuses)
            ],
        )
        for number, statuses in enumerate(exercises, 1)
    ]
    return msgspec.structs.replace(result, exercises=made)


def step(result: Result) -> tuple[str, str] | None:
    """Exercise and part of the next step."""
    found = view(result).step
    return (found.label, found.part) if found else None


def test_every_status_has_a_look() -> None:
    """Words and icons tell all statuses apart without colour."""
    assert set(LOOKS) == set(get_args(Status))
    assert len({look.word for look in LOOKS.values()}) == len(LOOKS)
    assert len({look.icon for look in LOOKS.values()}) == len(LOOKS)
    assert not RIGHT & NOT_RIGHT


def test_the_fixture_has_every_status(result: Result) -> None:
    """So the tests of the formats see them all."""
    seen = {part.status for exercise in result.exercises for part in exercise.parts}
    assert seen == set(get_args(Status))


def test_next_step_is_the_first_part_that_is_not_right(result: Result) -> None:
    """Graph order is the order of the parts."""
    made = with_statuses(result, ["right", "follow-through", "wrong", "missing"])
    assert step(made) == ("Exercise 1", "p2")


@pytest.mark.parametrize("status", sorted(NOT_RIGHT))
def test_next_step_of_each_status(result: Result, status: Status) -> None:
    """Partial, missing, crashed and timed-out parts count as not right."""
    assert step(with_statuses(result, ["right", status, "wrong"])) == ("Exercise 1", "p1")


def test_next_step_prefers_an_attempt(result: Result) -> None:
    """An exercise that was not begun comes after those that were."""
    made = with_statuses(result, ["missing", "missing"], ["right", "wrong"])
    assert step(made) == ("Exercise 2", "p1")
    made = with_statuses(result, ["missing", "missing"], ["right", "right"])
    assert step(made) == ("Exercise 1", "p0")


def test_no_next_step(result: Result, all_right: Result) -> None:
    """With nothing left to do the page says why."""
    assert view(all_right).step is None
    assert "every part is right" in view(all_right).rest.text
    waiting = view(with_statuses(result, ["right", "to-mark", "not-judged"]))
    assert waiting.step is None
    assert "not judged yet" in waiting.rest.text


def test_score(result: Result) -> None:
    """Points and the rounded-down percentage; a provisional score says how far it may rise."""
    page = view(result)
    assert (page.points, page.max_points, page.percent) == ("8", "30", 26)
    assert page.provisional is not None
    assert "2 parts are not judged yet" in page.provisional.text
    assert "11 of 30 points" in page.provisional.text


@pytest.mark.parametrize(
    ("value", "shown"),
    [(7.5, "7.5"), (30, "30"), (0, "0"), (1 / 3, "0.33"), (100, "100"), (123456, "123456")],
)
def test_points(value: float, shown: str) -> None:
    """At most two decimals, none that are not needed."""
    assert points(value) == shown


def test_percent_says_100_only_for_all() -> None:
    """Nobody is shown more than was earned."""
    assert [percent(29.99, 30), percent(30, 30), percent(0, 0), percent(0.57, 1)] == [
        99,
        100,
        0,
        57,
    ]


def test_place_in_a_notebook_and_in_a_module(result: Result) -> None:
    """Notebooks have cells, modules have lines alone; excerpts lose their common indentation."""
    first = result.exercises[0]

    def placed(where: Where) -> tuple[str, str]:
        part = msgspec.structs.replace(first.parts[0], where=where)
        exercise = msgspec.structs.replace(first, parts=[part])
        place = (
            view(msgspec.structs.replace(result, exercises=[exercise])).exercises[0].parts[0].place
        )
        assert place
        return place.words, place.code

    assert placed(Where("hw.ipynb", 4, 12, 12, "    x = 1\n      y")) == (
        "cell 4, line 12",
        "x = 1\n  y",
    )
    assert placed(Where("hw.py", None, 12, 14, ""))[0] == "lines 12 to 14 of hw.py"
    assert placed(Where("hw.py", None, 1, 99, "x\n" * 99))[1].count("\n") == 11


def test_follow_through_is_said_once_a_part_and_once_an_exercise(result: Result) -> None:
    """The verdict may say it; else a sentence of its own does."""
    exercise = view(result).exercises[0]
    by_title = {part.title: part for part in exercise.parts}
    assert by_title["dL_dw"].follow is None
    assert by_title["dL_dw"].verdict.text == "Right, worked out from your own `dL_dz`."
    follow = by_title["w_new"].follow
    assert follow
    assert follow.text == "Worked out from your own `dL_dw`."
    assert exercise.follow
    assert "`dL_dw` and `w_new`" in exercise.follow.text


def test_a_cause_says_how_sure_it_is(result: Result) -> None:
    """A match that may be chance is not stated as a fact."""
    causes = {
        part.title: part.cause for exercise in view(result).exercises for part in exercise.parts
    }
    sure, unsure = causes["dL_dz"], causes["df(x)"]
    assert sure
    assert unsure
    assert sure.lead == "What happened"
    assert unsure.lead == "This looks like"


def test_no_isolation_is_a_warning_said_once(result: Result) -> None:
    """It stands at the top and not again among the notes."""
    run = msgspec.structs.replace(result.run, isolation="none")
    notes = [Message("isolation.none"), *result.messages]
    page = view(msgspec.structs.replace(result, run=run, messages=notes))
    assert page.warning
    assert page.warning not in page.notes
    assert len(page.notes) == 1
    assert view(result).warning is None


def test_taken_is_gathered(result: Result) -> None:
    """Cells found in one way are named together; a module has lines."""
    assert view(result).exercises[0].taken == ("cells 3, 4: found below its heading",)
    module = msgspec.structs.replace(result.submission, kind="module")
    taken = view(msgspec.structs.replace(result, submission=module)).exercises[1].taken
    assert taken == ("code from line 1: found by its own mark",)


def test_figure_part_is_read_beside_the_figure(result: Result) -> None:
    """What the figure part says is what was read from the picture."""
    exercise = view(result).exercises[1]
    assert [line.text[:4] for line in exercise.read] == ["Not ", "Your"]
    assert exercise.figures[0].label == "Your figure 1, drawn in cell 9"


def test_staff_only_if_the_result_has_it(result: Result, for_staff: Result) -> None:
    """A public result has nothing to show to staff."""
    assert view(result).staff is None
    assert view(for_staff).staff is not None


def test_prose_is_cut_at_pairs_of_backticks() -> None:
    """A lone backtick is a character."""
    assert Prose("`a` and b").spans == (Span("a", code=True), Span(" and b", code=False))
    assert Prose("a ` b").spans == (Span("a ` b", code=False),)
    assert Prose("`a` ` b").spans == (Span("a", code=True), Span(" ` b", code=False))
    assert Prose("").spans == ()


def test_mathematics_is_ours_alone() -> None:
    """Between dollar signs in what the course wrote, and nowhere in code, prices or messages."""
    ours = Prose("Is $a - y$ the `$slope$`?", ours=True)
    assert ours.spans == (
        Span("Is ", code=False),
        Span("a - y", code=False, math=True),
        Span(" the ", code=False),
        Span("$slope$", code=True),
        Span("?", code=False),
    )
    for text in ("from $5 to $6", "$ a $", "a lone $ sign", "$$"):
        assert Prose(text, ours=True).spans == (Span(text, code=False),)
    assert Prose("$a$").spans == (Span("$a$", code=False),)


def test_only_names_and_hints_of_misconceptions_may_hold_mathematics(full: Result) -> None:
    """Everything else may hold a student's words."""
    part = view(full).exercises[0].parts[3]
    assert part.cause
    assert part.cause.name.ours
    assert all(hint.text.ours for hint in part.cause.hints)
    assert not part.verdict.ours
    assert not any(remark.ours for one in view(full).exercises[0].parts for remark in one.remarks)


def alt(result: Result, text: str) -> str:
    """What stands for a figure that was described like this."""
    exercise = msgspec.structs.replace(result.exercises[0], pictures=[PictureRef(1, text)])
    return view(msgspec.structs.replace(result, exercises=[exercise])).exercises[0].figures[0].alt


def test_a_figure_of_many_lines_is_described_briefly(result: Result) -> None:
    """Three lines of each plot, and how many more there are."""
    line = "31 points from (0, 7) to (2, 3)"
    dot = "a point at (2, 3)"
    several = "; ".join
    assert alt(result, several([line, line, dot])) == several([line, line, dot])
    assert alt(result, several([line] * 5)) == f"{several([line] * 3)} and 2 more"
    assert alt(result, f"{several([dot] * 6)} and 4 more") == f"{several([dot] * 3)} and 7 more"
    cut = f"'One': {several([line] * 4)}. 'Two': {several([line] * 4)}; 31 points fr"
    assert alt(result, cut) == (
        f"'One': {several([line] * 3)} and 1 more. 'Two': {several([line] * 3)} and 2 more"
    )
    assert alt(result, CURVE) == CURVE


@pytest.mark.parametrize("status", get_args(Status))
def test_where_a_self_check_is_shown(full: Result, status: Status) -> None:
    """Where something is not right, if there is anything to check."""
    absent = {"missing", "crashed", "timed-out"}
    part = msgspec.structs.replace(full.exercises[0].parts[3], status=status)
    exercise = msgspec.structs.replace(full.exercises[0], parts=[part])
    (shown,) = view(msgspec.structs.replace(full, exercises=[exercise])).exercises[0].parts
    assert (shown.self_check is not None) == (status in NOT_RIGHT - absent)
    if shown.self_check:
        assert shown.self_check.startswith("h = 1e-3\nprint(")
