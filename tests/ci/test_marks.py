"""Collecting, grading and publishing, each with what it may see; and comparing exercises."""

from __future__ import annotations

import zipfile
from typing import Any

import pytest

from tests.ci.conftest import Ran, Service

COMMIT = "c" * 40
TOKEN = {"GH_TOKEN": "t"}
TABLE = '"student_id","score","max_score"\n'


def collect(service: Service, text: str, **changed: str) -> Ran:
    """Collect a list of students."""
    (service.workspace / "students.csv").write_text(text, encoding="utf-8", newline="")
    return service.run("collect.sh", "students.csv", "handed in/inbox", **TOKEN, **changed)


def repositories(service: Service) -> None:
    """Two repositories, and one that is empty."""
    packed = service.folder / "packed.zip"
    packed.write_bytes(b"a zip")
    service.answers["gh"] = [
        {"words": ["org/empty/commits"], "out": "", "code": 1},
        {"words": ["/commits/HEAD"], "out": COMMIT},
        {"words": ["org/lost/zipball"], "out": "", "code": 1},
        {"words": ["/zipball/"], "file": str(packed)},
    ]


def test_repositories_are_collected_packed(service: Service) -> None:
    """One zip a student, as the service packs it, and which commit that was."""
    repositories(service)
    ran = collect(service, "student,repository\r\n# ours\r\ns1,org/hw-s1\r\n\r\ns2,org/hw.2")
    assert ran.code == 0, ran.out
    inbox = service.workspace / "handed in" / "inbox"
    assert sorted(one.name for one in inbox.iterdir()) == ["s1.zip", "s2.zip"]
    assert (inbox / "s1.zip").read_bytes() == b"a zip"
    said = inbox.with_name("inbox.csv").read_text(encoding="utf-8")
    assert said == f"s1,org/hw-s1,{COMMIT}\ns2,org/hw.2,{COMMIT}\n"
    asked = [one.words[-1] for one in service.calls("gh")]
    assert asked[:2] == ["repos/org/hw-s1/commits/HEAD", f"repos/org/hw-s1/zipball/{COMMIT}"]


def test_one_that_cannot_be_had_stops_no_other(service: Service) -> None:
    """It is named, and the others are collected."""
    repositories(service)
    ran = collect(service, "s1,org/empty\ns2,org/lost\ns3,org/hw\n")
    assert ran.code == 0
    assert [line.split(":")[4] for line in ran.heard if "warning" in line] == ["s1", "s2"]
    assert ran.heard[-1] == "::notice::1 repositories were collected, 2 were not"
    inbox = service.workspace / "handed in" / "inbox"
    assert [one.name for one in inbox.iterdir()] == ["s3.zip"]


def test_without_any_it_fails(service: Service) -> None:
    """Rather than have an empty class graded."""
    repositories(service)
    assert collect(service, "s1,org/empty\n").code == 3


@pytest.mark.parametrize(
    "line",
    [
        "../s1,org/hw",
        "-s1,org/hw",
        ".s1,org/hw",
        "s 1,org/hw",
        "$(touch x),org/hw",
        "s1,org/../other",
        "s1,org",
        "s1,org/a/b",
        "s1,/hw",
        "s1,org/..",
        "s1,org/hw?x",
        "s1,org/hw,more",
        "s1",
        ",org/hw",
        "ok,org/hw",
    ],
)
def test_a_line_that_is_not_one_is_refused(service: Service, line: str) -> None:
    """So is a student who is there twice; nothing is asked of the service for it."""
    repositories(service)
    ran = collect(service, f"ok,org/hw\n{line}\n")
    assert ran.code == 2
    assert ran.heard[-1].startswith("::error::line 2 of the list of students")
    assert len(service.calls("gh")) == 2


def test_a_list_that_is_not_there(service: Service) -> None:
    """Is a sentence."""
    ran = service.run("collect.sh", "students.csv", "inbox")
    assert (ran.code, ran.heard) == (2, ["::error::the list of students is not there"])


# ---- the gradebook ----


