"""What authors get wrong: each fault of an exercise is one sentence with the file.

Every case changes one file of the small exercise in `faultless/`, in which nothing is wrong.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.here import Here

DEFINITION = "exercises/mine/exercise.py"
WRONG_RULES = "exercises/mine/misconceptions.py"
STUB = "exercises/mine/stub.py"
CORRECT = "exercises/mine/samples/correct.py"
SAMPLE = "exercises/mine/samples/no_bias.py"
TRUE = "reference/mine.py"
TOML = "grader.toml"
Change = Callable[[str], str] | None


def put(*pairs: tuple[str, str]) -> Change:
    """Replaces texts that must be there by others."""

    def change(text: str) -> str:
        for old, new in pairs:
            assert old in text
            text = text.replace(old, new)
        return text

    return change


ANSWER = "return float(np.mean((p - y) ** 2))"
WRONG_SUM = "float(np.sum((p - y) ** 2))"
SIZES = '({"m": 1}, {"m": 3}, {"m": 5})'
LAST = "    misconceptions="
IMPORTED = ("Part, real", "Part, Slope, real")


def slope(of: str, wrt: str) -> Change:
    """A relation for e."""
    return put(IMPORTED, ('"e, the error"', f'"e", relation=Slope("{of}", "{wrt}")'))


def only_one_part(text: str) -> str:
    """Its definition with a single part, whose comma is forgotten."""
    start = text.index("    parts=(")
    return text[:start] + '    parts=(Part("p", 1, Number(true.prediction))),\n)\n'


def only_one_wrong_rule(text: str) -> str:
    """The same of misconceptions."""
    second = text.index('    Misconception(\n        "mse-sum"')
    return text[:second].rstrip().rstrip(",") + "\n)\n"


LOADED: dict[str, tuple[str, Change, str]] = {
    "no EXERCISE": (
        DEFINITION, put(("EXERCISE = ", "THING = ")),
        f"{DEFINITION}: defines no EXERCISE = Exercise(...)",
    ),
    "a syntax error": (
        DEFINITION, put(("parts=(", "parts=((")),
        (f"{DEFINITION}: cannot be loaded (SyntaxError: '(' was never closed (exercise.py, "
        "line 8))"),
    ),
    "a syntax error elsewhere": (
        WRONG_RULES, put(("MISCONCEPTIONS = (", "MISCONCEPTIONS = ((")),
        (f"{WRONG_RULES}: cannot be loaded (SyntaxError: '(' was never closed "
        "(misconceptions.py, line 7))"),
    ),
    "a name that is not imported": (
        DEFINITION, put(("Number(true.error)", "Numbr(true.error)")),
        f"{DEFINITION}: cannot be loaded (NameError: name 'Numbr' is not defined, line 18)",
    ),
    "a reference that is not there": (
        DEFINITION, put(("true.error", "true.eror")),
        (f"{DEFINITION}: cannot be loaded (AttributeError: module 'reference.mine' has no "
        "attribute "
        "'eror', line 18)"),
    ),
    "a reference of another name": (
        DEFINITION, put(("import mine as", "import mien as")),
        f"{DEFINITION}: cannot be loaded (ImportError: cannot import name 'mien' from 'reference'",
    ),
    "an unknown field": (
        DEFINITION, put(("    givens={", "    given={")),
        (f"{DEFINITION}: cannot be loaded (TypeError: Exercise.__init__() got an "
        "unexpected keyword "
        "argument 'given', line 8)"),
    ),
    "an unknown parent": (
        TRUE, put(("def error(p: float", "def error(P: float")),
        (f"{DEFINITION}: part 'e' rests on 'P', which is no part, given or fixed value; "
        "did you mean "
        "'p'?"),
    ),
    "a circle": (
        TRUE, put(("def prediction(x: float", "def prediction(e: float")),
        f"{DEFINITION}: rules go round in a circle: p -> e -> p",
    ),
    "parents that are no names": (
        TRUE, put(("def error(p: float, y: float)", "def error(*args)")),
        f"{DEFINITION}: the parameter 'args' of the rule 'error' must be a plain name",
    ),
    "a misspelt part in a misconception": (
        WRONG_RULES, put(('"mse",', '"msee",')),
        (f"{DEFINITION}: misconception 'mse-sum' is of no part: there is no 'msee'; did you mean "
        "'mse'?"),
    ),
    "two misconceptions of one id": (
        WRONG_RULES, put(("mse-sum", "p-no-bias")),
        f"{DEFINITION}: the misconceptions p-no-bias are there twice",
    ),
    "two parts of one id": (
        DEFINITION, put(('Part("e", 1', 'Part("p", 1')),
        (f"{DEFINITION}: the names p are used twice; each part, given and fixed value "
        "needs one of "
        "its own"),
    ),
    "a part that is a given": (
        DEFINITION, put(('Part("e", 1', 'Part("x", 1')),
        f"{DEFINITION}: the names x are used twice;",
    ),
    "negative points": (
        DEFINITION, put(('Part("e", 1', 'Part("e", -1')),
        f"{DEFINITION}: part 'e' must have positive points of at most two decimals, not -1",
    ),
    "an eighth of a point": (
        DEFINITION, put(('Part("e", 1', 'Part("e", 0.125')),
        f"{DEFINITION}: part 'e' must have positive points of at most two decimals, not 0.125",
    ),
    "one part without a comma": (
        DEFINITION, only_one_part,
        f"{DEFINITION}: parts must be a tuple; a single one needs a comma after it",
    ),
    "one misconception without a comma": (
        WRONG_RULES, only_one_wrong_rule,
        f"{DEFINITION}: misconceptions must be a tuple; a single one needs a comma after it",
    ),
    "a bare function for a part": (
        DEFINITION, put(('Part("e", 1, Number(true.error), "e, the error")', "true.error")),
        f"{DEFINITION}: parts must hold Part(...), not <function error",
    ),
    "a part without a check": (
        DEFINITION, put(("1, Number(true.error)", "1, true.error")),
        f"{DEFINITION}: part 'e' needs a check, such as Number(rule)",
    ),
    "a given that is text": (
        DEFINITION, put(('"x": 2.0, "w": 0.5', '"x": "2.0", "w": 0.5')),
        f"{DEFINITION}: the given 'x' must be a number, not '2.0'",
    ),
    "other givens for nothing": (
        DEFINITION, put(('"y": 0.4}', '"q": 0.4}')),
        f"{DEFINITION}: alternative givens ['q'] are no givens",
    ),
    "a folder that is not there": (
        TOML, put(('["mine"]', '["mine", "other"]')),
        "grader.toml: exercise 'other': there is no ",
    ),
    "a folder that is there twice": (
        TOML, put(('["mine"]', '["mine", "mine"]')),
        ("grader.toml: the exercise ids mine are used twice; each exercise needs one of "
        "its own, and "
        "stands in the list once"),
    ),
    "a list that does not end": (
        TOML, put(('["mine"]', '["mine"')),
        "grader.toml: is not as it should be: Unclosed array",
    ),
}  # fmt: skip
"""Faults for which the course cannot be loaded: exit code 2, the path in front."""

FOUND: dict[str, tuple[str, Change, str]] = {
    "no parts": (
        DEFINITION, lambda t: t[: t.index("    parts=(")] + "    parts=(),\n)\n",
        "exercise.py: there are no parts: nothing is graded",
    ),
    "a rule that raises": (
        TRUE, put(("return w * x + b", "return w * x + b / 0")),
        ("exercise.py: the rule of 'p' fails (ZeroDivisionError: float division by zero, "
        "reference/mine.py line 16) on x = 2.0, w = 0.5, b = 0.3, y = 1.0"),
    ),
    "a rule that gives nan": (
        TRUE, put(("return w * x + b", "return float('nan')")),
        "exercise.py: the rule of 'p' gives nan, which is not finite, on x = 2.0, ",
    ),
    "a rule without return": (
        TRUE, put(("return w * x + b", "w * x + b")),
        ("exercise.py: the rule of 'p' gives None, as a function without `return` does, on "
        "x = 2.0, "),
    ),
    "a rule that fails on the other givens": (
        TRUE, put(("return w * x + b", "return w * x + b / (x != 1.7)")),
        ("exercise.py: the rule of 'p' fails (ZeroDivisionError: float division by zero, "
        "reference/mine.py line 16) on x = 1.7, w = 0.6, "),
    ),
    "a function that raises": (
        TRUE, put((ANSWER, f"{ANSWER} / 0")),
        ("exercise.py: part 'mse': the rule of 'mse' fails (ZeroDivisionError: float "
        "division by zero"
        ", reference/mine.py line 26) on p (1,), y (1,)"),
    ),
    "a function that gives nan": (
        TRUE, put((ANSWER, "return float('nan')")),
        "exercise.py: part 'mse': the rule of 'mse' gives nan, which is not finite, on p (1,), ",
    ),
    "a function without return": (
        TRUE, put((ANSWER, "pass")),
        ("exercise.py: part 'mse': the rule of 'mse' gives None, as a function without "
        "`return` does"),
    ),
    "an argument that is none": (
        TRUE, put(("def mse(p: ", "def mse(P: ")),
        ("exercise.py: part 'mse': the rule of 'mse' takes 'P', which is none of p, y; "
        "did you mean "
        "'p'?"),
    ),
    "a size that is not given": (
        DEFINITION, put((SIZES, '({"n": 1},)')),
        ("exercise.py: part 'mse': every entry of `sizes` needs 'm', which is in the shape of an "
        "argument"),
    ),
    "a gradient of nothing": (
        DEFINITION, put((f"sizes={SIZES}),", f'sizes={SIZES}), of="loss", wrt="p",')),
        "exercise.py: part 'mse': of='loss' is no other part",
    ),
    "a gradient by nothing": (
        DEFINITION, put((f"sizes={SIZES}),", f'sizes={SIZES}), of="e", wrt="q",')),
        "exercise.py: part 'mse': wrt='q' is none of its arguments p, y",
    ),
    "a misconception with an unknown parent": (
        WRONG_RULES, put(("lambda w, x: w * x", "lambda w, X: w * X")),
        ("misconceptions.py: 'p-no-bias' takes 'X', which is none of p, e, mse, x, w, b, "
        "y; did you "
        "mean 'x'?"),
    ),
    "a misconception with an unknown argument": (
        WRONG_RULES, put((f"lambda p, y: {WRONG_SUM}", "lambda p, t: p - t")),
        "misconceptions.py: 'mse-sum' takes 't', which is none of p, y, mse",
    ),
    "a misconception that raises": (
        WRONG_RULES, put(("lambda w, x: w * x", "lambda w, x: w * x / 0")),
        ("misconceptions.py: 'p-no-bias' fails (ZeroDivisionError: float division by zero, "
        "exercises/mine/misconceptions.py line 11) on x = 2.0, "),
    ),
    "a wrong function that raises": (
        WRONG_RULES, put((WRONG_SUM, f"{WRONG_SUM} / 0")),
        ("misconceptions.py: 'mse-sum' fails (ZeroDivisionError: float division by zero, "
        "exercises/mine/misconceptions.py line 18) in every case"),
    ),
    "a misconception that is right": (
        WRONG_RULES, put((WRONG_SUM, "float(np.mean((p - y) ** 2))")),
        ("misconceptions.py: 'mse-sum', tried as an answer, loses nothing: its rule must give "
        "another value"),
    ),
    "variants that tell nothing apart": (
        DEFINITION, put((LAST, f'    variants={{"b": (0.0,)}},\n{LAST}')),
        ("exercise.py: none of 2000 draws of its variants tells its misconceptions apart; allow "
        "other numbers"),
    ),
    "a relation of an unknown name": (
        DEFINITION, slope("L", "w"),
        ("exercise.py: the relation of 'e' speaks of 'L', which is no part, given or name "
        "in stub.py"),
    ),
    "a relation by an unknown name": (
        DEFINITION, slope("p", "ww"),
        ("exercise.py: the relation of 'e' speaks of 'ww', which is no part, given or name in "
        "stub.py; did you mean 'w'?"),
    ),
    "a relation that does not hold": (
        DEFINITION, slope("p", "w"),
        "correct.py: `grader check` finds 'fails' for e, not 'holds' (`e` ",
    ),
    "a stub without a name": (
        STUB, put(("e = None", ""), ("`e`", "it")),
        "stub.py: the name 'e' is asked for but not there",
    ),
    "a stub that raises": (
        STUB, put(("e = None", "e = p + 1")),
        ("stub.py: does not run as it is handed out: TypeError: unsupported operand "
        "type(s) for +: "
        "'NoneType' and 'int', line 29"),
    ),
    "a stub that is no Python": (
        STUB, put(("e = None", "e = = None")),
        "stub.py: does not run as it is handed out: SyntaxError: invalid syntax, line 29",
    ),
    "a stub with the answer": (
        STUB, put(("p = None", "p = w * x + b")),
        "stub.py: earns 1 of 1 points for 'p' as it is handed out; take the answer out",
    ),
    "a stub with other givens": (
        STUB, put(("x = 2.0\n", "x = 3.0\n")),
        "stub.py: hands out x = 3, but the givens of exercise.py say 2.0",
    ),
    "no stub": (
        STUB, None,
        "stub.py: the stub cannot be read (No such file or directory)",
    ),
    "a sample without a docstring": (
        SAMPLE, lambda t: t[t.index("# %%") :],
        ("no_bias.py: the docstring needs a line 'loses: ...' and a line 'names: ...'; "
        "where there "
        "is none, say 'nothing'"),
    ),
    "a sample without a line": (
        SAMPLE, put(("names: p=p-no-bias\n", "")),
        "no_bias.py: the docstring needs a line 'loses: ...' and a line 'names: ...'; ",
    ),
    "a sample that loses an unknown part": (
        SAMPLE, put(("loses: p", "loses: P")),
        "no_bias.py: its line 'loses:' has 'P', which is no part; did you mean 'p'?",
    ),
    "a sample that names an unknown misconception": (
        SAMPLE, put(("p=p-no-bias", "p=p-nobias")),
        ("no_bias.py: its line 'names:' has 'p=p-nobias': 'p' has no such misconception; "
        "did you mean "
        "'p-no-bias'?"),
    ),
    "a sample that names without a part": (
        SAMPLE, put(("p=p-no-bias", "p-no-bias")),
        "no_bias.py: its line 'names:' has 'p-no-bias': write part=misconception",
    ),
    "a sample that names for an unknown part": (
        SAMPLE, put(("names: p=", "names: q=")),
        "no_bias.py: its line 'names:' has 'q=p-no-bias': there is no part 'q'",
    ),
    "a sample that loses less": (
        SAMPLE, put(("loses: p", "loses: p, mse")),
        "no_bias.py: should lose ['mse', 'p'] but loses ['p']",
    ),
    "a sample that is no Python": (
        SAMPLE, put(("p = w * x", "p = w * * x")),
        "no_bias.py: is no Python that can be read (invalid syntax (line 19))",
    ),
    "a sample that stops": (
        SAMPLE, put(("p = w * x", "p = w * q")),
        ("no_bias.py: should lose ['p'] but loses ['e', 'mse', 'p']; it stopped: "
        "NameError: name 'q' "
        "is not defined, line 19"),
    ),
    "a correct sample that is not": (
        CORRECT, put(("p = w * x + b", "p = w * x")),
        "correct.py: should lose [] but loses ['p'] (p is 1, expected 1.3)",
    ),
    "a correct sample that stops": (
        CORRECT, put(("p = w * x + b", "p = w * q")),
        ("correct.py: should lose [] but loses ['e', 'mse', 'p']; it stopped: NameError: "
        "name 'q' is "
        "not defined, line 19"),
    ),
    "a correct sample that promises less": (
        CORRECT, put(("loses: nothing", "loses: p")),
        ("correct.py: its line 'loses:' must say 'nothing': this is the sample that earns "
        "everything"),
    ),
    "no correct sample": (
        CORRECT, None,
        "correct.py: every exercise needs a sample that earns everything; write it",
    ),
}  # fmt: skip
"""Faults that validation finds: exit code 1, the exercise in front."""
SEVERAL = {
    "a misconception that is right": 1,
    "a sample that stops": 2,
    "a correct sample that is not": 2,
}
"""Of some faults something else follows, which is said too."""


@pytest.fixture(scope="module")
def faultless(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with one exercise."""
    root = tmp_path_factory.mktemp("faultless") / "course"
    shutil.copytree(Path(__file__).with_name("faultless"), root)
    return root


