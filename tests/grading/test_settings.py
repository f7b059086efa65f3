"""grader.toml: dates, zones and policies, read strictly."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from grader.errors import CourseError
from grader.grading.settings import Late, Policy, Settings, read_settings

BARE = 'name = "course"\nexercises = ["one"]\n'


def settings(tmp_path: Path, text: str) -> Settings:
    """The settings of a course with this text besides."""
    path = tmp_path / "grader.toml"
    path.write_text(BARE + text, encoding="utf-8")
    return read_settings(path)


def test_a_policy(tmp_path: Path) -> None:
    """All of it, and what holds without any."""
    assert settings(tmp_path, "").policy == Policy()
    text = '[policy]\nattempts = "best"\ndrop = 1\n[policy.late]\npenalty = 5\nper = "hour"\n'
    assert settings(tmp_path, text).policy == Policy("best", 1, Late(penalty=5, per="hour"))


def test_the_zone_of_times_without_one(tmp_path: Path) -> None:
    """The one that is named, else that of the due date, else UTC."""
    due = "due = 2026-12-01T12:00:00+02:00\n"
    assert settings(tmp_path, "").zone is dt.UTC
    assert settings(tmp_path, due).zone == dt.timezone(dt.timedelta(hours=2))
    named = settings(tmp_path, f'{due}timezone = "Europe/Berlin"\n')
    assert named.zone == ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("due = 2026-12-01T12:00:00\n", "due needs a time zone, as in 2026-12-01T12:00:00+01:00"),
        ('timezone = "Middle/Earth"\n', "timezone = 'Middle/Earth' is no time zone"),
        ('timezone = "../../etc/passwd"\n', "is no time zone"),
        ('reveal = "soon"\n', "reveal = 'soon' is none of never, always"),
        ('[policy]\nattempts = "newest"\n', "$.policy.attempts"),
        ("[policy]\ndrop = -1\n", "$.policy.drop"),
        ("[policy.late]\npenalty = 101\n", "$.policy.late.penalty"),
        ("[policy.late]\npenalty = -1\n", "$.policy.late.penalty"),
        ("[policy.late]\nfree_days = nan\n", "$.policy.late.free_days"),
        ("[policy.late]\npenalties = 1\n", "penalties"),
        ("policies = 1\n", "policies"),
        ("due = 2026-12-01\n", "$.due"),
        ('due = "tomorrow"\n', "$.due"),
        ('timezone = "Europe"\n', "timezone = 'Europe' is no time zone"),
        ('timezone = "/etc/localtime"\n', "is no time zone"),
        ("[policy]\ndrop = 1.5\n", "$.policy.drop"),
        ("[policy]\ndrop = true\n", "$.policy.drop"),
        ('[policy.late]\nper = "week"\n', "$.policy.late.per"),
        ('[policy.late]\nof = "total"\n', "$.policy.late.of"),
        ("[policy.late]\npenalty = nan\n", "$.policy.late.penalty"),
        ("[policy.late]\nmost = 100.5\n", "$.policy.late.most"),
        ("[policy.late]\ngrace_minutes = -0.1\n", "$.policy.late.grace_minutes"),
        ("[policy.late]\nclosed_after_days = -1\n", "$.policy.late.closed_after_days"),
    ],
)
def test_what_cannot_be(tmp_path: Path, text: str, words: str) -> None:
    """Is said with the place in the file."""
    with pytest.raises(CourseError) as caught:
        settings(tmp_path, text)
    assert words in str(caught.value)
    assert str(caught.value).startswith(f"{tmp_path / 'grader.toml'}: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[policy.late]\npenalties = 1\n", "; did you mean `penalty` in [policy.late]?"),
        ("[policy]\npenalty = 1\n", "; did you mean `penalty` in [policy.late]?"),
        ("[policy.late]\ndrop = 1\n", "; did you mean `drop` in [policy]?"),
        ("[policy]\ndue = 2026-12-01T12:00:00Z\n", "; did you mean `due` above all tables?"),
        ("[environment]\nrequirement = []\n", "; did you mean `requirements` in [environment]?"),
        ("[late]\npenalty = 1\n", "; did you mean [policy.late]?"),
        ("[policies]\ndrop = 1\n", "; did you mean [policy]?"),
        ("[lesson]\none = 'e0'\n", "; did you mean [lessons]?"),
        ("xyzzy = 1\n", "unknown field `xyzzy`"),
        ("[policy]\ndrop = -1\n", "- at `$.policy.drop`"),
    ],
)
def test_what_may_be_meant(tmp_path: Path, text: str, hint: str) -> None:
    """A key spelt like the unknown one, or of another table; nothing where there is none."""
    with pytest.raises(CourseError) as caught:
        settings(tmp_path, text)
    assert str(caught.value).endswith(hint)


def test_dates_and_policies_judge_nothing(tmp_path: Path) -> None:
    """So that a course stays the same when they are changed; what judges makes it another."""
    plain = settings(tmp_path, "")
    text = (
        'due = 2026-12-01T12:00:00+02:00\ntimezone = "Europe/Berlin"\nreveal = "after_due"\n'
        '[policy]\ndrop = 1\nattempts = "best"\n[policy.late]\npenalty = 5\nfree_days = 2\n'
    )
    assert settings(tmp_path, text).judging == plain.judging
    for text in ('secret = "s"\n', 'word = "Task"\n', '[environment]\nrequirements = ["numpy"]\n'):
        assert settings(tmp_path, text).judging != plain.judging
