"""Other numbers for every student: they are the student's own, and tell mistakes apart."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from grader.checks.misconception import Misconception
from grader.checks.number import Number
from grader.errors import CourseError
from grader.exercise.exercise import Exercise, Part
from grader.exercise.variants import Between, numbers_of
from grader.grading.course import Course, CourseExercise
from grader.grading.grade import grade
from grader.grading.handout import module
from grader.grading.variants import (
    FROM_RIGHT,
    apart,
    filled,
    for_student,
    tells_apart,
    values_of,
    variant,
    varied,
)
from tests.here import FIRST, Here, write

STUDENTS = [f"s{k}" for k in range(200)]
ASSIGNED = "x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1\n"


@pytest.fixture
def first(course: Course) -> CourseExercise:
    """Exercise 1."""
    return course.find("manual-gradients")


@pytest.fixture
def own(course: Course) -> Course:
    """This course, in which every student has other numbers."""
    return replace(course, settings=msgspec.structs.replace(course.settings, variants=True))


def test_200_students(first: CourseExercise) -> None:
    """Allowed numbers, nearly all different, and each draw tells all rules apart that it must."""
    exercise = first.exercise
    drawn = [variant(exercise, "a secret", student) for student in STUDENTS]
    needed = apart(exercise)
    assert {(part, "") for part, one, _ in needed if not one} == {
        (part.id, "") for part in exercise.parts
    }
    for numbers in drawn:
        assert list(numbers) == ["x", "w", "b", "lr"]
        assert all(numbers[name] in numbers_of(one) for name, one in exercise.variants.items())
        assert tells_apart(exercise, numbers, needed)
    assert len({tuple(numbers.values()) for numbers in drawn}) > 180
    for name, allowed in exercise.variants.items():
        most = Counter(numbers[name] for numbers in drawn).most_common(1)[0][1]
        assert most < 200 * 3 / len(numbers_of(allowed)) + 20, name


def test_no_misconception_is_right_for_any_of_them(first: CourseExercise) -> None:
    """Worked out here once more: whoever makes a named mistake does not get the right number."""
    exercise = first.exercise
    for student in STUDENTS[:40]:
        true = exercise.graph.true_values(
            {**exercise.givens, **variant(exercise, "a secret", student)}
        )
        for wrong_rule in exercise.misconceptions:
            right, wrong = float(true[wrong_rule.part]), float(wrong_rule.as_rule()(true))
            assert not abs(wrong - right) <= FROM_RIGHT * abs(right), (student, wrong_rule.id)


def test_a_draw_depends_on_secret_exercise_and_student(first: CourseExercise) -> None:
    """And on nothing else: these numbers must stay what they are, for they have been handed out."""
    exercise = first.exercise
    stated = variant(exercise, "a secret", "s1")
    assert stated == variant(exercise, "a secret", "s1")
    assert stated != variant(exercise, "another", "s1")
    assert stated != variant(exercise, "a secret", "s2")
    assert stated != variant(replace(exercise, id="another"), "a secret", "s1")
    tiny = replace(exercise, variants={"x": Between(1, 9, 0)}, misconceptions=())
    numbers = [variant(tiny, "a secret", student)["x"] for student in STUDENTS[:3]]
    assert numbers == PINNED


PINNED = [2.0, 1.0, 8.0]


def toy(*wrong: Misconception, variants: dict[str, tuple[float, ...]]) -> Exercise:
    """P = x * k, with these wrong rules."""
    return Exercise(
        id="toy",
        title="Toy",
        givens={"x": 3.0, "k": 5.0},
        alternative_givens={"x": 4.0},
        parts=(Part("p", 1, Number(lambda x, k: x * k)),),
        misconceptions=wrong,
        variants=variants,
    )


SUM = Misconception("sum", "p", lambda x, k: x + k, "a sum", "Is it?")
SQUARE = Misconception("square", "p", lambda x: x * x, "a square", "Is it?")


def test_draws_that_tell_nothing_are_thrown_away() -> None:
    """With x = 1.25, a sum is the product; with x = 5, the square is."""
    exercise = toy(SUM, SQUARE, variants={"x": (1.25, 5.0, 2.0)})
    assert {variant(exercise, "", student)["x"] for student in STUDENTS} == {2.0}


def test_wrong_rules_are_told_from_each_other() -> None:
    """With x = 2.7912878, a sum is the square."""
    exercise = toy(SUM, SQUARE, variants={"x": (2.7912878, 2.0)})
    assert {variant(exercise, "", student)["x"] for student in STUDENTS[:50]} == {2.0}
    alone = toy(SUM, variants={"x": (2.7912878, 2.0)})
    assert len({variant(alone, "", student)["x"] for student in STUDENTS[:50]}) == 2


def test_ranges_that_hold_no_draw() -> None:
    """Are a fault of the exercise, in one sentence."""
    with pytest.raises(CourseError, match="toy: none of 2000 draws of its variants tells"):
        variant(toy(SUM, variants={"x": (1.25,)}), "", "s1")


def test_a_right_value_must_be_finite() -> None:
    """Whatever the misconceptions are."""
    part = Part("p", 1, Number(lambda x: float("inf") if x == 0 else x))
    odd = replace(toy(variants={"x": (0.0, 2.0)}), parts=(part,))
    assert {variant(odd, "", student)["x"] for student in STUDENTS[:50]} == {2.0}
    assert values_of(odd, {"x": 2.0})["p"][""] == 2.0


# the stub


def test_the_stub_is_filled_in(first: CourseExercise) -> None:
    """In code and text, and nothing else changes."""
    text = filled(first, {"x": 1.7, "w": -0.25, "b": 1.0, "lr": 0.05})
    changed = [
        (old, new)
        for old, new in zip(first.stub.split("\n"), text.split("\n"), strict=True)
        if old != new
    ]
    assert changed == [
        (
            (
                "# A neuron has one input $x = 2.0$, one weight $w = 0.5$ and one bias $b = 0.3$. "
                "Its activation is"
            ),
            (
                "# A neuron has one input $x = 1.7$, one weight $w = -0.25$ and one bias "
                "$b = 1.0$. Its activation is"
            ),
        ),
        (
            r"#    learning rate $\alpha = 0.1$, which is called `lr` below.",
            r"#    learning rate $\alpha = 0.05$, which is called `lr` below.",
        ),
        ("x = 2.0", "x = 1.7"),
        ("w = 0.5", "w = -0.25"),
        ("b = 0.3", "b = 1.0"),
        ("lr = 0.1", "lr = 0.05"),
    ]


STUB = "# %% [markdown]\n# {text}\n\n# %%\nx = 3.0  # = 3.0\nk = 5.0\np = None\n"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("$x = 3.0$ and `x=3.0`, x = 3", "$x = 4.0$ and `x=4.0`, x = 4"),
        (r"$\xi = 3.0$, $x_1 = 3.0$", r"$\xi = 4.0$, $x_1 = 4.0$"),
        ("$k = 5.0$, at least 3 digits", "$k = 5.0$, at least 3 digits"),
        ("$x = 7.0$ is another", "$x = 7.0$ is another"),
    ],
)
def test_numbers_in_the_text(tmp_path: Path, said: str, written: str) -> None:
    """Behind the given's name, or behind another name; comments in code stay."""
    (tmp_path / "stub.py").write_text(STUB.format(text=said), encoding="utf-8")
    entry = CourseExercise(toy(variants={"x": (4.0,)}), 1, tmp_path)
    code = ("x = 3.0  #", "x = 4.0  #")
    assert filled(entry, {"x": 4.0}) == STUB.format(text=written).replace(*code)