@pytest.fixture
def changed(
    faultless: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str, Change], Path]:
    """A copy of it in which one file is changed, or is not there."""
    monkeypatch.setattr("grader.cli.validate.open_sandbox", lambda *_, **__: Here())

    def make(file: str, change: Change) -> Path:
        root = tmp_path / "course"
        shutil.copytree(faultless, root)
        path = root / file
        if change is None:
            path.unlink()
        else:
            path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        return root

    return make


@pytest.mark.parametrize("fault", LOADED)
def test_a_course_that_cannot_be_loaded(
    grader: Command, changed: Callable[[str, Change], Path], fault: str
) -> None:
    """One sentence says which file, what and where."""
    file, change, sentence = LOADED[fault]
    root = changed(file, change)
    ran = grader("validate", "mine", "--course", root)
    assert ran.code == 2
    assert ran.sentence.startswith(f"{root}/{sentence}")


@pytest.mark.parametrize("fault", FOUND)
def test_an_exercise_that_breaks_its_contract(
    grader: Command, changed: Callable[[str, Change], Path], fault: str
) -> None:
    """The sentence is the first one, and mostly the only one."""
    file, change, sentence = FOUND[fault]
    ran = grader("validate", "mine", "--course", changed(file, change))
    assert (ran.code, ran.err) == (1, "")
    *findings, last = ran.out.splitlines()
    assert findings[0].startswith(f"mine: {sentence}")
    assert len(findings) == SEVERAL.get(fault, 1)
    assert last.endswith(f"points, {len(findings)} problems")