def keep(service: Service, *artifacts: dict[str, Any]) -> None:
    """Artifacts of earlier runs, each with the same gradebook."""
    packed = service.folder / "gradebook.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("grader.db", "all marks")
    service.answers["gh"] = [
        {"words": ["/zip"], "file": str(packed)},
        {"words": ["/artifacts"], "json": {"artifacts": list(artifacts)}},
    ]


def kept(number: int, *, expired: bool = False) -> dict[str, Any]:
    """A gradebook among the artifacts."""
    return {"id": number, "name": "gradebook", "expired": expired, "size_in_bytes": 9}


def test_the_newest_gradebook_is_taken(service: Service) -> None:
    """Expired ones are passed over."""
    keep(service, kept(3), kept(7), kept(9, expired=True))
    ran = service.run("gradebook.sh", "grader.db", **TOKEN)
    assert ran.code == 0, ran.out
    assert (service.workspace / "grader.db").read_text(encoding="utf-8") == "all marks"
    assert service.calls("gh")[-1].words[-1].endswith("/artifacts/7/zip")


def test_the_first_run_begins_one(service: Service) -> None:
    """There is nothing to fetch, and that is said."""
    keep(service)
    ran = service.run("gradebook.sh", "grader.db", **TOKEN)
    assert (ran.code, len(ran.heard)) == (0, 1)
    assert list(service.workspace.iterdir()) == []


def test_an_expired_gradebook_is_an_error(service: Service) -> None:
    """A new one would know no attempt; only who says so gets one."""
    keep(service, kept(3, expired=True))
    ran = service.run("gradebook.sh", "grader.db", **TOKEN)
    assert ran.code == 3
    assert "expired" in ran.heard[0]
    assert service.run("gradebook.sh", "grader.db", FRESH="true", **TOKEN).code == 0


def test_a_service_that_does_not_answer_is_an_error(service: Service) -> None:
    """And no new gradebook."""
    service.answers["gh"] = [{"words": ["/artifacts"], "out": "", "code": 1}]
    assert service.run("gradebook.sh", "grader.db", **TOKEN).code != 0
    service.answers["gh"] = [{"words": ["/artifacts"], "out": "<html>"}]
    assert service.run("gradebook.sh", "grader.db", **TOKEN).code == 3


# ---- grading ----


def batch(service: Service) -> Ran:
    """Grade an inbox."""
    service.install()
    return service.run("batch.sh", "my course", "in box", "pages", "marks.csv")


def test_a_class_is_graded(service: Service) -> None:
    """In the sandbox that is to be had: no weaker one is asked for."""
    ran = batch(service)
    assert ran.code == 0, ran.out
    assert [one.words for one in service.calls("grader")] == [
        ["env", "--course", "my course"],
        ["batch", "in box", "--from", "plain", "--course", "my course", "-o", "pages"],
        ["export", "csv", "--course", "my course", "-o", "marks.csv"],
    ]


@pytest.mark.parametrize(("code", "ends", "calls"), [(3, 0, 3), (2, 2, 2), (4, 4, 2), (1, 1, 2)])
def test_how_a_batch_ends(service: Service, code: int, ends: int, calls: int) -> None:
    """Some without a result are a warning; anything else ends it, and names are no commands."""
    service.answers["grader"] = {"batch": {"code": code, "err": "::error::s1\n"}}
    ran = batch(service)
    assert ran.code == ends
    assert len(service.calls("grader")) == calls
    assert not any("s1" in line for line in ran.heard)


# ---- publishing ----


def publish(service: Service, table: str, collected: str) -> Ran:
    """Publish a table of scores."""
    (service.workspace / "marks.csv").write_text(TABLE + table, encoding="utf-8")
    (service.workspace / "in box.csv").write_text(collected, encoding="utf-8")
    return service.run("publish.sh", "marks.csv", "in box.csv", **TOKEN)


