"""Number: follow-through over every mix of parents, its guards, and named causes."""

from __future__ import annotations

import numpy as np
import pytest

from grader.exercise.exercise import Exercise
from tests.observing import marked, statuses

GIVENS = "x = 2.0\nw = 0.5\nb = 0.3\ny = 1.0\nlr = 0.1\n"
STEPS = {
    "z": "w * x + b",
    "a": "1 / (1 + np.exp(-z))",
    "L": "-(y * np.log(a) + (1 - y) * np.log(1 - a))",
    "dL_dz": "a - y",
    "dL_dw": "dL_dz * x",
    "dL_db": "dL_dz",
    "w_new": "w - lr * dL_dw",
    "b_new": "b - lr * dL_db",
}


def code(givens: str = GIVENS, **changed: str) -> str:
    """The solved exercise with some lines changed."""
    return givens + "".join(f"{name} = {rule}\n" for name, rule in {**STEPS, **changed}.items())


def test_the_solved_exercise_is_all_right(neuron_exercise: Exercise) -> None:
    """Nothing is lost and nothing is remarked."""
    assert set(statuses(neuron_exercise, code()).values()) == {"right"}


@pytest.mark.parametrize("part", list(STEPS))
def test_one_slip_is_charged_once(neuron_exercise: Exercise, part: str) -> None:
    """A slip that everything after it is consistent with loses its own part only."""
    slip = code(**{part: f"({STEPS[part]}) * 1.07 - 0.011"})
    found = statuses(neuron_exercise, slip)
    lost = [name for name, status in found.items() if status not in ("right", "follow-through")]
    assert lost == [part]


def test_follow_through_says_from_what(neuron_exercise: Exercise) -> None:
    """The parent that was wrong is named, the right one is not."""
    found = marked(neuron_exercise, code(dL_dz="y - a")).verdicts
    assert found["dL_dw"].follow_through_from == ("dL_dz",)
    assert found["w_new"].follow_through_from == ("dL_dw",)
    assert found["dL_dz"].misconception is not None
    assert found["dL_dz"].misconception.id == "dz-sign"


def test_two_slips_are_both_charged(neuron_exercise: Exercise) -> None:
    """A second slip that starts from the first is still a slip."""
    found = statuses(neuron_exercise, code(a="1 / (1 + np.exp(z))", dL_dw="dL_dz * x + 0.3"))
    assert (found["a"], found["dL_dz"], found["dL_dw"]) == ("wrong", "follow-through", "wrong")


def test_a_mix_of_own_and_true_parents_counts(neuron_exercise: Exercise) -> None:
    """w_new from an own dL_dw and the stated lr, though lr was changed afterwards."""
    source = code(dL_dw="dL_dz * x * 1.5") + "lr = 3.0\n"
    found = marked(neuron_exercise, source).verdicts["w_new"]
    assert found.status == "follow-through"
    assert found.follow_through_from == ("dL_dw",)


@pytest.mark.parametrize(
    "trick",
    [
        {"dL_dz": "0.0"},
        {"dL_dz": "0"},
        {"dL_dz": "float('nan')"},
        {"dL_dz": "float('inf')"},
        {"dL_dz": "None", "dL_dw": "None", "dL_db": "None", "w_new": "w", "b_new": "b"},
        {"dL_dz": "''", "dL_dw": "''", "dL_db": "''", "w_new": "w", "b_new": "b"},
    ],
)
def test_nothing_follows_through_from_nothing(
    neuron_exercise: Exercise, trick: dict[str, str]
) -> None:
    """A zero, nan, infinite or absent gradient earns nothing for what rests on it."""
    with np.errstate(all="ignore"):
        found = statuses(neuron_exercise, code(**trick))
    for part in ("dL_dz", "dL_dw", "dL_db"):
        assert found[part] in ("wrong", "missing")
    for part in ("w_new", "b_new"):
        if trick.get("w_new"):
            assert found[part] in ("wrong", "missing")


@pytest.mark.parametrize(
    ("given", "lost"),
    [("lr = 0.1", {"w_new", "b_new"}), ("x = 2.0", {"z", "dL_dw"})],
)
def test_a_given_set_to_zero_makes_rules_trivial(
    neuron_exercise: Exercise, given: str, lost: set[str]
) -> None:
    """Lr = 0 makes every update right and x = 0 every product: neither earns anything."""
    name = given.split(" = ", maxsplit=1)[0]
    found = statuses(neuron_exercise, code(GIVENS.replace(given, f"{name} = 0.0")))
    assert {part for part in lost if found[part] != "wrong"} == set()


@pytest.mark.parametrize(
    ("change", "values", "parts"),
    [
        ({"lr = 0.1": "lr = 1e-9"}, {"w_new": "w", "b_new": "b"}, ("w_new", "b_new")),
        ({"x = 2.0": "x = 1.0"}, {"dL_dw": "dL_dz"}, ("dL_dw",)),
        ({"x = 2.0": "x = 1.0000001"}, {"dL_dw": "dL_dz"}, ("dL_dw",)),
        ({"lr = 0.1": "lr = 0.9999999"}, {"w_new": "w - dL_dw"}, ("w_new",)),
        ({}, {"dL_dz": "0.002", "w_new": "w", "b_new": "b"}, ("w_new", "b_new")),
        ({"b = 0.3": "b = 1e9"}, {"z": "1e9"}, ("z",)),
        ({"w = 0.5": "w = 1e-9", "b = 0.3": "b = 1e-9"}, {"z": "0.0", "a": "0.5"}, ("z", "a")),
        ({"y = 1.0": "y = 0.5"}, {"a": "0.5", "dL_dz": "0.0"}, ("a", "dL_dz")),
    ],
)
def test_givens_that_do_the_work_earn_nothing(
    neuron_exercise: Exercise, change: dict[str, str], values: dict[str, str], parts: tuple[str]
) -> None:
    """Tiny, huge and neutral givens take the rule away from the answer."""
    givens = GIVENS
    for stated, own in change.items():
        givens = givens.replace(stated, own)
    found = marked(neuron_exercise, code(givens, **values)).verdicts
    assert {part: found[part].fraction for part in parts} == dict.fromkeys(parts, 0.0)


