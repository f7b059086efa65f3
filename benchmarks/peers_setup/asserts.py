"""The asserts that the other graders get: one a part, worth the same points, for the same names."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.peers_setup.submissions import Cell, Material

CLOSE = "np.testing.assert_allclose({}, {}, rtol=1e-3, atol=1e-6)"
FINAL = "2 - 2 * (1 - 2 * np.array([0.01, 0.1, 0.5, 0.9, 1.1])) ** 30"
COLUMN = "[row[{!r}] for row in results]"


@dataclass(frozen=True, slots=True)
class Test:
    """The test of one part."""

    exercise: str
    name: str
    points: int
    source: str
    figure: bool = False


def _close(exercise: str, name: str, points: int, expected: str, got: str = "") -> Test:
    return Test(exercise, name, points, CLOSE.format(got or name, expected))


E1, E2, E3 = "manual-gradients", "gradient-descent", "learning-rates"
SLOPE = "(1 / (1 + np.exp(-1.3)) - 1)"
TESTS = (
    _close(E1, "z", 1, "1.3"),
    _close(E1, "a", 1, "1 / (1 + np.exp(-1.3))"),
    _close(E1, "L", 1, "np.log(1 + np.exp(-1.3))"),
    _close(E1, "dL_dz", 2, SLOPE),
    _close(E1, "dL_dw", 2, f"2 * {SLOPE}"),
    _close(E1, "dL_db", 1, SLOPE),
    _close(E1, "w_new", 1, f"0.5 - 0.2 * {SLOPE}"),
    _close(E1, "b_new", 1, f"0.3 - 0.1 * {SLOPE}"),
    _close(E2, "f", 1, "[7, 3, 4, 12, 4.75]", "[f(t) for t in (0.0, 2.0, 1.0, -1.0, 3.3228756)]"),
    _close(E2, "df", 2, "[-4, 0, -2, -6, 2.6]", "[df(t) for t in (0.0, 2.0, 1.0, -1.0, 3.3)]"),
    _close(E2, "trajectory_x", 3, "2 - 2 * 0.8 ** np.arange(21)"),
    _close(E2, "trajectory_y", 1, "3 + 4 * 0.64 ** np.arange(21)"),
    _close(E2, "x", 1, "2 - 2 * 0.8 ** 20"),
    Test(
        E2,
        "path_drawn",
        2,
        "assert any(\n"
        "    len(line.get_xdata()) == 21 and np.allclose(line.get_ydata(), trajectory_y)\n"
        "    for line in ax.lines\n"
        ")",
        figure=True,
    ),
    _close(E3, "final_x", 3, FINAL, COLUMN.format("final_x")),
    _close(E3, "final_f", 1, f"({FINAL} - 2) ** 2 + 3", COLUMN.format("final_f")),
    Test(
        E3,
        "converged_iter",
        2,
        f"assert {COLUMN.format('converged_iter')} == [None, 14, 1, 14, None]",
    ),
    Test(
        E3,
        "status",
        2,
        f"words = {COLUMN.format('status')}\n"
        "assert words[:3] == ['not yet', 'converged', 'converged']\n"
        "assert words[3] in ('oscillating', 'converged')\n"
        "assert words[4] == 'diverged'",
    ),
    _close(E3, "fastest_lr", 1, "0.5"),
    Test(E3, "runs_drawn", 1, "assert len(ax.lines) >= 5", figure=True),
)


def tests_of(material: Material) -> tuple[Test, ...]:
    """All tests, or those that need no figure."""
    return tuple(test for test in TESTS if material.figures or not test.figure)


def most_points(material: Material) -> int:
    """What a right submission earns."""
    return sum(test.points for test in tests_of(material))


def ends(cells: tuple[Cell, ...]) -> dict[str, str]:
    """The key of the last code cell of each exercise, after which it is tested."""
    return {cell.exercise: cell.key for cell in cells if cell.key and cell.exercise}
