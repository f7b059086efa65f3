"""Which names a source binds, read from its syntax tree."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.submission.names import (
    bound_names,
    is_python,
    source_digest,
    statements,
    without_magics,
)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("z = 1", "z"),
        ("a, (b, *c) = 1, (2, 3)", "a b c"),
        ("a = b = 1", "a b"),
        ("n += 1", "n"),
        ("x: int = 1", "x"),
        ("x: int", ""),
        ("o.x = 1; d[0] = 2", ""),
        ("for i in r:\n    s = i", "i s"),
        ("while q():\n    s = 1\nelse:\n    t = 2", "s t"),
        ("with open(p) as f, g() as (a, b):\n    c = 1", "f a b c"),
        ("if (n := 3) > 2:\n    m = n", "n m"),
        ("try:\n    a = 1\nexcept E as e:\n    b = 2\nfinally:\n    c = 3", "a b c"),
        ("import numpy as np, os.path\nfrom m import a as b, c\nfrom k import *", "np os b c"),
        ("def f(x, y=(k := 1)):\n    z = 1", "f k"),
        ("async def f():\n    z = 1", "f"),
        ("class C(B):\n    attr = 1\n    def m(self):\n        z = 1", "C"),
        ("def f():\n    global z, a\n    z = 1", "f z a"),
        ("v = [i for i in r if (last := i)]", "v last"),
        ("g = lambda x: (y := x)", "g"),
        ("d = {k: v for k, v in p}", "d"),
        (
            "match p:\n    case [a, *r]:\n        b = 1\n    case {'k': v, **o}:\n        pass",
            "a r b v o",
        ),
        ("match p:\n    case int() as n:\n        pass", "n"),
        ("del z", ""),
        ("print(z)", ""),
        ("", ""),
    ],
)
def test_top_level_stores(source: str, names: str) -> None:
    """Everything that binds a name in the module's own scope counts, and nothing else."""
    assert bound_names(source) == set(names.split())


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("%matplotlib inline\nz = 1", "z"),
        ("!pip install numpy\nz = 1", "z"),
        ("files = !ls\nz = 1", "files z"),
        ("t = %timeit -o f()\nz = 1", "t z"),
        ("%time z = f()", "z"),
        ("np.array?\n?np\nz = 1", "z"),
        ("%%time\nz = 1", "z"),
        ("\n%%capture out\nz = 1", "z"),
        ("%%bash\nz=1", ""),
        ("%%R\nz <- 1", ""),
        ("if x:\n    !ls\n    z = 1", "z"),
        ("!pip install a \\\n   b c\nz = 1", "z"),
        ("s = '''\n%d of\n!x\n'''\nz = 1", "s z"),
        ("r = (a\n% b)\nz = 1", "r z"),
    ],
)
def test_magics_are_passed_over(source: str, names: str) -> None:
    """IPython's own syntax hides no name that is bound beside it."""
    assert bound_names(source) == set(names.split())
    assert is_python(source)


def test_magics_keep_line_numbers() -> None:
    """Lines that are replaced stay lines, so that places remain true."""
    source = "%%time\n!a \\\n b\nz = 1\n%pip install x"
    assert without_magics(source).count("\n") == source.count("\n")
    assert [(s.line, s.end_line) for s in statements(source) if s.names] == [(4, 4)]


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("z = 1\na = (2\nb = 3", "z"),
        ("z = 1\ndef f(:\n    pass\nb = 3", "z"),
        ("z = 1\ns = '''never closed\nb = 2", "z"),
        ("def f():\n    return 1\n\n  a = 2", "f"),
        ("z = = 1", ""),
        ("this is not Python at all", ""),
        ("z = 1\n\0", "z"),
    ],
)
def test_syntax_errors_leave_what_stands_before(source: str, names: str) -> None:
    """The statements before an error are still read; nothing is raised."""
    assert bound_names(source) == set(names.split())
    assert not is_python(source)


@pytest.mark.parametrize(
    "source",
    [
        "(" * 5000,
        "-" * 200_000 + "1",
        "a" + ".b" * 100_000,
        "a" + "()" * 50_000,
        "not " * 100_000 + "1",
        "if 1: pass\n" + "elif 1: pass\n" * 20_000,
        "x = " + "9" * 10_000,
        "x" * 600_000,
        "\ud800 = 1",
        "f'{" * 200,
    ],
    ids=range(10),
)
def test_hostile_sources_bind_nothing(source: str) -> None:
    """Sources made to break a parser are read as binding nothing."""
    assert bound_names(source) == frozenset()


def test_no_warning_for_odd_strings() -> None:
    """A student's invalid escape sequence is no warning of ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert bound_names("label = '\\s \\d \\m'\nb = 1 is 1") == {"label", "b"}


def test_statements_on_one_line_are_one() -> None:
    """Cuts fall between lines only; decorators belong to their function."""
    found = statements("a = 1; b = 2\n@deco\ndef f():\n    pass; c = 1\nd = a")
    assert [(s.line, s.end_line, sorted(s.names)) for s in found] == [
        (1, 1, ["a", "b"]),
        (2, 4, ["f"]),
        (5, 5, ["d"]),
    ]
    assert found[2].reads == {"a"}


def test_digest_is_of_the_code_alone() -> None:
    """Comments on their own lines, blank lines and spaces make no difference; code does."""
    plain = source_digest("z = None\nf(z)")
    assert plain == source_digest("# note\n\n  z=None\t\n   # more\nf( z )\r\n")
    assert plain != source_digest("z = 1\nf(z)")
    assert plain == "da7e3a975c3e531131685793df6fb844a613bc00d8c921eef9213d419c18769c"


@given(st.text(max_size=80))
def test_any_text_is_read(source: str) -> None:
    """No text whatever raises."""
    bound_names(source)
    is_python(source)
    assert len(source_digest(source)) == 64
    assert without_magics(source).count("\n") == source.count("\n")
