"""`grader explain`: what was asked, what came back, how it was judged, and judged again."""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from grader.execution.recorded import Recorded
from grader.gradebook.rows import Override, Person, Stored, StudentRow, Void
from grader.gradebook.standing import Standing
from grader.grading.course import Course
from grader.grading.grade import Graded, grade
from grader.observation.observation import Observation, Raised, Value
from tests.cli.conftest import Command, Ran
from tests.cli.shelf import NOON, Shelf, books, by_hand, opener, run_row, shelved, without
from tests.here import FIRST, SECOND, THIRD, Here, figures, write

SLIP = FIRST.replace("a - y", "y - a")
Explain = Callable[..., Ran]


@dataclass(slots=True)
class Case:
    """One student's submission, graded and on the shelf."""

    graded: Graded
    shelf: Shelf
    standing: Standing


@pytest.fixture
def case(course: Course, tmp_path: Path) -> Case:
    """A slip in exercise 1; the rest is right but for a crash at one value of df."""
    path = write(tmp_path, SLIP, SECOND, THIRD)
    return stored(path, grade(path, course, Here(figures())))


def stored(path: Path, graded: Graded) -> Case:
    """The submission on a shelf, with a standing in which the automatic points count."""
    shelf = Shelf()
    standing = shelved(shelf, 1, graded.result, person=Person("jd1", "Jane Doe"))
    shelf.contents[1] = path.read_bytes()
    shelf.documents[1] = (graded.observations, *graded.diagnoses)
    shelf.past[1] = [replace(run_row(1, graded.result), parts=())]
    return Case(graded, shelf, standing)


@pytest.fixture
def explain(grader: Command, monkeypatch: pytest.MonkeyPatch, case: Case) -> Explain:
    """Runs `grader explain` over the case's shelf, or of another."""

    def call(*arguments: object, of: Case | None = None) -> Ran:
        used = of or case
        opened = opener(books(used.shelf, used.standing))
        monkeypatch.setattr("grader.cli.explain.opened_books", opened)
        return grader("explain", *arguments)

    return call


def lines(ran: Ran, section: str) -> list[str]:
    """The lines of a section, without margins."""
    assert ran.code == 0, ran.err
    found = re.split(r"\n\n(?=\S)", ran.out)
    (body,) = (one for one in found if one.split("\n")[0].startswith(section))
    return [" ".join(line.split()) for line in body.split("\n")[1:] if line]


def test_a_part(explain: Explain, case: Case) -> None:
    """All that an appeal needs: the file, the code, the answers, the verdict, the points."""
    ran = explain("jd1", "manual-gradients.dL_dz")
    head = ran.out.split("\n")
    assert head[0].endswith("(manual-gradients.dL_dz): Jane Doe (jd1), attempt 1 of 1")
    assert head[1] == "0 of 2 by itself; 0 of 2 count"
    handed = lines(ran, "Handed in")
    assert "File hw.py" in handed
    assert f"Its digest {'d' * 64}" in handed
    assert f"Report's digest {case.graded.result.submission.digest}" in handed
    assert "Handed in 2026-12-01 12:00 UTC" in handed
    assert "Attempt 1 of 1, the one that counts" in handed
    assert "Run 1, executed 2026-12-01 12:00 UTC, 1.2 s" in handed
    assert "Isolation full" in handed
    assert lines(ran, "The code, line 6 of hw.py") == ["dL_dz = y - a"]
    asked = lines(ran, "Asked -> answered")
    assert asked[0] == "dL_dz -> 0.2141650169574414"
    assert "what it rests on: a -> 0.7858349830425586" in asked
    judged = lines(ran, "How it was judged")
    assert "Status Not right" in judged
    assert "Expected -0.214165016957" in judged
    assert any(line.startswith("Tolerance") for line in judged)
    assert any(line.startswith("Misconception dz-sign: ") for line in judged)
    assert lines(ran, "Judged again") == ["Judged again by the course as it is now: the same."]
    run = " ".join(lines(ran, "Runs of this submission"))
    digest = case.graded.result.run.course_digest[:16]
    assert run.startswith("run 1, executed 2026-12-01 12:00 UTC: 28 of 30 points, this part 0")
    assert run.endswith(f"course {digest} (counts)")


