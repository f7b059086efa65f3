"""The log: what is noted, that nothing of it can be changed, and that a change would show."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy.exc import IntegrityError

from grader.errors import GradingError
from grader.gradebook.audit import _seal
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import execute, opening
from tests.gradebook.making import arrival, person


@pytest.fixture
def log(gradebook: Gradebook, cohort: Cohort) -> Gradebook:
    """One of five entries."""
    for number in range(2, 6):
        cohort.log("me", "batch", {"number": number})
    return gradebook


def test_what_is_noted(gradebook: Gradebook, cohort: Cohort) -> None:
    """Who did what and when, with students by number, and without reasons that may name them."""
    cohort.ingest(arrival("s1", people=[person("s1", "Jane Doe"), person("s2")]))
    cohort.override(
        *(1, 1), exercise="", part="total", points=2, automatic=1, reason="Jane was ill", by="me"
    )
    cohort.void("ex1", "z", "full", reason="typo", by="me")
    cohort.log("me", "batch-begin", {"layout": "canvas"})
    cohort.forget(1, by="you")
    entries = list(gradebook.audit())
    course = {"course": "Networks"}
    decided = {"student": 1, "submission": 1, "exercise": "", "part": "total", "points": 2}
    assert [(one.seq, one.by, one.action, one.payload) for one in entries] == [
        (1, "grader", "course", course),
        (2, "me", "override", course | decided | {"automatic": 1}),
        (
            3,
            "me",
            "void",
            course | {"exercise": "ex1", "part": "z", "how": "full"} | {"reason": "typo"},
        ),
        (4, "me", "batch-begin", course | {"layout": "canvas"}),
        (5, "you", "forget", course | {"student": 1, "submissions": []}),
    ]
    assert [one.at for one in entries] == sorted(one.at for one in entries)
    assert all(one.at.tzinfo is dt.UTC for one in entries)
    assert gradebook.audit_faults() == []


def test_any_text_is_sealed(gradebook: Gradebook, cohort: Cohort) -> None:
    """Also what the database cannot hold as it is."""
    cohort.log("\ud800\0ä", "a\0", {"ä\ud800": "\0\u2028"})
    *_, last = gradebook.audit()
    assert last.payload == {"course": "Networks", "ä\ud800": "\0\u2028"}
    assert gradebook.audit_faults() == []


@pytest.mark.parametrize("statement", ["UPDATE audit SET by = 'x'", "DELETE FROM audit"])
def test_it_only_grows(log: Gradebook, statement: str) -> None:
    """The database itself refuses."""
    with pytest.raises(IntegrityError, match="only ever added to"):
        execute(log, statement)
    assert len(list(log.audit())) == 5


def test_whole(log: Gradebook) -> None:
    """What was never touched has no faults."""
    assert log.audit_faults() == []


@pytest.mark.parametrize(
    "change",
    ["by = 'x'", "action = 'x'", "payload = '{}'", "at = '2020-01-01T00:00:00.000000+00:00'"],
)
def test_changed(log: Gradebook, change: str) -> None:
    """Each field is sealed."""
    execute(log, *opening(log), f"UPDATE audit SET {change} WHERE seq = 3")  # noqa: S608 - of this test
    assert log.audit_faults() == ["entry 3 was changed after it was written"]


def test_changed_and_sealed_again(log: Gradebook) -> None:
    """The next entry was sealed with the old one."""
    before = log.audit_faults()
    execute(log, *opening(log), "UPDATE audit SET hash = 'forged' WHERE seq = 3")
    assert before == []
    assert log.audit_faults() == [
        "entry 3 was changed after it was written",
        "entry 4 does not follow on entry 3: one of them was changed, put in, or moved",
    ]


def test_deleted(log: Gradebook) -> None:
    """In the middle, and at the beginning."""
    execute(log, *opening(log), "DELETE FROM audit WHERE seq IN (3, 4)")
    assert log.audit_faults() == ["entries 3 to 4 are missing before entry 5"]
    execute(log, "DELETE FROM audit WHERE seq = 1")
    assert log.audit_faults()[0] == "entry 1 is missing before entry 2"


def test_deleted_and_closed_up(log: Gradebook) -> None:
    """Numbers that were moved up do not help."""
    execute(
        log,
        *opening(log),
        "DELETE FROM audit WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 5",
    )
    faults = log.audit_faults()
    assert "entry 3 does not follow on entry 2: one of them was changed, put in, or moved" in faults
    assert "entry 5 is missing at the end" in faults


def test_inserted(log: Gradebook) -> None:
    """With whatever hashes."""
    columns = "seq, at, by, action, payload, prev_hash, hash"
    execute(
        log,
        *opening(log),
        "UPDATE audit SET seq = seq + 100 WHERE seq > 3",
        f"INSERT INTO audit ({columns}) SELECT 4, at, by, action, payload, hash, hash "  # noqa: S608
        "FROM audit WHERE seq = 3",
        "UPDATE audit SET seq = seq - 99 WHERE seq > 100",
    )
    assert any(fault.startswith("entry 4 was changed") for fault in log.audit_faults())
    assert any("number 5, which was written last" in fault for fault in log.audit_faults())


def test_reordered(log: Gradebook) -> None:
    """Two entries that changed places."""
    execute(
        log,
        *opening(log),
        "UPDATE audit SET seq = 99 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 4",
        "UPDATE audit SET seq = 4 WHERE seq = 99",
    )
    faults = log.audit_faults()
    assert "entry 3 does not follow on entry 2: one of them was changed, put in, or moved" in faults
    assert "entry 4 does not follow on entry 3: one of them was changed, put in, or moved" in faults


def test_the_end_cut_off(log: Gradebook) -> None:
    """The chain is whole, but how long it was is kept elsewhere."""
    execute(log, *opening(log), "DELETE FROM audit WHERE seq > 3")
    assert log.audit_faults() == ["entries 4 to 5 are missing at the end"]


def test_the_end_cut_off_and_gone_on(log: Gradebook) -> None:
    """What is noted afterwards leaves the gap."""
    execute(log, *opening(log), "DELETE FROM audit WHERE seq > 3")
    log.course(None).log("me", "batch", {})
    assert log.audit_faults() == ["entries 4 to 5 are missing before entry 6"]


def test_all_of_it_deleted(log: Gradebook) -> None:
    """An empty log is not a new one."""
    execute(log, *opening(log), "DELETE FROM audit")
    assert log.audit_faults() == ["entries 1 to 5 are missing at the end"]


def test_the_last_one_replaced(log: Gradebook) -> None:
    """Sealed anew under its number: what the last hash was is kept elsewhere."""
    *_, last = log.audit()
    with log._database.reading() as connection:
        query = "SELECT at, by, action, payload, prev_hash FROM audit WHERE seq = 5"
        row = connection.exec_driver_sql(query).one()._asdict()
    before = row.pop("prev_hash")
    seal = _seal(before, {"seq": last.seq, **row, "by": "you"})
    execute(log, *opening(log), f"UPDATE audit SET by = 'you', hash = '{seal}' WHERE seq = 5")  # noqa: S608
    assert log.audit_faults() == [
        "the log ends with another entry than number 5, which was written last"
    ]


def test_what_is_made_unreadable_is_still_listed(log: Gradebook) -> None:
    """And found to be changed."""
    execute(log, *opening(log), "UPDATE audit SET payload = '{', at = 'noon' WHERE seq = 3")
    entry = list(log.audit())[2]
    assert entry.payload == {"unreadable": "{"}
    assert entry.at.tzinfo is dt.UTC
    assert log.audit_faults() == ["entry 3 was changed after it was written"]


def test_the_count_is_gone(log: Gradebook) -> None:
    """That is a fault, and nothing can be added."""
    execute(log, "DELETE FROM meta WHERE name = 'audit_count'")
    assert log.audit_faults() == ["how many entries the log has is no longer in the gradebook"]
    with pytest.raises(GradingError, match="how many entries"):
        log.course(None).log("me", "batch", {})
