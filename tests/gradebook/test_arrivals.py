"""What is handed in: stored once, numbered as it comes, and known by a name of its own."""

from __future__ import annotations

import datetime as dt
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import GradingError, UsageError
from grader.gradebook import arrivals
from grader.gradebook.rows import Person
from grader.gradebook.store import Cohort, Gradebook
from tests.gradebook.looking import counts, execute
from tests.gradebook.making import NOON, arrival, person


def test_it_comes_back_as_it_was(cohort: Cohort) -> None:
    """Content, names, digest and number; it is new."""
    content = bytes(range(256)) * 20
    stored = cohort.ingest(arrival("s1", content, slug="anna", file_name="hw.zip"))
    assert (stored.key, stored.slug, stored.number) == ("s1", "anna", 1)
    assert (stored.file_name, stored.name, stored.new) == ("hw.zip", "anna", True)
    assert cohort.content(stored.id) == content


@pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)), b"x" * 100_000])
def test_any_content_is_kept(cohort: Cohort, content: bytes) -> None:
    """Also where compressing it makes it longer."""
    assert cohort.content(cohort.ingest(arrival("s1", content)).id) == content


def test_content_is_compressed_where_that_helps(gradebook: Gradebook, cohort: Cohort) -> None:
    """A column says which is which."""
    cohort.ingest(arrival("s1", b"x" * 1_000))
    cohort.ingest(arrival("s2", b"x"))
    with gradebook._database.reading() as connection:
        query = "SELECT size, packed, length(data) < 100 FROM artifact ORDER BY size"
        assert connection.exec_driver_sql(query).all() == [(1, 0, 1), (1_000, 1, 1)]


def test_the_same_again_is_nothing_new(gradebook: Gradebook, cohort: Cohort) -> None:
    """Key, content and mark decide, whatever else it is called now."""
    first = cohort.ingest(arrival("s1", mark="a"))
    before = counts(gradebook)
    again = cohort.ingest(arrival("s1", mark="a", slug="other", file_name="other.py"))
    assert (again.id, again.slug, again.file_name, again.new) == (first.id, "s1", "hw.py", False)
    assert (
        counts(gradebook)
        == before
        == dict.fromkeys(("student", "artifact", "submission", "member"), 1)
    )


@pytest.mark.parametrize("other", [arrival("s1", "b"), arrival("s1", "a", mark="2")])
def test_another_content_or_mark_is_the_next_attempt(cohort: Cohort, other: object) -> None:
    """Its files get a name of their own."""
    cohort.ingest(arrival("s1", "a"))
    stored = cohort.ingest(other)  # type: ignore[arg-type] # an arrival
    assert (stored.number, stored.name, stored.new) == (2, "s1.attempt-2", True)


def test_equal_content_is_kept_once(gradebook: Gradebook, cohort: Cohort) -> None:
    """Two students with the same file are two submissions and one artifact."""
    one, other = cohort.ingest(arrival("s1", "a")), cohort.ingest(arrival("s2", "a"))
    assert one.digest == other.digest
    assert one.id != other.id
    assert counts(gradebook)["artifact"] == 1


def test_what_is_learned_later_is_completed(cohort: Cohort) -> None:
    """The time and the lateness; what was known stays."""
    cohort.ingest(arrival("s1"))
    cohort.ingest(arrival("s1", at=NOON, late=True))
    cohort.ingest(arrival("s1", at=NOON + dt.timedelta(days=1), late=False))
    [row] = cohort.students()
    [attempt] = row.attempts
    assert (attempt.submitted_at, attempt.late) == (NOON, True)


def test_times_come_back_in_utc(cohort: Cohort) -> None:
    """Aware ones, the same moment, microseconds and all."""
    zone = dt.timezone(dt.timedelta(hours=5, minutes=45))
    at = dt.datetime(2026, 11, 2, 1, 2, 3, 4, tzinfo=zone)
    cohort.ingest(arrival("s1", at=at))
    [row] = cohort.students()
    assert row.attempts[0].submitted_at == at
    assert row.attempts[0].submitted_at.tzinfo is dt.UTC
    assert row.attempts[0].received_at.tzinfo is dt.UTC