def test_a_function_is_shown_point_by_point(explain: Explain) -> None:
    """Each value that was asked for with its answer, bounded, and the rest is counted."""
    ran = explain("jd1", "gradient-descent.df")
    asked = lines(ran, "Asked -> answered")
    assert asked[0] == "df -> <function>"
    point = next(line for line in asked if line.startswith("df(-"))
    x, value = re.fullmatch(r"df\((.+)\) -> (.+)", point).groups()  # type: ignore[union-attr]
    assert float(value) == pytest.approx(2 * float(x) - 4)
    assert sum(line.startswith("f(") for line in asked) == 12
    assert re.fullmatch(r"and \d+ more", asked[-1])
    assert len(asked) <= 61


def test_the_rerun_is_told_as_such(explain: Explain, case: Case) -> None:
    """With the other givens and what they gave."""
    assert len(case.shelf.documents[1]) == 2
    asked = lines(explain("jd1", "dL_dw"), "Asked -> answered")
    again = [line for line in asked if line.startswith("run again with other givens")]
    assert any("dL_dw ->" in line for line in again)
    assert any("x -> 1.7" in line or "x -> " in line for line in again)
    assert asked.index(again[0]) > 0


def test_all_points(explain: Explain, case: Case) -> None:
    """Every part with what it earned and counts, and no answers."""
    ran = explain("Jane Doe", "total")
    assert ran.out.startswith("All points: Jane Doe (jd1), attempt 1 of 1\n28 of 30 by itself; 28")
    parts = lines(ran, "Parts")
    assert len(parts) == sum(len(one.parts) for one in case.graded.result.exercises)
    (slip,) = (line for line in parts if line.startswith("manual-gradients.dL_dz "))
    assert "Not right 0 of 2 0 of 2" in slip
    assert "Asked" not in ran.out
    assert lines(ran, "Judged again")[0].endswith("the same.")


# how points become what counts


def decided(case: Case) -> Case:
    """Points by hand, a part taken out, a dropped exercise, lateness, and notes on them."""
    given = by_hand(case.standing, "manual-gradients", "dL_dz", 2)
    attempt = given.attempt
    assert attempt is not None
    made = Override("manual-gradients", "dL_dz", 2.0, 0.0, "read \x1b[31magain", "staff", NOON)
    other = Override("gradient-descent", "df", 0.0, 2.0, "copied", "staff", NOON)
    dropped = tuple(
        replace(one, dropped=one.exercise == "learning-rates") for one in given.exercises
    )
    case.shelf.taken_out = (Void("manual-gradients", "z", "full", "unclear", "staff", NOON),)
    standing = replace(
        given,
        attempt=replace(attempt, overrides=(made, other)),
        exercises=dropped,
        raw=30.0,
        penalty=3.0,
        points=27.0,
        late=True,
        notes=("1 day late: 10 %.",),
    )
    row = StudentRow(1, standing.person, (standing.attempt,) if standing.attempt else ())
    case.shelf.rows = [row]
    return replace(case, standing=standing)


def test_from_automatic_to_what_counts(explain: Explain, case: Case) -> None:
    """Each step with its reason, who decided and when; what is hostile is made visible."""
    ran = explain("jd1", "dL_dz", of=decided(case))
    assert "0 of 2 by itself; 2 of 2 count" in ran.out
    given = "manual-gradients.dL_dz: 2 by hand, it was 0: read \\x1b[31magain"
    assert lines(ran, "Decided by people") == [f"{given} (staff, 2026-12-01 12:00 UTC)"]
    assert lines(ran, "How the points came about") == [
        "1 day late: 10 %.",
        "Exercise manual-gradients: 10 of 10",
        "All parts: 30 of 30; lateness takes off 3",
        "In the end 27 of 30 counts",
    ]
    assert "\x1b" not in ran.out


def test_steps_of_all(explain: Explain, case: Case) -> None:
    """Of every part and exercise."""
    ran = explain("jd1", "total", of=decided(case))
    decisions = " ".join(lines(ran, "Decided by people"))
    assert "gradient-descent.df: 0 by hand, it was 2: copied" in decisions
    assert "manual-gradients.z: all points to everybody: unclear" in decisions
    steps = " ".join(lines(ran, "How the points came about"))
    assert "Exercise learning-rates: 10 of 10, but it is one of the lowest" in steps
    assert "28 of 30 by itself; 27 of 30 count" in ran.out
    assert any(line.endswith("0 of 2 2 of 2 override") for line in lines(ran, "Parts"))


# attempts


def two_attempts(case: Case) -> Case:
    """A second attempt that counts, which has no run."""
    standing = case.standing
    first = standing.attempt
    assert first is not None
    submission = replace(first.submission, id=2, number=2)
    later = NOON + dt.timedelta(days=1)
    second = replace(first, submission=submission, submitted_at=later, run=None, late=True)
    case.shelf.rows = [StudentRow(1, standing.person, (first, second))]
    pending = Standing(
        student=1,
        person=standing.person,
        status="pending",
        attempt=second,
        number=2,
        attempts=2,
    )
    return replace(case, standing=pending)