@pytest.mark.parametrize(
    ("stub", "problem"),
    [
        (STUB.format(text="the input is 3.0"), "the text says 3.0, which is the given 'x': write"),
        ("# %%\nx = float(3)\nk = 5.0\n", "'x' is assigned no number, so that no student's own"),
    ],
)
def test_a_stub_that_cannot_be_filled_in(tmp_path: Path, stub: str, problem: str) -> None:
    """Is said with its path; half a variant is worse than none."""
    (tmp_path / "stub.py").write_text(stub, encoding="utf-8")
    entry = CourseExercise(toy(variants={"x": (4.0,)}), 1, tmp_path)
    with pytest.raises(CourseError, match=re.escape(f"stub.py: {problem}")):
        filled(entry, {"x": 4.0})


# courses


def test_only_where_it_is_wanted(course: Course, own: Course) -> None:
    """Without the setting or a student the course is the very same, and so are other exercises."""
    assert for_student(course, "s1") is course
    assert for_student(own, "") is own
    mine = for_student(own, "s1")
    assert mine.digest == own.digest
    assert mine.exercises[1:] == own.exercises[1:]
    assert mine.exercises[0].exercise.givens != own.exercises[0].exercise.givens
    assert varied(own.exercises[1], "s1") is own.exercises[1]