def test_a_time_without_a_zone_is_refused(gradebook: Gradebook, cohort: Cohort) -> None:
    """That is a fault of ours, and nothing is stored."""
    with pytest.raises(ValueError, match="no time zone"):
        cohort.ingest(arrival("s1", at=dt.datetime(2026, 11, 2)))  # noqa: DTZ001 - that is the point
    assert counts(gradebook) == {}


def test_a_time_that_utc_does_not_have_is_unknown(cohort: Cohort) -> None:
    """A commit of the year 1 stops nobody."""
    at = dt.datetime(1, 1, 1, tzinfo=dt.timezone(dt.timedelta(hours=1)))
    cohort.ingest(arrival("s1", at=at))
    [row] = cohort.students()
    assert row.attempts[0].submitted_at is None


def test_text_that_no_database_holds(cohort: Cohort) -> None:
    """NUL and half a surrogate pair, in every text; the same again is still the same."""
    odd = "a\0\ud800b"
    people = [person(odd, odd, odd, login=odd)]
    first = cohort.ingest(arrival(odd, people=people, mark=odd, file_name=odd, slug=odd))
    again = cohort.ingest(arrival(odd, people=people, mark=odd, file_name=odd, slug=odd))
    assert (again.id, again.new) == (first.id, False)
    assert first.key == again.key == "a\\x00\\ud800b"
    [row] = cohort.students()
    assert row.person.name == "a\\x00\\ud800b"
    assert row.person.ids == {"login": odd}


def test_the_longest_names_that_an_inbox_gives(cohort: Cohort) -> None:
    """Paths of 500 characters, which no index of a database may be too small for."""
    chance = random.Random(1)  # noqa: S311 - names, not secrets
    key = "".join(chr(chance.randrange(0x1F300, 0x1F9FF)) for _ in range(500))
    mark = f"{chance.getrandbits(1_000):0300d}"[:300]
    made = [cohort.ingest(arrival(key, people=[person(key)], mark=mark)) for _ in range(2)]
    assert [one.new for one in made] == [True, False]
    assert made[1].key == key


# ---- slugs ----

WIDE = "\uff21\uff2e\uff2e\uff21"
"""ANNA in the wide letters of East Asian type, which some systems take for the plain ones."""


def test_keys_of_the_same_slug(cohort: Cohort) -> None:
    """Each further one gets a number, and keeps it; so do those that some system takes as equal."""
    slugs = {
        key: cohort.ingest(arrival(key, key, slug=slug)).slug
        for key, slug in [("a", "Anna"), ("b", "anna"), ("c", WIDE), ("d", "bert")]
    }
    assert slugs == {"a": "Anna", "b": "anna-2", "c": f"{WIDE}-3", "d": "bert"}
    assert cohort.ingest(arrival("b", "later", slug="bea")).name == "anna-2.attempt-2"


def test_a_slug_that_looks_like_a_later_attempt(cohort: Cohort) -> None:
    """It would be called as that is."""
    cohort.ingest(arrival("a", "1", slug="anna"))
    cohort.ingest(arrival("a", "2", slug="anna"))
    other = cohort.ingest(arrival("b", "3", slug="anna.attempt-2"))
    assert other.name == "anna.attempt-2-2"


def test_other_courses_have_their_own_slugs_and_numbers(gradebook: Gradebook) -> None:
    """Nothing of one is in the other."""
    one, other = (gradebook.course(name, create=True) for name in "ab")
    first, second = (each.ingest(arrival("s1", "x")) for each in (one, other))
    assert (first.name, second.name) == ("s1", "s1")
    assert first.id != second.id
    with pytest.raises(UsageError, match="no submission"):
        other.content(first.id)
    assert [row.id for row in one.students()] != [row.id for row in other.students()]