def test_another_attempt(explain: Explain, case: Case) -> None:
    """What counts is said to be another one."""
    several = two_attempts(case)
    ran = explain("jd1", "dL_dz", "--attempt", 1, of=several)
    assert "0 of 2 by itself; nothing of this attempt counts" in ran.out
    assert "Attempt 1 of 2; attempt 2 counts" in lines(ran, "Handed in")
    assert "In the end" not in ran.out


def test_an_attempt_that_was_not_run(explain: Explain, case: Case) -> None:
    """Has no parts; whatever is asked for, what is known is told."""
    ran = explain("jd1", "dL_dz", of=two_attempts(case))
    assert ran.out.startswith("All points: Jane Doe (jd1), attempt 2 of 2\nNo points: pending\n")
    assert "Handed in 2026-12-02 12:00 UTC, marked as late" in lines(ran, "Handed in")
    assert "Judged again" not in ran.out


def test_a_run_without_a_result(explain: Explain) -> None:
    """Says why."""
    failed = without(1, "not-graded", "no code was found")
    case = Case(None, Shelf(), failed)  # type: ignore[arg-type] # nothing was graded
    ran = explain("s1", "total", of=case)
    assert "No points: not-graded" in ran.out
    assert lines(ran, "How it was judged") == ["Reason no code was found"]


# judged again


def test_a_changed_course(explain: Explain, course_copy: Path, course: Course) -> None:
    """Tells what differs: of this part, of the others by number, of all in a line each."""
    path = course_copy / "exercises" / "manual_gradients" / "exercise.py"
    source = path.read_text(encoding="utf-8")
    worth = course.find("manual-gradients").exercise.part("z").points
    changed = source.replace(f'"z", {worth:g},', '"z", 5,', 1)
    assert changed != source
    path.write_text(changed, encoding="utf-8")
    z = lines(explain("jd1", "z", "--course", course_copy), "Judged again")
    assert z[0] == "Judged again by the course as it is now, this part differs:"
    assert (
        z[1] == f"manual-gradients.z: {worth:g} of {worth:g} [Right] -> 5 of 5 [Right] (other "
        "points to earn)"
    )
    (other,) = lines(explain("jd1", "dL_dz", "--course", course_copy), "Judged again")
    assert other.endswith("the same; 1 other part differs: see `total`.")
    every = lines(explain("jd1", "total", "--course", course_copy), "Judged again")
    assert every[-1].startswith(f"total: 28 of 30 -> {33 - worth:g} of {35 - worth:g} (")


def test_other_questions(explain: Explain, course_copy: Path) -> None:
    """Are stale, and what helps is said; all else is told as before."""
    toml = course_copy / "grader.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(re.sub(r'secret = ".*"', 'secret = "another"', text), encoding="utf-8")
    ran = explain("jd1", "dL_dz", "--course", course_copy)
    said = " ".join(lines(ran, "Judged again"))
    assert said.startswith("It cannot be judged again: the stored observations answer other ques")
    assert said.endswith("`grader batch --regrade changed` executes it again.")
    assert lines(ran, "Asked -> answered")


def test_an_exercise_that_is_gone(explain: Explain, course_copy: Path) -> None:
    """Is why it cannot be judged."""
    toml = course_copy / "grader.toml"
    text = toml.read_text(encoding="utf-8")
    toml.write_text(re.sub(r',\s*"learning_rates"', "", text), encoding="utf-8")
    said = " ".join(lines(explain("jd1", "z", "--course", course_copy), "Judged again"))
    assert "It cannot be judged again: there is no exercise 'learning-rates'" in said


def test_a_course_at_fault(explain: Explain, course_copy: Path) -> None:
    """Is why it cannot be judged; what is stored is told all the same."""
    shutil.rmtree(course_copy / "exercises" / "learning_rates")
    ran = explain("jd1", "z", "--course", course_copy)
    assert "since the course is at fault" in " ".join(lines(ran, "Judged again"))
    assert lines(ran, "How it was judged")


@pytest.mark.parametrize("documents", [(), (b"{}",)])
def test_without_observations(explain: Explain, case: Case, documents: tuple[bytes, ...]) -> None:
    """None or damaged ones: no answers, and judging again says why."""
    case.shelf.documents[1] = documents
    ran = explain("jd1", "z")
    assert "Asked" not in ran.out
    assert "It cannot be judged again: " in ran.out


