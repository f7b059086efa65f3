"""Every code has a sentence, and nothing that a message holds can break it."""

from __future__ import annotations

import re

import pytest

from grader.grading.result import Message
from grader.report.sentences import SENTENCES
from grader.report.wording import names, word

FIELD = re.compile(r"\{(\w*)\}")


@pytest.mark.parametrize("code", SENTENCES)
def test_every_template_can_be_filled(code: str) -> None:
    """With all its fields a template is a sentence that shows them all."""
    fields = FIELD.findall(SENTENCES[code])
    sentence = word(Message(code, {name: f"<{name}>" for name in fields}))
    assert sentence.strip()
    assert all(f"<{name}>" in sentence for name in fields)
    assert not set("{}[]") & set(sentence)
    assert sentence[0].isupper() or sentence[0] in "`<"
    assert sentence.endswith((".", "?"))
    assert sentence.count("`") % 2 == 0
    assert len(re.findall(r"\. [A-Z]", sentence)) <= 1


@pytest.mark.parametrize("code", SENTENCES)
def test_a_missing_field_never_raises(code: str) -> None:
    """Without its fields a template is still a sentence."""
    sentence = word(Message(code, {"unknown": 1}))
    assert sentence.endswith((".", "?"))
    assert not set("{}[]") & set(sentence)


@pytest.mark.parametrize("code", SENTENCES)
def test_a_template_has_plain_fields_only(code: str) -> None:
    """No positions, attributes, conversions or formats, and brackets that pair up."""
    template = SENTENCES[code]
    assert template.count("{") == template.count("}") == len(FIELD.findall(template))
    assert all(name.isidentifier() for name in FIELD.findall(template))
    assert re.sub(r"\[[^\[\]]+\]", "", template).count("[") == 0


def test_an_unknown_code_is_shown_as_it_is() -> None:
    """A check may be newer than the wording."""
    assert word(Message("wrong.something-new", {"x": 1})) == "wrong.something-new"
    assert word(Message("\x1b[2J")) == "\\x1b[2J"


def test_what_is_not_known_is_left_out() -> None:
    """Bracketed stretches go with their fields."""
    fields: dict[str, str | int | float | bool | list[str]] = {
        "type": "KeyError",
        "message": "'x'",
        "line": 3,
    }
    assert word(Message("crashed", fields)) == "The code stopped with `KeyError`, line 3: `'x'`."
    assert word(Message("crashed", {**fields, "cell": 4})) == (
        "The code stopped with `KeyError` in cell 4, line 3: `'x'`."
    )


def test_fields_are_data() -> None:
    """A field is never a template, a line break, a backtick or endless."""
    said = word(Message("missing", {"name": "{0.__class__}[x]`\n\x1b" + "v" * 10**5}))
    assert "{0.__class__}[x]' \\x1bvvv" in said
    assert len(said) < 400
    assert said.count("`") == 2


def test_numbers_and_lists() -> None:
    """Floats are short, huge integers do not raise, lists are names."""
    assert word(Message("wrong.gap.factor", {"factor": 2.0})).startswith("Your value is 2 times")
    assert "0.333333 " in word(Message("wrong.gap.factor", {"factor": 1 / 3}))
    assert "nan" in word(Message("wrong.not-finite", {"value": float("nan")}))
    assert "very large" in word(Message("wrong.length", {"got": 10**9999, "expected": 21}))
    assert word(Message("follow-through", {"parents": ["a", "z"]})) == (
        "Right, worked out from your own `a` and `z`."
    )
    assert names(["a"]) == "`a`"
    assert names(["a", "b", "c"]) == "`a`, `b` and `c`"
    assert names(["the trajectory", "lr = 0.1", "x"]) == "the trajectory, `lr = 0.1` and `x`"
    assert names(list("abcdefghij")).endswith("`h` and 2 more")
