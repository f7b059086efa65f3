"""One more exercise in grader.toml: at the end of the list, and nothing else changes."""

from __future__ import annotations

import tomllib

import pytest

from grader.scaffold.listing import listed

MANY = """\
# the course
name = "C"
exercises = [  # in order
    "one",  # easy
    'two' # the ] is no end, nor is "this"
    # three is not ready
]
[policy]
attempts = "best"
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("exercises = []", 'exercises = ["new"]'),
        ("exercises = [ ]  # none yet", 'exercises = ["new" ]  # none yet'),
        ('exercises = ["a"]', 'exercises = ["a", "new"]'),
        ('exercises = ["a", ]', 'exercises = ["a", "new", ]'),
        ("exercises=['a]','b']", "exercises=['a]','b', \"new\"]"),
        ('exercises = [\n  "a",\n  "b",\n]', 'exercises = [\n  "a",\n  "b",\n  "new",\n]'),
        ('exercises = [\n  "a",\n  "b"\n]', 'exercises = [\n  "a",\n  "b",\n  "new"\n]'),
        (
            'exercises = [\r\n\t"a", # one\r\n]\r\nword = "x"\r\n',
            'exercises = [\r\n\t"a",\n\t"new", # one\r\n]\r\nword = "x"\r\n',
        ),
        (
            '# exercises = ["x"]\nexercises = ["a"]\n[t]\nexercises = ["b"]',
            '# exercises = ["x"]\nexercises = ["a", "new"]\n[t]\nexercises = ["b"]',
        ),
        (
            "name = '''\nexercises = ['x']\n'''\nexercises = ['a']",
            "name = '''\nexercises = ['x']\n'''\nexercises = ['a', \"new\"]",
        ),
        (MANY, MANY.replace("'two' #", "'two',\n    \"new\" #")),
    ],
)
def test_the_name_is_put_in(before: str, after: str) -> None:
    """After the last entry, in a line of its own where entries have one; comments stay."""
    assert listed(before, "new") == after
    assert tomllib.loads(after)["exercises"][-1] == "new"


@pytest.mark.parametrize(
    "text",
    [
        "",
        'name = "C"',
        'exercises = "a"',
        "exercises = [",
        '"exercises" = ["a"]',  # it could be done, but is not looked for
        "[t]\nexercises = ['a']",
        'exercises = ["a", """\nb]\n"""]',
    ],
)
def test_what_cannot_be_done_safely_is_not_done(text: str) -> None:
    """Then it is for a person to do."""
    assert listed(text, "new") is None
