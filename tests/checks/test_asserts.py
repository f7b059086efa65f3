"""Asserts: a test holds for just those submissions for which Python itself lets it pass."""

from __future__ import annotations

import textwrap
from typing import Any

import numpy as np
import pytest

from grader.checks.asserted.forms import Unclear
from grader.checks.asserts import Asserts, Trial, hidden_lines, read_trial
from grader.checks.verdict import Verdict
from grader.errors import CourseError
from grader.exercise.exercise import Exercise, Part
from grader.observation.codec import encode_probe
from tests.observing import marked

SQUARES = "def squares(n):\n    if n < 1:\n        raise ValueError('n')\n    return {}\n"
RIGHT = SQUARES.format("[i * i for i in range(1, n + 1)]")

CASES: dict[str, tuple[str, list[str]]] = {
    "a list": (
        "assert squares(3) == [1, 4, 9]",
        [
            RIGHT,
            SQUARES.format("[i * i for i in range(n)]"),
            SQUARES.format("(1, 4, 9)"),
            SQUARES.format("np.array([1, 4, 9])"),
            "def squares(n): return missing",
            "squares = 3",
            "other = 3",
            SQUARES.format("[1.0, 4.0, 9.0]"),
        ],
    ),
    "near a number": (
        "assert abs(root(2) - 1.4142) < 1e-3",
        ["def root(x): return x ** 0.5", "def root(x): return -(x ** 0.5)",
         "def root(x): return '1.4142'", "def root(x): return np.float32(x ** 0.5)",
         "def root(x): return None", "def root(x): return np.array([x ** 0.5])"],
    ),
    "rounded": (
        "assert round(x, 2) == 0.33 and x != 0.33",
        ["x = 1 / 3", "x = 0.33", "x = 0.34", "x = np.float64(1 / 3)", "x = 'a'"],
    ),
    "arrays": (
        "z = np.array([0.0, 1.0])\nassert np.allclose(f(z), 2 * z + 1)\nassert f(z).shape == (2,)",
        ["def f(z): return 2 * z + 1", "def f(z): return 2 * z", "def f(z): return [1.0, 3.0]",
         "def f(z): return (2 * z + 1).reshape(2, 1)", "def f(z): return np.full(2, np.nan)"],
    ),
    "numpy's assertions": (
        ("np.testing.assert_allclose(f(2), [1, 2], rtol=1e-3, err_msg='no')\n"
        "np.testing.assert_array_equal(np.sign(f(2)), [1, 1])"),
        ["def f(n): return np.array([1.0005, 2.0])", "def f(n): return [1, 2]",
         "def f(n): return [1.1, 2]", "def f(n): return [1, 2, 3]", "def f(n): return [-1, 2]"],
    ),
    "almost, as numpy has it": (
        "np.testing.assert_almost_equal(x, 1.0, decimal=3)",
        ["x = 1.0004", "x = 1.01", "x = [1.0]", "x = 'a'"],
    ),
    "almost, as unittest has it": (
        ("import unittest\nt = unittest.TestCase()\n"
        "t.assertAlmostEqual(x, 1.0, places=3)\nt.assertIn(2, y)\nt.assertIsNone(none)"),
        ["x, y, none = 1.0004, [2], None", "x, y, none = 1.01, [2], None",
         "x, y, none = 1.0, [3], None", "x, y, none = 1.0, {2}, 0"],
    ),
    "types": (
        "assert isinstance(x, (int, float)) and type(y) == list and isinstance(z, np.ndarray)",
        ["x, y, z = 1, [], np.zeros(2)", "x, y, z = True, [], np.zeros(2)",
         "x, y, z = np.float64(1), [], np.zeros(2)", "x, y, z = np.int64(1), [], np.zeros(2)",
         "x, y, z = 1, (), np.zeros(2)", "x, y, z = 1, [], [0.0]"],
    ),
    "types among several": (
        ("assert type(x) in (int, float) and type(y) not in (list, str)\n"
        "assert z.dtype == np.float64 and z.dtype == float and z.dtype != 'int64'"),
        ["x, y, z = 1, (), np.zeros(2)", "x, y, z = True, (), np.zeros(2)",
         "x, y, z = 1.5, [], np.zeros(2)", "x, y, z = 1, (), np.zeros(2, dtype=int)",
         "x, y, z = 1, (), [0.0]", "x, y, z = np.float64(1), (), np.zeros(2)"],
    ),
    "what is in it": (
        "assert 'a' in d and 'b' not in d\nassert len(d) == 2\nassert sorted(d) == ['a', 'c']",
        ["d = {'a': 1, 'c': 2}", "d = {'a': 1, 'b': 2}", "d = ['c', 'a']", "d = {'a'}", "d = 'ac'"],
    ),
    "is": (
        "assert x is None\nassert y is True",
        ["x, y = None, True", "x, y = 0, True", "x, y = None, 1", "x, y = None, np.True_"],
    ),
    "chains": (
        "assert 0 < x <= 1 or x == 7",
        ["x = 1", "x = 0", "x = 7", "x = 7.5", "x = None", "x = np.array([0.5, 0.6])"],
    ),
    "an error that must come": (
        ("try:\n    squares(0)\nexcept ValueError:\n    pass\n"
        "else:\n    raise AssertionError('did not raise')"),
        [RIGHT, "def squares(n): return []", "def squares(n): raise TypeError",
         "class Low(ValueError): pass\ndef squares(n): raise Low",
         "def squares(n): raise Exception"],
    ),
    "an error that must come, in a block": (
        "import pytest\nwith pytest.raises((ValueError, KeyError)):\n    x = squares(0)\n    x[0]",
        [RIGHT, "def squares(n): return []", "def squares(n): return {}", "squares = len"],
    ),
    "an error that must not come": (
        "try:\n    v = squares(2)\nexcept Exception:\n    assert False\nassert v[0] == 1",
        [RIGHT, "def squares(n): raise OSError", "def squares(n): return [2]"],
    ),
    "a name that is taken away": (
        ("kept = squares\ndel squares\ntry:\n    total(1)\nexcept NameError:\n    pass\n"
        "else:\n    raise AssertionError\nfinally:\n    squares = kept\nassert total(2) == 5"),
        [RIGHT + "def total(n): return sum(squares(n))",
         RIGHT + "def total(n): return sum(i * i for i in range(1, n + 1))",
         RIGHT + "def total(n): raise NameError"],
    ),
    "a loop": (
        ("for i in range(1, 4):\n    for j, k in [(1, 2), (3, 4)]:\n"
        "        assert f(i, j) == i * j + k - j"),
        ["def f(i, j): return i * j + 1", "def f(i, j): return i * j", "def f(i, j): return i + j"],
    ),
    "a loop along an answer": (
        "for v in f(3):\n    assert v > 0\nassert all(v < 10 for v in f(3))\nassert sum(f(3)) > 3",
        ["def f(n): return [1, 2, 9]", "def f(n): return [1, 2, 0]", "def f(n): return [1, 2, 10]",
         "def f(n): return 3", "def f(n): return []", "def f(n): return np.array([2.0, 2.0])"],
    ),
    "values that answers give": (
        ("path = walk(3)\nheights = [f(x) for x in path]\n"
        "assert all(b < a for a, b in zip(heights, heights[1:]))\nassert len(path) == 3"),
        ["def f(x): return x * x\ndef walk(n): return [3.0, 2.0, 1.0]",
         "def f(x): return x * x\ndef walk(n): return [1.0, 2.0, 3.0]",
         "def f(x): return -x\ndef walk(n): return [1.0, 2.0, 3.0]",
         "def f(x): return x\ndef walk(n): return [1.0, 2.0]"],
    ),
    "a slope by differences": (
        ("eps = 1e-6\nfor x in (0.5, 2.0):\n    d = (f(x + eps) - f(x - eps)) / (2 * eps)\n"
        "    assert abs(d - df(x)) < 1e-4"),
        ["def f(x): return x ** 2\ndef df(x): return 2 * x",
         "def f(x): return x ** 2\ndef df(x): return x",
         "def f(x): return 3 * x ** 2\ndef df(x): return 6 * x"],
    ),
    "functions of the test": (
        ("def near(a, b, tol=1e-6):\n    return np.max(np.abs(a - b)) < tol\n"
        "def check(fn, want):\n    assert near(fn(2.0), want)\ncheck(f, 4.0)\ncheck(g, 8.0)"),
        ["def f(x): return x * x\ndef g(x): return x ** 3",
         "def f(x): return x * x\ndef g(x): return x ** 2"],
    ),
    "a function that is handed over": (
        "assert abs(solve(lambda t: t * t - 2, 0.0, 2.0) - 2 ** 0.5) < 1e-6",
        [("def solve(f, a, b):\n    for _ in range(60):\n        m = (a + b) / 2\n"
         "        a, b = (m, b) if f(m) < 0 else (a, m)\n    return a"),
         "def solve(f, a, b): return b", "def solve(f, a, b): return f(a)"],
    ),
    "functions that are handed over": (
        (
            "def two(t):\n    u = t + 1\n    return u * u\n"
            "for g, want in [(lambda t: t, 2.0), (two, 16 / 3 * 1.625)]:\n"
            "    assert abs(area(g, 0, 2, n=2000) - want) < 1e-2\n"
            "assert area(f=two, a=0, b=0, n=1) == 0"
        ),
        [("def area(f, a, b, n):\n    h = (b - a) / n\n"
         "    return sum(f(a + (k + 0.5) * h) for k in range(n)) * h"),
         "def area(f, a, b, n): return f(b) - f(a)", "def area(f, a, b, n): return 0"],
    ),
    "arguments by name, texts": (
        ("kw = {'a': 2, 'b': 1}\nfor k in (1, 2):\n"
            "    assert name(k, **kw) == f'n{k}-{kw[\"a\"]}'\n"
        "assert hasattr(name, '__call__') and not hasattr(name, 'x')"),
        ["def name(k, a, b): return f'n{k}-{a}'", "def name(k, a, b): return f'n{k}-{b}'",
         "def name(k, b, a): return 'n1-2'", ("class N:\n    x = 1\n"
         "    def __call__(self, k, a, b): return f'n{k}-{a}'\nname = N()")],
    ),
    "arguments that are changed": (
        "xs = [3, 1, 2]\norder(xs)\nassert xs == [1, 2, 3]",
        ["def order(xs): xs.sort()", "def order(xs): return sorted(xs)"],
    ),
    "arguments that must stay": (
        ("X = np.ones(3)\nkept = X.copy()\ny = f(X)\nassert y.sum() == 6\n"
        "assert np.array_equal(X, kept)"),
        ["def f(X): return 2 * X", "def f(X):\n    X *= 2\n    return X", "def f(X): return X"],
    ),
    "arguments that are returned": (
        ("x = [3, 1]\ny = order(x)\nassert y == x and x[0] == 1\nx.append(2)\n"
        "assert order(x) == [1, 2, 3]"),
        ["def order(x):\n    x.sort()\n    return x", "def order(x): return sorted(x)"],
    ),
    "arguments that are given twice": (
        "d = {'a': 1}\nput(d, 2)\nput(d, k=3)\nassert d == {'a': 3}\nassert put({}, 1) is None",
        ["def put(d, k): d['a'] = k", "def put(d, k): return {'a': k}",
         "def put(d, k): d.setdefault('a', k)"],
    ),
    "arguments that stay": (
        "xs = np.array([3.0, 1.0])\nys = scale(xs)\nassert ys.max() == 6.0",
        ["def scale(xs): return 2 * xs", "def scale(xs): return xs"],
    ),
    "objects": (
        "c = Counter(2)\nc.add(3)\nc.add(n=4)\nassert c.value == 9\nassert c.twice() == 18",
        [("class Counter:\n    def __init__(self, v): self.value = v\n"
         "    def add(self, n): self.value += n\n    def twice(self): return 2 * self.value"),
         ("class Counter:\n    def __init__(self, v): self.value = v\n"
         "    def add(self, n): self.value = n\n    def twice(self): return 2 * self.value"),
         ("class Counter:\n    value = 9\n    def __init__(self, v): pass\n"
         "    def add(self, n): pass\n    def twice(self): return 9")],
    ),
    "a generator": (
        "g = count()\nassert next(g) == 0\nassert next(g) == 1",
        ["def count():\n    n = 0\n    while True:\n        yield n\n        n += 1",
         "def count():\n    while True:\n        yield 0"],
    ),
    "masks and slices": (
        ("assert (x[1:] - x[:-1] > 0).all()\n"
        "assert np.sum(x > 1) == 2\nassert x[x > 1].sum() == 5.0"),
        ["x = np.array([0.0, 2.0, 3.0])", "x = np.array([3.0, 2.0, 0.0])",
         "x = np.array([0.0, 1.0, 5.0])", "x = [0.0, 2.0, 3.0]"],
    ),
    "texts": (
        "assert word.lower().startswith('grad')\nassert str(type(word)) == \"<class 'str'>\"",
        ["word = 'Gradient'", "word = 'descent'", "word = 3"],
    ),
    "sets": (
        "assert primes(5) == {2, 3, 5}\nassert set(near) == {1, 2}",
        ["def primes(n): return {2, 3, 5}\nnear = [1, 2, 1]",
         "def primes(n): return [2, 3, 5]\nnear = [1, 2]",
         "def primes(n): return frozenset([2, 3, 5])\nnear = (2, 1)",
         "def primes(n): return {2, 3}\nnear = [1, 2]"],
    ),
    "several things that are returned": (
        "a, (b, c) = f()\nassert a + b == c\nassert f()[1][0] == 2",
        ["def f(): return 1, (2, 3)", "def f(): return 1, (2, 4)", "def f(): return 1, 2"],
    ),
    "an if that fails": (
        "if x > 3:\n    raise AssertionError('too large')\nassert x",
        ["x = 3", "x = 4", "x = 0"],
    ),
    "numbers of the test's own": (
        "want = []\nfor k in range(3):\n    want.append(k ** 2)\nwant[0] += 0\nassert f(3) == want",
        ["def f(n): return [0, 1, 4]", "def f(n): return [1, 4, 9]"],
    ),
}  # fmt: skip