KEYS = st.sampled_from(["a", "A", "b", "c"])
SLUGS = st.sampled_from(["x", "X", "x-2", "x.attempt-2", "\uff58", "y"])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(KEYS, SLUGS, st.sampled_from("12"), st.sampled_from("ab")), max_size=12))
def test_whatever_comes(gradebook: Gradebook, handed_in: list[tuple[str, str, str, str]]) -> None:
    """No two submissions share a name on any system, and each key counts its own from 1."""
    cohort = gradebook.course(f"course {len(gradebook.courses())}", create=True)
    stored = {
        one.id: one
        for key, slug, content, mark in handed_in
        for one in [cohort.ingest(arrival(key, content, slug=slug, mark=mark))]
    }
    assert len(stored) == len({(key, content, mark) for key, _, content, mark in handed_in})
    names = [unicodedata.normalize("NFKC", one.name).casefold() for one in stored.values()]
    assert len(set(names)) == len(names)
    for key in {key for key, *_ in handed_in}:
        mine = [one for one in stored.values() if one.key == key]
        assert [one.number for one in mine] == list(range(1, len(mine) + 1))
        assert len({one.slug for one in mine}) == 1


# ---- people ----


def test_a_group_counts_for_each_member(cohort: Cohort) -> None:
    """Each has the submission, and it is shared."""
    people = [person("s1"), person("s2")]
    stored = cohort.ingest(arrival("team", people=people))
    cohort.ingest(arrival("s1", "alone"))
    first, second = cohort.students()
    assert [one.submission.key for one in first.attempts] == ["team", "s1"]
    assert [one.submission.id for one in second.attempts] == [stored.id]
    assert [one.shared for one in first.attempts] == [True, False]


def test_members_who_are_learned_later(cohort: Cohort) -> None:
    """They are added; nobody is taken away."""
    cohort.ingest(arrival("team", people=[person("s1")]))
    cohort.ingest(arrival("team", people=[person("s2"), person("s2")]))
    assert [(row.person.key, len(row.attempts)) for row in cohort.students()] == [
        ("s1", 1),
        ("s2", 1),
    ]


def test_nobody_in_particular(cohort: Cohort) -> None:
    """Without people it counts for whoever the key is."""
    made = arrival("s1")
    cohort.ingest(type(made)(**{f: getattr(made, f) for f in made.__slots__} | {"people": ()}))
    assert [row.person for row in cohort.students()] == [Person("s1")]


def test_what_is_known_of_someone_is_completed(cohort: Cohort) -> None:
    """Name, address and ids are filled in, and never blanked or replaced."""
    assert cohort.enrol([Person("s1", ids={"login": "ab1"}), Person("s2", "Two")]) == 2
    assert cohort.enrol([Person("s1", "One", ids={"login": "other", "sis": "7"})]) == 0
    cohort.ingest(arrival("s1", people=[Person("s1", "", "one@example.org")]))
    cohort.enrol([Person("s1", "Another", "another@example.org")])
    one, two = (row.person for row in cohort.students())
    assert one == Person("s1", "One", "one@example.org", {"login": "ab1", "sis": "7"})
    assert two == Person("s2", "Two")


def test_somebody_twice_in_a_roster(cohort: Cohort) -> None:
    """One student, with what either line says."""
    assert cohort.enrol([Person("s1", "One"), Person("s1", "", "one@example.org")]) == 1
    assert [row.person for row in cohort.students()] == [Person("s1", "One", "one@example.org")]


def test_a_large_roster(cohort: Cohort) -> None:
    """More than one query could name; again, nobody is new."""
    people = [person(f"s{at:04}") for at in range(300)]
    assert cohort.enrol(people) == 300
    assert cohort.enrol([*people, person("new")]) == 1
    assert len(list(cohort.students())) == 301


# ---- faults ----


def test_all_or_nothing(
    gradebook: Gradebook, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An end in the middle leaves neither student nor content."""

    def fail(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(arrivals, "add", fail)
    with pytest.raises(KeyboardInterrupt):
        cohort.ingest(arrival("s1"))
    assert counts(gradebook) == {}


@pytest.mark.parametrize("damage", ["packed = false", "packed = true"])
def test_damaged_content_is_not_handed_out(
    gradebook: Gradebook, cohort: Cohort, damage: str
) -> None:
    """Its digest tells."""
    stored = cohort.ingest(arrival("s1"))
    execute(gradebook, f"UPDATE artifact SET data = :zero, {damage}")  # noqa: S608 - of this test
    with pytest.raises(GradingError, match="content of submission 1 is damaged"):
        cohort.content(stored.id)