# wrong names


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody", "z"], "there is no student 'nobody'"),
        (["jd1", "q"], "there is no part 'q'; there are: manual-gradients.z, manual-gradients.a,"),
        (["jd1", "figure"], "there are 2 parts 'figure': gradient-descent.figure, learning-rates."),
        (["jd1", "manual-gradients.q"], "there is no part 'manual-gradients.q'"),
        (["jd1", "z", "--attempt", 2], "there is no attempt 2 of jd1: there are 1"),
    ],
)
def test_wrong_names(explain: Explain, arguments: list[object], words: str) -> None:
    """Are a sentence with those there are."""
    ran = explain(*arguments)
    assert ran.code == 2
    assert words in ran.sentence


def test_nothing_handed_in(explain: Explain) -> None:
    """Is a sentence."""
    case = Case(None, Shelf(), without(1, "missing"))  # type: ignore[arg-type] # nothing was graded
    assert explain("s1", "z", of=case).sentence == "s1 has handed in nothing"


# other formats


def test_json(explain: Explain) -> None:
    """The same as data, numbers as numbers."""
    ran = explain("jd1", "dL_dz", "--json")
    found = json.loads(ran.out)
    assert found["schema"] == "grader.explanation/1"
    assert (found["exercise"], found["part"]) == ("manual-gradients", "dL_dz")
    assert (found["automatic"], found["points"], found["max_points"]) == (0, 0, 2)
    assert found["subject"]["student"] == "jd1"
    assert found["again"]["outcome"] == "same"
    assert found["asked"][0] == {
        "question": "dL_dz",
        "answer": "0.2141650169574414",
        "how": "part",
    }


def test_a_page(explain: Explain, tmp_path: Path) -> None:
    """Beside the text, with the same in it; it is for staff and says so."""
    path = tmp_path / "appeal.html"
    ran = explain("jd1", "dL_dz", "--html", path)
    assert ran.err == f"written: {path}\n"
    page = path.read_text(encoding="utf-8")
    said = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", page)).split())
    for words in ("For staff: not for students.", "dL_dz -> 0.2141650169574414", "the same."):
        assert words in said
        assert words in ran.out or words.startswith("For staff")


HOSTILE = "</code><script>alert(1)</script>\x1b[31m\u202e"


def test_hostile_answers_and_names(explain: Explain, course: Course, tmp_path: Path) -> None:
    """Whatever a student, a platform or a roster says is made visible and escaped."""
    answers: dict[str, dict[str, Observation]] = {
        "manual-gradients": {
            "z/value": Value({HOSTILE: [HOSTILE] * 50}),
            "a/value": Raised(HOSTILE, HOSTILE * 1_000, 1, 1),
        },
        "gradient-descent": {"df/points": Value([Raised(HOSTILE, "", 1, 1)] * 10)},
    }
    path = write(tmp_path, f"z = 1  # {HOSTILE[:20]}\n", SECOND, "")
    graded = grade(path, course, Recorded.of(answers))
    case = stored(path, graded)
    attempt = case.standing.attempt
    assert attempt is not None
    submission = Stored(1, HOSTILE, "s", 1, f"{HOSTILE}.py".replace("/", ""), "d" * 64)
    odd = replace(attempt, submission=submission, origin=HOSTILE)
    person = Person("k", HOSTILE)
    standing = replace(case.standing, attempt=odd, person=person, notes=(HOSTILE,))
    found = Case(graded, case.shelf, standing)
    for number, part in enumerate(("z", "a", "gradient-descent.df", "total")):
        page = tmp_path / f"{number}.html"
        ran = explain("k", part, "--html", page, of=found)
        assert ran.code == 0, ran.err
        shown = page.read_text(encoding="utf-8")
        assert "<script" not in shown
        for text in (ran.out, ran.err, shown):
            assert "\x1b" not in text
            assert "\u202e" not in text
        assert max(map(len, ran.out.split("\n"))) < 2_000


def test_json_of_hostile_texts(explain: Explain, case: Case) -> None:
    """Is still JSON."""
    part: Any = case.graded.result.exercises[0].parts[0]
    exercise = msgspec.structs.replace(
        case.graded.result.exercises[0], parts=[msgspec.structs.replace(part, value=HOSTILE)]
    )
    result = msgspec.structs.replace(case.graded.result, exercises=[exercise])
    case.shelf.results[1] = msgspec.json.encode(result)
    found = json.loads(explain("jd1", "z", "--json").out)
    assert any("\\x1b" in fact["value"] for fact in found["judged"])