def exercise(*trials: Trial | str, all_or_nothing: bool = False) -> Exercise:
    """One part with these tests."""
    check = Asserts(*trials, all_or_nothing=all_or_nothing)
    return Exercise(id="e", title="E", parts=(Part("p", 4, check),))


def verdict(source: str, *trials: Trial | str, all_or_nothing: bool = False) -> Verdict:
    """What is said of this code."""
    return marked(exercise(*trials, all_or_nothing=all_or_nothing), source).verdicts["p"]


def passes(test: str, source: str) -> bool:
    """Whether Python itself lets the test pass."""
    namespace: dict[str, Any] = {"np": np}
    try:
        exec(source, namespace)  # noqa: S102 - the test's own code
        exec(test, namespace)  # noqa: S102
    except BaseException:  # noqa: BLE001 - pytest's own failures are among them
        return False
    return True


@pytest.mark.parametrize("name", list(CASES))
def test_it_holds_where_python_lets_it_pass(name: str) -> None:
    """Right and wrong submissions, each held against the test as it stands."""
    test, sources = CASES[name]
    due = [passes(test, source) for source in sources]
    assert set(due) >= {False}, "a case needs a submission that is refused"
    assert [verdict(source, test).status == "right" for source in sources] == due


def test_every_case_has_a_submission_that_passes() -> None:
    """Otherwise refusing everything would do."""
    assert [n for n, (test, sources) in CASES.items() if not passes(test, sources[0])] == []