def test_each_student_gets_the_own_points(service: Service) -> None:
    """At the commit that was graded, in the own repository; who has none yet is told so."""
    service.answers["gh"] = [{"words": ["POST"], "out": ""}]
    table = '"s1","12.0","20.0"\n"s2","7.5","20.0"\n"s3","","20.0"\n"s11","1.0","20.0"\n'
    ran = publish(service, table, f"s1,org/a,{COMMIT}\ns2,org/b,{COMMIT}\ns3,org/c,{COMMIT}\n")
    assert ran.code == 0, ran.out
    said = [(one.words[4], *one.words[6::2]) for one in service.calls("gh")]
    assert said == [
        (
            f"repos/org/{name}/statuses/{COMMIT}",
            f"state={state}",
            "context=grader",
            f"description={text}",
        )
        for name, state, text in (
            ("a", "success", "12 of 20 points"),
            ("b", "success", "7.5 of 20 points"),
            ("c", "error", "not judged yet"),
        )
    ]


def test_a_table_with_other_things_in_it(service: Service) -> None:
    """Is no way to write anything but points."""
    service.answers["gh"] = [{"words": ["POST"], "out": ""}]
    table = (
        '"s1","see https://example.org","20"\n"s1","1\t2","20"\n"s\t1","1","20"\n"$(x)","1","1"\n'
    )
    publish(service, table, f"s1,org/a,{COMMIT}\n")
    (call,) = service.calls("gh")
    assert call.words[-1] == "description=not judged yet"


def test_a_status_that_cannot_be_set(service: Service) -> None:
    """Stops no other, and is a failure in the end."""
    service.answers["gh"] = [
        {"words": ["org/a/"], "out": "", "code": 1},
        {"words": ["POST"], "out": ""},
    ]
    ran = publish(service, '"s1","1","2"\n', f"s1,org/a,{COMMIT}\ns2,org/b,{COMMIT}\n")
    assert ran.code == 3
    assert len(service.calls("gh")) == 2
    assert ran.heard == [
        "::warning::s1: the status could not be set",
        "::notice::1 statuses were set, 1 were not",
    ]


def test_a_table_that_is_none(service: Service) -> None:
    """Sets nothing."""
    (service.workspace / "in.csv").write_text(f"s1,org/a,{COMMIT}\n", encoding="utf-8")
    (service.workspace / "marks.csv").write_text("nothing\nhere\n", encoding="utf-8")
    assert service.run("publish.sh", "marks.csv", "in.csv", **TOKEN).code == 3
    assert service.calls("gh") == []


# ---- exercises ----


def compare(service: Service, *, base: bool = True, **answers: Any) -> Ran:
    """Compare two checkouts of a course."""
    service.install()
    for name in ("base", "the head"):
        (service.workspace / name).mkdir()
    if base:
        (service.workspace / "base" / "grader.toml").touch()
    service.answers["grader"] = {"validate": answers}
    return service.run("compare.sh", "base", "the head")


def test_base_and_head_are_compared(service: Service) -> None:
    """The head against the points of the base; the list is in the summary, as a block of text."""
    ran = compare(service, out="```\n<b>s1</b>: 3 -> 4\n::error::forged\n")
    assert ran.code == 0, ran.out
    points = f"{service.temporary}/grader-points.json"
    validations = [one.words for one in service.calls("grader") if one.words[0] == "validate"]
    assert validations == [
        ["validate", "--course", "base", "--points", points],
        ["validate", "--course", "the head", "--against", points],
    ]
    summary = (service.folder / "summary").read_text(encoding="utf-8")
    assert "    ```\n    <b>s1</b>: 3 -> 4\n    ::error::forged\n" in summary
    assert ran.heard == []


def test_problems_at_the_head_are_a_failure(service: Service) -> None:
    """With the list in the summary all the same."""
    assert compare(service, code=1, out="m02: a sample fails").code == 1
    assert "    m02: a sample fails" in (service.folder / "summary").read_text(encoding="utf-8")


def test_a_new_course_has_no_base(service: Service) -> None:
    """Then the head is validated by itself."""
    assert compare(service, base=False).code == 0
    assert [one.words for one in service.calls("grader")][-1] == [
        "validate",
        "--course",
        "the head",
    ]
