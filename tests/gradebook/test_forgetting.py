"""Students who are forgotten: every byte that is theirs alone is gone, and no other."""

from __future__ import annotations

import hashlib
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook import forgetting
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import counts
from tests.gradebook.making import arrival, exercise, new_run, observed, person, result
from tests.servers.databases import ON_SQLITE

SECRETS = (b"Jane Doe", b"jane-key", b"jane@example", b"j4n3l0gin", b"jane_code", b"jane_file")
OWN, COMMON = b"\x89PNG jane_code", b"\x89PNG common"


def sha(data: bytes) -> str:
    """Its digest."""
    return hashlib.sha256(data).hexdigest()


def bytes_of(folder: Path) -> bytes:
    """Everything that is in the gradebook's files now."""
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.fixture
def jane(cohort: Cohort) -> int:
    """A student with all that a student can have, and another who shares a part of it."""
    jane = person("jane-key", "Jane Doe", "jane@example.org", login="j4n3l0gin")
    own = cohort.ingest(
        arrival("jane-key", "jane_code", people=[jane], file_name="jane_file.py", slug="jane-key")
    )
    again = cohort.ingest(arrival("jane-key", "both", people=[jane], slug="jane-key"))
    other = cohort.ingest(arrival("s2", "both"))
    team = cohort.ingest(arrival("team", "of the team", people=[jane, person("s2")]))
    for stored, picture in ((own, OWN), (again, COMMON), (other, COMMON), (team, COMMON)):
        name = "jane_file.py" if stored is own else "hw.py"
        cohort.add_run(
            stored.id,
            new_run(
                result(exercise("ex1", pictures=[sha(picture)]), name=name),
                observations=[observed('{"jane_code": 1}')] if stored is own else [observed()],
                pictures={sha(picture): picture},
            ),
        )
    for student in (1, 2):
        cohort.override(
            *(student, team.id),
            exercise="ex1",
            part="z",
            points=0.5,
            automatic=1.0,
            reason="Jane Doe was ill" if student == 1 else "fair",
            by="me",
        )
    return 1


@ON_SQLITE
def test_everything_of_theirs_is_gone(
    gradebook: Gradebook, cohort: Cohort, jane: int, tmp_path: Path
) -> None:
    """Not only from the tables: no byte of it is left in the files, while they are still open."""
    with gradebook._database.alone() as connection:
        connection.execute("PRAGMA wal_checkpoint")
    before = bytes_of(tmp_path)
    assert [secret in before for secret in SECRETS] == [True] * len(SECRETS)
    assert (tmp_path / "grader.db-wal").exists()
    assert cohort.forget(jane, by="me") == ["jane-key", "jane-key.attempt-2"]
    after = bytes_of(tmp_path)
    assert [secret for secret in SECRETS if secret in after] == []
    assert (tmp_path / "grader.db-wal").exists()


def test_what_others_have_stays(gradebook: Gradebook, cohort: Cohort, jane: int) -> None:
    """The same content, the same picture, the shared submission, and their own overrides."""
    cohort.forget(jane, by="me")
    [row] = cohort.students()
    assert [one.submission.key for one in row.attempts] == ["s2", "team"]
    assert [one.shared for one in row.attempts] == [False, False]
    assert [cohort.content(one.submission.id) for one in row.attempts] == [b"both", b"of the team"]
    assert [one.reason for one in row.attempts[1].overrides] == ["fair"]
    assert cohort.picture(sha(COMMON)) == COMMON
    assert cohort.picture(sha(OWN)) is None
    assert counts(gradebook) == {
        "student": 1,
        "submission": 2,
        "member": 2,
        "override": 1,
        "artifact": 3,
        "run": 2,
        "part": 2,
        "observation": 2,
        "picture": 2,
    }


@ON_SQLITE
def test_the_file_gets_smaller(gradebook: Gradebook, cohort: Cohort, tmp_path: Path) -> None:
    """No room is left where something was."""
    content = random.Random(1).randbytes(1_000_000)  # noqa: S311 - nothing is secret here
    cohort.ingest(arrival("s1", content))
    cohort.forget(1, by="me")
    with gradebook._database.alone() as connection:
        assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    assert len(bytes_of(tmp_path)) < 500_000


def test_the_last_of_a_team(gradebook: Gradebook, cohort: Cohort, jane: int) -> None:
    """Then the submission goes too, and nothing is left at all."""
    cohort.forget(jane, by="me")
    assert cohort.forget(2, by="me") == ["s2", "team"]
    assert counts(gradebook) == {}


def test_a_content_that_another_course_has(gradebook: Gradebook, cohort: Cohort) -> None:
    """Artifacts belong to the whole gradebook."""
    other = gradebook.course("Other", create=True)
    mine, theirs = cohort.ingest(arrival("s1", "same")), other.ingest(arrival("s1", "same"))
    assert cohort.forget(1, by="me") == [mine.name]
    assert other.content(theirs.id) == b"same"


def test_numbers_are_never_given_again(cohort: Cohort) -> None:
    """Or the log would speak of somebody else."""
    first = cohort.ingest(arrival("s1"))
    number = cohort.add_run(first.id, new_run())
    cohort.forget(1, by="me")
    second = cohort.ingest(arrival("s2"))
    assert second.id > first.id
    assert (cohort.add_run(second.id, new_run()) or 0) > (number or 0)
    assert [row.id for row in cohort.students()] == [2]


def test_somebody_who_is_not_there(gradebook: Gradebook, cohort: Cohort) -> None:
    """Or takes another course: a sentence, and no entry in the log."""
    other = gradebook.course("Other", create=True)
    other.ingest(arrival("s1"))
    for number in (1, 7):
        with pytest.raises(UsageError, match=f"no student {number}"):
            cohort.forget(number, by="me")
    assert "forget" not in [entry.action for entry in gradebook.audit()]


@ON_SQLITE
def test_while_another_program_writes(
    gradebook: Gradebook, cohort: Cohort, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is deleted all the same; what cannot be cleared out now is no error."""
    cohort.ingest(arrival("s1", "jane_code"))
    with gradebook._database.alone() as connection:
        connection.execute("PRAGMA busy_timeout=0")
    with closing(sqlite3.connect(tmp_path / "grader.db", isolation_level=None)) as other:

        def hold(database: object) -> None:
            other.execute("BEGIN IMMEDIATE")
            clear_out(database)  # type: ignore[arg-type] # as it was called

        clear_out = forgetting.clear_out
        monkeypatch.setattr(forgetting, "clear_out", hold)
        assert cohort.forget(1, by="me") == ["s1"]
        other.execute("ROLLBACK")
    assert list(cohort.students()) == []
