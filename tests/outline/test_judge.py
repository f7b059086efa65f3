"""What holds among a student's own values is found, and each that does not is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.grading.course import Course
from tests.checkups import checked, codes, finding, states
from tests.here import FIRST, SECOND, THIRD

FITS = {
    **dict.fromkeys(["z", "a", "L"], "present"),
    **dict.fromkeys(["dL_dz", "dL_dw", "dL_db", "w_new", "b_new"], "holds"),
    "f": "present",
    **dict.fromkeys(["df", "trajectory_x", "trajectory_y", "x"], "holds"),
    "figure": "present",
    **dict.fromkeys(["final_x", "final_f", "fastest_lr"], "holds"),
    **dict.fromkeys(["converged_iter", "status"], "present"),
    "learning-rates/figure": "present",
}


def test_all_of_a_right_submission_fits(course: Course, tmp_path: Path) -> None:
    """Nothing is to be looked at, and every relation was told."""
    assert states(checked(tmp_path, course, FIRST, SECOND, THIRD)) == FITS


def changed(source: str, *edits: tuple[str, str]) -> str:
    """The source with each first text replaced; every one must be there."""
    for old, new in edits:
        assert old in source
        source = source.replace(old, new)
    return source


NEURON = [
    ([("dL_dz = a - y", "dL_dz = y - a")], "dL_dz", "check.slope.sign"),
    ([("dL_dz = a - y", "dL_dz = (a - y) * a")], "dL_dz", "check.slope"),
    ([("dL_dz = a - y", "dL_dz = 0.0")], "dL_dz", "check.slope.zero"),
    ([("dL_dw = dL_dz * x", "dL_dw = dL_dz")], "dL_dw", "check.slope"),
    ([("dL_dw = dL_dz * x", "dL_dw = dL_dz * w")], "dL_dw", "check.slope"),
    ([("dL_dw = dL_dz * x", "dL_dw = -dL_dz * x")], "dL_dw", "check.slope.sign"),
    ([("dL_db = dL_dz", "dL_db = dL_dz * b")], "dL_db", "check.slope"),
    ([("dL_db = dL_dz", "dL_db = 1")], "dL_db", "check.slope"),
    ([("dL_dw = dL_dz * x", "dL_dw = -0.43")], "dL_dw", "check.slope"),
    ([("w_new = w - lr", "w_new = w + lr")], "w_new", "check.rises"),
    ([("b_new = b - lr", "b_new = b + lr")], "b_new", "check.rises"),
    ([("z = w * x + b", "z = np.array([1.0, 2.0])")], "z", "wrong.shape"),
    ([("z = w * x + b", "z = float('nan')")], "z", "wrong.not-finite"),
    ([("z = w * x + b", "z = 'much'")], "z", "wrong.is-text"),
]


@pytest.mark.parametrize(("edits", "part", "code"), NEURON)
def test_a_wrong_value_of_the_neuron(
    course: Course, tmp_path: Path, edits: list[tuple[str, str]], part: str, code: str
) -> None:
    """It is named where it was made, and what rests on it is not charged again."""
    checkup = checked(tmp_path, course, changed(FIRST, *edits))
    assert finding(checkup, part).state == "fails"
    assert codes(checkup, part)[0] == code
    assert [one.part for one in checkup.troubles] == [part] or part == "z"


@pytest.mark.parametrize(
    "edit",
    [
        ("L = -(y * np.log(a) + (1 - y) * np.log(1 - a))", "L = (a - y) ** 2"),
        ("L = -(y * np.log(a) + (1 - y) * np.log(1 - a))", "L = np.log(a)"),
    ],
)
def test_gradients_are_held_against_the_own_loss(
    course: Course, tmp_path: Path, edit: tuple[str, str]
) -> None:
    """With another loss, the right gradient of the right loss does not fit."""
    checkup = checked(tmp_path, course, changed(FIRST, edit))
    assert finding(checkup, "L").state == "present"
    assert finding(checkup, "dL_dz").state == "fails"


def test_a_wrong_loss_with_its_own_gradient_fits(course: Course, tmp_path: Path) -> None:
    """Whether the loss is the right one, only grading tells."""
    source = changed(
        FIRST,
        ("L = -(y * np.log(a) + (1 - y) * np.log(1 - a))", "L = (a - y) ** 2"),
        ("dL_dz = a - y", "dL_dz = 2 * (a - y) * a * (1 - a)"),
    )
    found = states(checked(tmp_path, course, source))
    assert {found[name] for name in ("dL_dz", "dL_dw", "dL_db", "w_new", "b_new")} == {"holds"}


def test_values_that_were_typed_in(course: Course, tmp_path: Path) -> None:
    """Three digits are enough, as in grading; a loss that was typed in tells nothing of slopes."""
    typed = changed(FIRST, ("dL_dw = dL_dz * x", "dL_dw = -0.428"))
    assert finding(checked(tmp_path, course, typed), "dL_dw").state == "holds"
    source = changed(FIRST, ("L = -(y * np.log(a) + (1 - y) * np.log(1 - a))", "L = 0.2413"))
    checkup = checked(tmp_path, course, source)
    assert finding(checkup, "dL_dw").state == "unknown"
    assert codes(checkup, "dL_dw") == ["check.flat"]
    assert codes(checkup, "w_new") == ["check.flat"]


def test_a_loss_that_is_rounded_tells_no_slope_that_is_right(
    course: Course, tmp_path: Path
) -> None:
    """What cannot be told is open; it is no reproach."""
    source = changed(FIRST, ("np.log(1 - a))\n", "np.log(1 - a))\nL = round(L, 3)\n"))
    assert finding(checked(tmp_path, course, source), "dL_dw").state == "unknown"


def test_a_section_that_cannot_run_again(course: Course, tmp_path: Path) -> None:
    """All in one line, the quantity has no place of its own where it could be moved."""
    source = changed(FIRST, ("x, w, b, y, lr = 2.0, 0.5, 0.3, 1.0, 0.1\n", ""))
    source = "x = 2.0; w = 0.5; b = 0.3; y = 1.0; lr = 0.1\n" + source
    assert finding(checked(tmp_path, course, source), "dL_dw").state == "holds"
    whole = "def go():\n    return 0.5, 1.0, 2.0\nw, dL_dw, L = go()"
    checkup = checked(tmp_path, course, whole)
    assert codes(checkup, "dL_dw") == ["check.no-rerun"]


def test_nothing_of_the_students_is_changed(course: Course, tmp_path: Path) -> None:
    """The section runs again on a copy: lists in place are not appended to."""
    source = FIRST + "seen = []\nseen.append(w)\nL = L + 0 * seen[0]\nassert len(seen) == 1\n"
    found = states(checked(tmp_path, course, source, SECOND))
    assert found["dL_dw"] == "holds"
    assert found["trajectory_x"] == "holds"


DESCENT = [
    ([("return 2 * x - 4", "return 2 * x")], "df", "wrong.gradient.own"),
    ([("return 2 * x - 4", "return 4 - 2 * x")], "df", "wrong.gradient.own"),
    ([("return x**2 - 4 * x + 7", "return x**2 + 7")], "df", "wrong.gradient.own"),
    ([("x = x - lr * df(x)", "x = x + lr * df(x)")], "trajectory_x", "wrong.ascent"),
    ([("x = x - lr * df(x)", "x = x - 0.2 * df(x)")], "trajectory_x", "check.step"),
    ([("trajectory_x = [x]", "trajectory_x = []")], "trajectory_x", "check.length"),
    ([("x = 0.0", "x = 1.0")], "trajectory_x", "check.start"),
    ([("trajectory_y.append(f(x))", "trajectory_y.append(x)")], "trajectory_y", "pointwise.entry"),
    ([("trajectory_y.append(f(x))", "trajectory_y.append(f(trajectory_x[-2]))"),
      ("trajectory_y = [f(x)]", "trajectory_y = [0.0]")], "trajectory_y", "pointwise.late"),
    ([("trajectory_y = [f(x)]", "trajectory_y = []")], "trajectory_y", "pointwise.length"),
    ([("trajectory_x.append(x)", "trajectory_x.append(0.0)")], "trajectory_x", "trivial.still"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "part", "code"), DESCENT)
def test_a_wrong_value_of_the_descent(
    course: Course, tmp_path: Path, edits: list[tuple[str, str]], part: str, code: str
) -> None:
    """Against the own function, the own slope, the own path."""
    checkup = checked(tmp_path, course, "", changed(SECOND, *edits))
    assert finding(checkup, part).state == "fails", finding(checkup, part)
    assert codes(checkup, part)[0] == code


def test_the_end_is_not_the_last_entry(course: Course, tmp_path: Path) -> None:
    """`x` was set to something else."""
    checkup = checked(tmp_path, course, "", SECOND + "x = 2.0\n")
    assert codes(checkup, "x") == ["check.last"]


def test_a_path_along_the_own_wrong_slope_fits(course: Course, tmp_path: Path) -> None:
    """The slip is in df, and is named there alone."""
    source = changed(SECOND, ("return 2 * x - 4", "return 2 * x - 3"))
    checkup = checked(tmp_path, course, "", source)
    assert [one.part for one in checkup.troubles] == ["df"]


@pytest.mark.parametrize(
    ("body", "state", "code"),
    [
        ("pass", "missing", "function.returns-none"),
        ("return 'x'", "fails", "function.returns-other"),
        ("return 1 / 0", "crashed", "crashed"),
        ("return np.array([x, x])", "fails", "function.returns-array"),
        ("return np.random.default_rng().normal()", "fails", "check.random"),
    ],
)
def test_a_function_that_is_none(
    course: Course, tmp_path: Path, body: str, state: str, code: str
) -> None:
    """It returns nothing, no number, or another one each time; or it stops."""
    source = changed(SECOND, ("return x**2 - 4 * x + 7", body))
    checkup = checked(tmp_path, course, "", source.split("x = 0.0")[0])
    assert finding(checkup, "f").state == state
    assert codes(checkup, "f") == [code]


def test_a_constant_slope_proves_nothing(course: Course, tmp_path: Path) -> None:
    """Of a constant function the slope is 0 everywhere: that fits, and says nothing."""
    source = changed(SECOND, ("return x**2 - 4 * x + 7", "return 3.0"),
                     ("return 2 * x - 4", "return 0.0"))  # fmt: skip
    checkup = checked(tmp_path, course, "", source)
    assert finding(checkup, "df").state == "unknown"
    assert codes(checkup, "df") == ["check.constant"]


RATES = [
    ([('"final_x": x', '"final_x": 2.0')], "final_x", "check.ends"),
    ([("    x = 0.0\n", "")], "final_x", "check.ends"),
    ([('"final_f": f(x)', '"final_f": x')], "final_f", "check.column"),
    ([("fastest_lr = 0.5", "fastest_lr = 0.1")], "fastest_lr", "check.smallest"),
    ([("learning_rates = [0.01, 0.1, 0.5, 0.9, 1.1]", "learning_rates = [0.01, 0.1]")],
     "final_x", "check.rows"),
    ([('"status": status', '"mood": status')], "status", "table.no-column"),
]  # fmt: skip


@pytest.mark.parametrize(("edits", "part", "code"), RATES)
def test_a_wrong_value_of_the_table(
    course: Course, tmp_path: Path, edits: list[tuple[str, str]], part: str, code: str
) -> None:
    """Against runs with the own slope, the own function, the own table."""
    before = "x = 0.0\n" if "    x = 0.0\n" in dict(edits) else ""
    source = before + changed(THIRD, *edits)
    checkup = checked(tmp_path, course, "", SECOND, source)
    assert finding(checkup, part).state in ("fails", "missing")
    assert codes(checkup, part)[0] == code


def test_a_table_in_another_layout_is_read(course: Course, tmp_path: Path) -> None:
    """A dict of columns, whose rows are told by their place when a function has gone over it."""
    source = THIRD + "results = {k: [row[k] for row in results] for k in results[0]}\n"
    found = states(checked(tmp_path, course, "", SECOND, source))
    assert (found["final_x"], found["final_f"]) == ("holds", "holds")


def test_a_helper_is_told_of_where_it_is_missing(course: Course, tmp_path: Path) -> None:
    """And not where its own exercise is in the same file."""
    checkup = checked(tmp_path, course, "", "", THIRD)
    assert finding(checkup, "df").state == "missing"
    wrong = changed(SECOND, ("return 2 * x - 4", "return 2 * x - 3"))
    checkup = checked(tmp_path, course, "", wrong, THIRD)
    assert [one.part for one in checkup.findings].count("df") == 1


def test_what_has_not_been_begun(course: Course, tmp_path: Path) -> None:
    """An exercise without code is said to have none, and has no findings."""
    checkup = checked(tmp_path, course, FIRST)
    first, second, _ = checkup.exercises
    assert first.findings
    assert second.findings == []
    assert [message.code for message in second.messages] == ["missing.section"]


def test_code_that_stops(course: Course, tmp_path: Path) -> None:
    """Where it stopped is said once, with the line of the file; what came after is missing."""
    source = changed(FIRST, ("dL_dw = dL_dz * x", "dL_dw = dL_dz * nothing"))
    checkup = checked(tmp_path, course, source)
    [stopped] = checkup.exercises[0].messages
    assert stopped.code == "code.crashed"
    assert stopped.fields["line"] == 7
    assert finding(checkup, "dL_dz").state == "holds"
    assert finding(checkup, "w_new").state == "missing"


HONEST = [
    ("x", "x = round(x, 2)\n"),
    ("x", "x = f'{x:.3f}'\n"),
    ("trajectory_x", "for lr in (0.5, 1.1):\n    pass\n"),
    ("trajectory_x", "n_iterations = 50\n"),
    ("trajectory_y", "trajectory_x, trajectory_y = np.round((trajectory_x, trajectory_y), 2)\n"),
    ("trajectory_y", "trajectory_x = [round(v, 5) for v in trajectory_x]\n"),
    ("trajectory_y", "trajectory_y = [f'{v:.4f}' for v in trajectory_y]\n"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "more"), HONEST)
def test_digits_and_names_bound_anew_are_no_fault(
    course: Course, tmp_path: Path, part: str, more: str
) -> None:
    """Values may be rounded, and code that follows may use `lr` and `n_iterations` again."""
    assert finding(checked(tmp_path, course, "", SECOND + more), part).state == "holds"


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("(f(x + 1e-5) - f(x - 1e-5)) / 2e-5", "holds"),
        ("(f(x + 1e-8) - f(x)) / 1e-8", "holds"),
        ("(f(x + 1e-4) - f(x)) / 1e-4", "unknown"),
        ("(f(x + 1e-2) - f(x)) / 1e-2", "fails"),
        ("2 * x - 4.01", "fails"),
    ],
)
def test_a_derivative_by_difference_quotients(
    course: Course, tmp_path: Path, body: str, state: str
) -> None:
    """As grading has it; where that may go either way, it is open."""
    source = changed(SECOND, ("2 * x - 4", body))
    assert finding(checked(tmp_path, course, "", source), "df").state == state


def test_rounded_rows_and_a_zero_for_never(course: Course, tmp_path: Path) -> None:
    """Four decimals of `final_x` are many of `final_f` where f is steep."""
    source = changed(
        THIRD,
        ('"final_x": x, "final_f": f(x)', '"final_x": round(x, 3), "final_f": round(f(x), 3)'),
        ('"converged_iter": converged_iter', '"converged_iter": converged_iter or 0'),
    )
    found = states(checked(tmp_path, course, "", SECOND, source))
    assert (found["final_f"], found["fastest_lr"]) == ("holds", "holds")


@pytest.mark.parametrize(
    "more",
    [
        "z = w_new * x + b_new\na = 1 / (1 + np.exp(-z))\nL = -np.log(a)\n",
        "w, b = w_new, b_new\nL = -np.log(1 / (1 + np.exp(-(w * x + b))))\n",
        "for _ in range(5):\n    w = w - lr * dL_dw\n    L = -np.log(1 / (1 + np.exp(-w * x)))\n",
        "L = round(L, 2)\n",
    ],
)
def test_the_loss_after_the_step_is_not_the_one_that_slopes_are_of(
    course: Course, tmp_path: Path, more: str
) -> None:
    """The stub asks for a look at it, and a student may call it L again."""
    found = states(checked(tmp_path, course, FIRST + more))
    for part in ("dL_dz", "dL_dw", "dL_db", "w_new", "b_new"):
        assert found[part] == "holds", part


@pytest.mark.parametrize(("epsilon", "state"), [("1e-9", "holds"), ("1e-5", "unknown")])
def test_a_logarithm_that_is_kept_from_zero(
    course: Course, tmp_path: Path, epsilon: str, state: str
) -> None:
    """It is good style, and no slip."""
    source = changed(FIRST, ("np.log(a)", f"np.log(a + {epsilon})"))
    assert finding(checked(tmp_path, course, source), "dL_dz").state == state