def test_a_hash_is_that_of_the_text() -> None:
    """As nbgrader writes its tests."""
    due = "sha1(str(x).encode('utf-8')).hexdigest() == '356a192b7913b04c54574d18c28d46e6395428ab'"
    test = f"from hashlib import sha1\nassert {due}"
    assert passes(test, "x = 1")
    assert verdict("x = 1", test).status == "right"
    assert verdict("x = 2", test).status == "wrong"


DOCTESTS = [
    (">>> x == 5\nTrue", "x = 5", ["x = 4", "x = None"]),
    (">>> f(2)\n4\n>>> f(3) - 1\n8", "def f(x): return x * x", ["def f(x): return 2 * x"]),
    (">>> f(0)\nTraceback (most recent call last):\n  ...\nValueError: no",
     "def f(x): raise ValueError('no')", ["def f(x): return 0", "def f(x): raise KeyError"]),
    (">>> np.round(f(1.0), 2)\narray([0.5, 1. ])", "def f(x): return np.array([0.501, 1.0])",
     ["def f(x): return np.array([0.6, 1.0])", "def f(x): return np.array([0.5])"]),
    ((">>> y = f(2)\n>>> for k in (1, 2):\n...     assert y[k] == k\n"
      ">>> print(len(y), y[0])\n3 zero"),
     "def f(n): return ['zero', 1, 2]", ["def f(n): return ['one', 1, 2]", "def f(n): return [0]"]),
    (">>> assert x > 1", "x = 2", ["x = 1"]),
    (">>> name\n'Ada'", "name = 'Ada'", ["name = 'ada'", "name = ['Ada']"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "right", "wrong"), DOCTESTS)
def test_doctests_are_read(text: str, right: str, wrong: list[str]) -> None:
    """What is to be printed is compared as a value."""
    assert verdict(right, text).status == "right"
    for source in wrong:
        assert verdict(source, text).fraction == 0.0, source


UNREADABLE = {
    "while": "while f(1) > 0:\n    pass",
    "an unknown function of a library": "assert np.polyfit([1, 2], f(2), 1)[0] == 1",
    "a function that decides inside": "import torch\nassert torch.allclose(f(1), g(1))",
    "an assertion that is not defined": "assert_close(f(1), 2)",
    "nothing": "x = 1",
    "nothing of the submission's": "assert 1 + 1 == 2",
    "no Python": "assert f(1) ==",
    "a tuple": "assert (f(1) == 2, 'message')",
    "what depends on an answer": "if f(1) > 2:\n    assert f(2) > 3",
    "an error in any other way": "try:\n    f(1)\nexcept ValueError:\n    x = 2\nassert f(2)",
    "a file": "assert open('x').read() == f(1)",
    "a with": "with open('x') as file:\n    assert f(file)",
    "a huge power": "assert f(1) == 10 ** 10 ** 10",
    "a huge list": "assert f(1) == [0] * 10 ** 9",
    "a huge array": "assert f(1) == np.zeros((10 ** 5, 10 ** 5))",
    "huge lists in lists": "xs = [[0] * 10] * 10 ** 6\nassert f(1) == np.array(xs)",
    "endless loops": "for i in range(10 ** 5):\n    for j in range(10 ** 5):\n        x = i",
    "endless calls": "def g(x):\n    return g(x)\nassert f(1) == g(1)",
    "too much to ask": "for i in range(10 ** 4):\n    assert f(i) == i",
    "eval": "assert eval('f(1)') == 1",
    "another error": "assert f(1) == 1 / 0",
    "print as a value": "assert str(print(x)) == 'None'",
}


@pytest.mark.parametrize("name", list(UNREADABLE))
def test_what_cannot_be_read_is_refused(name: str) -> None:
    """With a reason, in little time, and never as a test that passes."""
    with pytest.raises(Unclear) as caught:
        read_trial(Trial(UNREADABLE[name]))
    assert caught.value.reason
    with pytest.raises(CourseError, match="cannot be read"):
        Asserts(UNREADABLE[name])


def test_nothing_that_is_due_is_sent_in() -> None:
    """A number that an answer is compared with stays outside; arguments of a call go in."""
    test = """
    want = 41.25 + 1
    assert abs(f(7.125) - want) < 0.03125
    assert np.isclose(f(2.0), 77.5) and f(3.0) - 88.5 == 0
    np.testing.assert_allclose(f(4.0), np.array([99.5]))
    assert f(5.0) in [55.5, 66.5]
    """
    steps = read_trial(Trial(textwrap.dedent(test))).steps
    sent = str([encode_probe(step.expr) for step in steps])
    assert "7.125" in sent
    for due in ("42.25", "41.25", "77.5", "88.5", "99.5", "55.5", "66.5", "0.03125"):
        assert due not in sent


def test_a_function_that_compares_is_not_trusted() -> None:
    """It would be handed the number that is due, inside."""
    with pytest.raises(Unclear, match="compares"):
        read_trial(Trial("from sklearn.metrics import mean_squared_error as mse\n"
                         "assert mse([1.5, 2.5], f(2)) < 0.1"))  # fmt: skip


HALF = (Trial("assert a == 1", 3.0), Trial("assert b == 2", 1.0, hidden=True))


@pytest.mark.parametrize(
    ("source", "fraction", "status"),
    [("a, b = 1, 2", 1.0, "right"), ("a, b = 1, 3", 0.75, "partial"),
     ("a, b = 0, 2", 0.25, "partial"),
     ("a, b = 0, 0", 0.0, "wrong"), ("a = 1", 0.75, "partial"), ("c = 1", 0.0, "missing")],
)  # fmt: skip
def test_tests_earn_their_shares(source: str, fraction: float, status: str) -> None:
    """Each that is passed, by its weight; all of them or nothing where that is asked for."""
    found = verdict(source, *HALF)
    assert (found.fraction, found.status) == (fraction, status)
    whole = verdict(source, *HALF, all_or_nothing=True)
    assert whole.fraction == (1.0 if fraction == 1.0 else 0.0)


def test_what_is_hidden_is_not_told() -> None:
    """Neither the call, nor the value that was seen; a test that students know says both."""
    test = "assert f(7.125) == 42.5"
    source = "def f(x): return 85.0"
    shown, secret = verdict(source, test), verdict(source, Trial(test, hidden=True))
    assert shown.message.fields["name"] == "f(7.125)"
    assert shown.misconception is not None
    assert shown.misconception.id == "any-double"
    assert secret.message.fields == {"name": "f"}
    assert (secret.value, secret.misconception) == (None, None)
    lines = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nassert f(7.125) == 2\n### END HIDDEN TESTS"
    assert hidden_lines(Trial(lines)) == {2, 3}
    assert "7.125" not in str(verdict("def f(x): return x", lines).message)


@pytest.mark.parametrize(
    ("source", "code", "status"),
    [("def f(x): return None", "function.returns-none", "missing"), ("x = 1", "missing", "missing"),
     ("def f(x): return ...", "asserts.placeholder", "missing"),
     ("def f(x): raise KeyError('k')", "crashed", "crashed"),
     ("def f(x): return -2.5", "wrong.gap.sign", "wrong"),
     ("def f(x): return 'two'", "wrong.is-text", "wrong")],
)  # fmt: skip
def test_what_is_said(source: str, code: str, status: str) -> None:
    """What was seen, and never what is due."""
    found = verdict(source, "assert f(2) == 2.5")
    assert (found.message.code, found.status) == (code, status)
    assert "2.5" not in str(found.message.fields) or code == "missing"


def test_what_only_its_own_code_can_compare_is_left_to_a_person() -> None:
    """No points are lost by that, and none are earned."""
    source = "class V:\n    def __eq__(self, other): return True\nv = V()"
    found = verdict(source, "assert v == 3")
    assert (found.status, found.fraction) == ("to-mark", 0.0)
    assert "V" in found.staff.notes[0]


def test_what_is_too_large_to_come_out_is_left_to_a_person() -> None:
    """Its shape and its mean are worked out inside, and judged as ever."""
    source = "x = np.ones((600, 600))"
    assert verdict(source, "assert x.shape == (600, 600) and np.mean(x) == 1").status == "right"
    assert verdict(source, "assert np.all(x > 0)").status == "to-mark"


def test_patched_functions_decide_nothing() -> None:
    """Whether numbers are close is worked out here, whatever the code has made of numpy."""
    liar = "class Liar:\n    allclose = staticmethod(lambda *a: True)"
    source = f"def f(x): return 0.0\n{liar}\nnp = Liar()"
    test = "assert np.allclose(f(1), 2.0)"
    assert passes(test, source)
    assert verdict(source, test).status == "wrong"


def test_an_answer_that_lies_about_its_type_is_no_list() -> None:
    """Types are told by Python itself, not by what an object says of its class."""
    source = "class L(tuple):\n    @property\n    def __class__(self): return list\nx = L()"
    assert verdict(source, "assert type(x) == list").status == "wrong"


def test_huge_answers_are_refused_in_no_time() -> None:
    """A row and a column that would make a table of all pairs, and a number without end."""
    source = "a = np.zeros((100_000, 1))\nb = np.zeros((1, 100_000))\nc = 7 ** 7 ** 7"
    assert verdict(source, "assert np.allclose(a, b)").fraction == 0.0
    assert verdict(source, "assert c == 3").fraction == 0.0