def test_a_changed_given_costs_nothing_by_itself(neuron_exercise: Exercise) -> None:
    """Other numbers worked through rightly follow through, and the change is remarked."""
    result = marked(neuron_exercise, code(GIVENS.replace("w = 0.5", "w = 0.6")))
    assert {v.fraction for v in result.verdicts.values()} == {1.0}
    assert result.changed == {"w": "0.6"}


def test_a_value_outside_the_domain_gives_no_follow_through(neuron_exercise: Exercise) -> None:
    """A loss cannot be worked out from a prediction of 1.3, and the student is told so."""
    found = marked(neuron_exercise, code(a="z", L="0.5")).verdicts["L"]
    assert found.status == "wrong"
    assert found.message.code == "wrong.undefined"


def test_rounding_carries_on(neuron_exercise: Exercise) -> None:
    """Values typed by hand, each from the rounded one before, are right."""
    typed = code(
        a="0.7858", L="0.2411", dL_dz="-0.2142", dL_dw="-0.4284", dL_db="-0.2142",
        w_new="0.54284", b_new="0.32142",
    )  # fmt: skip
    assert set(statuses(neuron_exercise, typed).values()) == {"right"}


def test_two_digits_earn_half_and_one_digit_nothing(neuron_exercise: Exercise) -> None:
    """0.79 is near; 0.8 and 1 might be anything."""
    assert marked(neuron_exercise, code(a="0.79")).verdicts["a"].fraction == 0.5
    assert marked(neuron_exercise, code(a="0.8")).verdicts["a"].fraction == 0
    assert marked(neuron_exercise, code(w_new="1")).verdicts["w_new"].fraction == 0


@pytest.mark.parametrize(
    ("part", "rule", "cause"),
    [
        ("z", "w * x", "z-no-bias"),
        ("a", "1 / (1 + np.exp(z))", "a-plus-exp"),
        ("L", "np.log(a)", "L-sign"),
        ("L", "-np.log10(a)", "L-log10"),
        ("dL_dz", "y - a", "dz-sign"),
        ("dL_dz", "(a - y) * a * (1 - a)", "dz-mse-chain"),
        ("dL_dw", "dL_dz", "dw-no-x"),
        ("dL_db", "dL_dz * x", "db-x"),
        ("w_new", "w + lr * dL_dw", "w-ascent"),
        ("b_new", "b + lr * dL_db", "b-ascent"),
        ("w_new", "w - dL_dw", "w-no-lr"),
        ("b_new", "b - lr * dL_dw", "b-swapped"),
    ],
)
def test_a_misconception_is_named(
    neuron_exercise: Exercise, part: str, rule: str, cause: str
) -> None:
    """The wrong rule is found by its value, on the student's own parents too."""
    for before in ({}, {"z": "w * x + b + 0.4"}):
        found = marked(neuron_exercise, code(**{**before, part: rule})).verdicts[part]
        assert found.status == "wrong"
        if part != "z" or not before:
            assert found.misconception is not None
            assert found.misconception.id == cause
            assert found.misconception.sure or part == "z"  # 1.0 may be an accident


def test_of_a_tie_only_the_shared_nudge_is_said(neuron_exercise: Exercise) -> None:
    """On the stated numbers w = 1/x: without a re-run the cause cannot be told."""
    for rule in ("dL_dz / x", "dL_dz * w"):
        named = marked(neuron_exercise, code(dL_dw=rule)).verdicts["dL_dw"].misconception
        assert named is not None
        assert not named.sure
        assert " or " in named.name
        assert named.hints[1:] == ("", "")


def test_a_cause_is_looked_for_among_what_the_code_has(neuron_exercise: Exercise) -> None:
    """Code goes on with its own values, so a rule on those comes before one on the true ones."""
    wrong = code(dL_dz="y - a", dL_db="dL_dz * b", b_new="b + lr * dL_db")
    named = marked(neuron_exercise, wrong).verdicts["b_new"].misconception
    assert named is not None
    assert named.id == "b-ascent"


def test_a_coarse_value_only_looks_like_a_misconception(neuron_exercise: Exercise) -> None:
    """Three digits may agree by accident, so the cause is not said for sure."""
    found = marked(neuron_exercise, code(dL_dz="0.214")).verdicts["dL_dz"]
    assert found.misconception is not None
    assert not found.misconception.sure


def test_an_unexplained_value_has_no_cause(neuron_exercise: Exercise) -> None:
    """No name is made up."""
    assert marked(neuron_exercise, code(dL_dz="0.1234567")).verdicts["dL_dz"].misconception is None


def test_no_message_holds_an_expected_value(neuron_exercise: Exercise) -> None:
    """The true numbers are for staff only."""
    found = marked(neuron_exercise, code(dL_dz="y - a + 0.01", dL_dw="3.3", w_new="7.7"))
    public = repr(
        [(v.message, v.remarks, v.value, v.misconception) for v in found.verdicts.values()]
    )
    for secret in ("-0.2141650", "-0.4283300", "0.542833"):
        assert secret not in public
    assert "-0.42833003" in (found.verdicts["dL_dw"].staff.expected or "")