def test_a_course_without_a_secret(own: Course) -> None:
    """Everybody could work the numbers of others out."""
    open_one = replace(own, settings=msgspec.structs.replace(own.settings, secret=""))
    with pytest.raises(CourseError, match="`variants = true` needs a `secret`"):
        for_student(open_one, "s1")


def solved(givens: dict[str, float], source: str = FIRST) -> str:
    """Exercise 1, solved on these givens."""
    assert source.startswith(ASSIGNED)
    return source.replace(ASSIGNED, "".join(f"{n} = {v}\n" for n, v in givens.items()))


def test_a_student_is_held_against_the_own_numbers(own: Course, tmp_path: Path) -> None:
    """A right solution is right, nothing is said of givens, and a slip is named."""
    for student in STUDENTS[:3]:
        mine = for_student(own, student)
        givens = dict(mine.exercises[0].exercise.givens)
        path = write(tmp_path, solved(givens))
        [done] = grade(path, mine, Here(), exercises=["1"]).result.exercises
        assert {part.status for part in done.parts} == {"right"}
        assert done.messages == []
        path = write(tmp_path, solved(givens, FIRST.replace("a - y", "y - a")))
        [done] = grade(path, mine, Here(), exercises=["1"]).result.exercises
        assert done.points == 8
        named = [part.misconception.id for part in done.parts if part.misconception]
        assert named == ["dz-sign"]


def test_numbers_of_another_student_are_changed_givens(own: Course, tmp_path: Path) -> None:
    """They are said, and the answers are judged on them, as ever."""
    theirs = dict(for_student(own, "s2").exercises[0].exercise.givens)
    mine = for_student(own, "s1")
    [done] = grade(write(tmp_path, solved(theirs)), mine, Here(), exercises=["1"]).result.exercises
    different = {n for n, v in theirs.items() if v != mine.exercises[0].exercise.givens[n]}
    assert {m.fields["name"] for m in done.messages if m.code == "given.changed"} == different
    assert different
    assert done.points == done.max_points


def test_typed_results_of_another_student_are_wrong(own: Course, tmp_path: Path) -> None:
    """Above the own givens they are no answers."""
    mine, theirs = (for_student(own, student).exercises[0].exercise for student in ("s1", "s2"))
    true = theirs.graph.true_values(theirs.givens)
    lines = [f"{name} = {value}" for name, value in mine.givens.items()]
    lines += [f"{part.id} = {float(true[part.id])!r}" for part in theirs.parts]
    path = write(tmp_path, "\n".join(lines) + "\n")
    [done] = grade(path, for_student(own, "s1"), Here(), exercises=["1"]).result.exercises
    assert done.parts[0].points == 0
    assert done.points <= done.max_points / 2


def test_an_untouched_stub_of_a_student_earns_nothing(own: Course, tmp_path: Path) -> None:
    """And holds no number that is not the student's."""
    mine = for_student(own, "s1")
    text = module(mine, mine.exercises[:1])
    path = tmp_path / "hw.py"
    path.write_text(text, encoding="utf-8")
    [done] = grade(path, mine, Here(), exercises=["1"]).result.exercises
    assert done.points == 0
    assert [m for m in done.messages if m.code == "given.changed"] == []
