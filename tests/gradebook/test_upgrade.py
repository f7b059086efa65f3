"""Documents of earlier graders: upgraded when they are read, step by step."""

from __future__ import annotations

import json

import pytest

from grader.errors import GradingError, UsageError
from grader.execution import recorded
from grader.gradebook.store import Cohort
from grader.gradebook.upgrade import OBSERVATIONS, Document, upgraded
from tests.gradebook.making import arrival, new_run, observed


def renamed(document: Document) -> Document:
    """A step as it may be one day: a field gets another name."""
    return {"schema": "grader.result/2", "score": document["points"]}


def split(document: Document) -> Document:
    """And another one."""
    return {"schema": "grader.result/3", "scores": [document["score"]]}


STEPS = {"grader.result/1": renamed, "grader.result/2": split}


@pytest.mark.parametrize(
    ("document", "newest", "expected"),
    [
        ({"points": 2}, "grader.result/2", {"score": 2}),
        ({"points": 2}, "grader.result/3", {"scores": [2]}),
    ],
)
def test_step_by_step(document: Document, newest: str, expected: Document) -> None:
    """As far as what is written today, and no further."""
    data = json.dumps({"schema": "grader.result/1", **document}).encode()
    assert json.loads(upgraded(data, newest, STEPS)) == {"schema": newest, **expected}


def test_what_is_of_today_stays_as_it_is() -> None:
    """Byte by byte, wherever the schema stands in it."""
    data = b'{ "points": 1.0, "schema": "grader.result/1" }\n'
    assert upgraded(data, "grader.result/1", STEPS) == data


@pytest.mark.parametrize("schema", ["grader.result/4", "grader.observations/1", ""])
def test_of_a_newer_grader(schema: str) -> None:
    """Or of no grader at all: it is not guessed at."""
    data = json.dumps({"schema": schema}).encode()
    with pytest.raises(UsageError, match=r"knows grader.result/3; update the grader"):
        upgraded(data, "grader.result/3", STEPS)


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b'{"schema": 1}', b'{"schema": "grader.result/1', b"\xff"]
)
def test_no_document(data: bytes) -> None:
    """One sentence."""
    with pytest.raises(GradingError, match="damaged; take it from a backup"):
        upgraded(data, "grader.result/1", STEPS)


def test_what_the_gradebook_holds_goes_through_it(cohort: Cohort) -> None:
    """Observations of tomorrow are refused by name."""
    stored = cohort.ingest(arrival("s1"))
    number = cohort.add_run(
        stored.id, new_run(observations=[observed().replace(b"observations/1", b"observations/2")])
    )
    with pytest.raises(UsageError, match=r"document of grader.observations/2"):
        cohort.observations(number or 0)


def test_the_schema_of_observations() -> None:
    """The gradebook may not import what executes, and has to know its name all the same."""
    assert OBSERVATIONS == recorded.SCHEMA