def test_a_number_in_the_text_that_variants_cannot_fill_in(
    grader: Command, changed: Callable[[str, Change], Path]
) -> None:
    """Is found by validation, before a student reads two different numbers."""
    root = changed(DEFINITION, put((LAST, f'    variants={{"w": (0.4, 0.7)}},\n{LAST}')))
    assert grader("validate", "mine", "--course", root).code == 0
    stub = root / STUB
    text = stub.read_text(encoding="utf-8").replace("$w = 0.5$", "a weight of 0.5")
    stub.write_text(text, encoding="utf-8")
    ran = grader("validate", "mine", "--course", root)
    assert ran.out.splitlines()[0] == (
        "mine: stub.py: the text says 0.5, which is the given 'w': write 'w = 0.5', so that it can "
        "be filled in"
    )


def test_a_folder_that_is_not_listed(
    grader: Command, changed: Callable[[str, Change], Path]
) -> None:
    """Asked for by its name, it is no exercise of the course yet, and the sentence says why."""
    root = changed(TOML, put(('["mine"]', "[]")))
    ran = grader("validate", "mine", "--course", root)
    assert ran.code == 2
    assert ran.sentence == (
        'exercises/mine is not in the course: add "mine" to the list `exercises` in grader.toml'
    )
    ran = grader("validate", "--course", root)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith('exercises/mine is not looked at: "mine" is not in the list')


def test_an_exercise_that_is_spelt_otherwise(
    grader: Command, changed: Callable[[str, Change], Path]
) -> None:
    """The sentence lists those there are, and guesses."""
    ran = grader("validate", "mien", "--course", changed(TOML, put(('"C"', '"D"'))))
    assert ran.sentence == (
        "there is no exercise 'mien' in this course; it has: mine; did you mean 'mine'?"
    )


def test_what_is_faultless_has_no_fault(
    grader: Command, changed: Callable[[str, Change], Path]
) -> None:
    """So that each fault above is of its change alone."""
    ran = grader("validate", "--course", changed(TOML, put(('"C"', '"D"'))))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.endswith("mine: 4 points, keeps its contract\n")
