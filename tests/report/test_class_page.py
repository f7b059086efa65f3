"""The class overview is one accessible page; its script is ours alone, and hides without it."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import PurePath

import msgspec
import pytest

from grader.cli.naming import unique_names
from grader.grading.result import Message, Result, public, to_json
from grader.report.classroom.anonymous import (
    anonymous_names,
    anonymous_problems,
    anonymous_result,
)
from grader.report.classroom.html import render_overview
from grader.report.classroom.record import Record, Without, record
from grader.report.classroom.view import NAMES, overview
from grader.report.html import HERE, render_html
from tests.report.conftest import HOSTILE, hostile_result
from tests.report.synthetic import names, results
from tests.report.test_html import TAGS, Reader

POLICY = (
    "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; "
    "base-uri 'none'; form-action 'none'"
)
MORE_TAGS = TAGS | {"script", "button", "input", "label", "bdi"}


class Page(Reader):
    """Reads an overview; its script is kept apart."""

    script = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An input closes itself."""
        super().handle_starttag(tag, attrs)
        if tag == "input":
            assert self.open.pop() == "input"

    def handle_data(self, data: str) -> None:
        """Keep the script out of the text."""
        if self.open and self.open[-1] == "script":
            self.script += data
        else:
            super().handle_data(data)


def read(page: str) -> Page:
    """The page, held to be inert but for our own script."""
    reader = Page(page)
    assert {tag for tag, _ in reader.elements} <= MORE_TAGS
    for tag, attrs in reader.elements:
        for name, value in attrs.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in {"style", "src", "srcdoc", "action", "formaction", "srcset"}
            if name == "href":
                assert re.fullmatch(
                    r"#[a-z0-9-]+|[\w.~%-]+\.report\.html(#[a-z0-9-]+)?", value, re.ASCII
                ), value
    assert not re.search(r"url\(|@import|https?:|expression", reader.style)
    assert [one for one in reader.all("meta") if one.get("http-equiv") == "refresh"] == []
    assert len(reader.all("script")) == len(reader.all("h1")) == len(reader.all("main")) == 1
    return reader


def of_class(count: int) -> list[Record]:
    """As many records, named as `grader batch` names them."""
    safe = unique_names([PurePath(name) for name in names(count)])
    return [record(one, name) for one, name in zip(results(count), safe, strict=True)]


@pytest.fixture(scope="module")
def page() -> str:
    """That of a class of sixty, some of whose submissions have no result."""
    without = [Without("late.zip", "not-graded", "the zip is empty")]
    return render_overview(of_class(60), without)


def test_a_typical_page(page: str) -> None:
    """Language, title, order of the sections, headings, captions, labels."""
    reader = read(page)
    assert page.startswith("<!doctype html>\n")
    assert reader.all("html") == [{"lang": "en"}]
    assert "<title>Class overview: 60 submissions</title>" in page
    assert {"name": "referrer", "content": "no-referrer"} in reader.all("meta")
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    order = ["How the class did", "What needs attention first", "Parts", "Misconceptions by freq"]
    order += ["Equal wrong answers", "Identical submissions", "Students"]
    found = [reader.text.index(f"\n{each}") for each in order]
    assert found == sorted(found)
    assert len(reader.all("caption")) == len(reader.all("table")) == 7
    assert all("scope" in attrs for attrs in reader.all("th"))
    ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    asked = [one["for"] for one in reader.all("label")]
    asked += [one["href"][1:] for one in reader.all("a") if one["href"].startswith("#")]
    for _, attrs in reader.elements:
        asked += attrs.get("aria-labelledby", "").split()
    assert set(asked) <= set(ids)
    for one in reader.all("div"):
        if "scroll" in one.get("class", ""):
            assert (one["tabindex"], one["role"]) == ("0", "group")
            assert one.get("aria-labelledby") or one["aria-label"]
    regions = [
        one.get("aria-labelledby") or one.get("aria-label")
        for tag, one in reader.elements
        if tag == "section" or one.get("role") == "region"
    ]
    assert len(regions) == len(set(regions)) == 7


def test_the_policy_allows_our_style_and_our_script_alone(page: str) -> None:
    """The digests in the policy are those of what is in the page, byte for byte."""
    found = []
    for tag in ("style", "script"):
        text = page[page.index(f"<{tag}>") + len(tag) + 2 : page.index(f"</{tag}>")]
        found.append(base64.b64encode(hashlib.sha256(text.encode()).digest()).decode())
    policies = [
        one["content"]
        for one in Page(page).all("meta")
        if one.get("http-equiv", "").startswith("C")
    ]
    assert policies == [POLICY.format(*found)]


def test_the_script_makes_nothing() -> None:
    """It reads no markup, evaluates nothing, asks nobody and keeps nothing."""
    script = (HERE / "static" / "class.js").read_text(encoding="utf-8")
    words = (
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval|Function|createElement|setTimeout"
    )
    assert not re.search(rf"{words}|fetch|XMLHttp|import|cookie|Storage|location|</", script)


def test_without_the_script(page: str) -> None:
    """All rows are there, and what needs the script is hidden until it runs."""
    reader = read(page)
    assert all("hidden" in one for one in reader.all("button"))
    assert all(one["type"] == "button" for one in reader.all("button"))
    (box,) = [one for one in reader.all("div") if one.get("class") == "filter"]
    assert "hidden" in box
    assert {"id": "count", "role": "status"} in reader.all("p")
    rows = re.findall(r'<tr><th scope="row"><a href="[^"#]+">', page)
    assert len(rows) == 60
    assert not re.search(r"<tr[^>]* hidden", page)


def test_headings_of_the_table_of_students(page: str) -> None:
    """Each has its text twice: without the script, and as a button; the first is sorted."""
    start = page.index('id="table"')
    head = page[start : page.index("</thead>", start)]
    found = re.findall(
        r'<th scope="col" data-sort="(\w+)"( aria-sort="ascending")?>'
        r'<span>([^<]+)</span><button type="button" hidden>([^<]+)</button></th>',
        head,
    )
    assert [(kind, title) for kind, _, title, again in found if title == again] == [
        ("text", "Submission"),
        ("number", "Points"),
        ("number", "Percent"),
        ("number", "Exercise 1"),
        ("number", "Exercise 2"),
        ("number", "Exercise 3"),
        ("number", "Misconceptions"),
        ("text", "Open or missing"),
    ]
    assert [bool(is_sorted) for _, is_sorted, *_ in found] == [True, *[False] * 7]


def test_the_histogram_is_told_in_words_and_numbers(page: str) -> None:
    """A title, a description, and a table with every tenth."""
    reader = read(page)
    (picture,) = [one for one in reader.all("svg") if one.get("role") == "img"]
    assert picture["aria-labelledby"] == "h-t h-d"
    counts = re.findall(r'\d+ %</th><td class="number">(\d+)</td>', page)
    assert len(counts) == 10
    assert sum(map(int, counts)) == 60
    assert len(reader.all("rect")) == sum(count != "0" for count in counts)


def test_the_same_class_gives_the_same_bytes() -> None:
    """In whatever order the results come."""
    records = of_class(12)
    assert render_overview(records) == render_overview(records[::-1])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_classes(count: int) -> None:
    """Nobody, one, two: a page all the same."""
    reader = read(render_overview(of_class(count)))
    if not count:
        assert "There are no results" in reader.text
    else:
        assert "n too small" in reader.text
    assert "No two submissions are the same." in reader.text


def test_all_equal(all_right: Result) -> None:
    """No variance, nothing to say about wrong answers, one group of copies."""
    shown = overview([record(all_right, f"s{at}") for at in range(40)])
    (table,) = shown.parts
    assert table.rows[0].cells[:4] == ("1", "100 %", "1.00", "n too small")
    assert table.columns[-1] == "Timed out"
    facts = {fact.name: fact.value for fact in shown.facts}
    assert facts["Median"] == "100 % (1 of 1 points)"
    assert facts["Quartiles"] == "100 % and 100 %"
    assert (shown.slips, shown.clusters, shown.concerns) == ((), (), ())
    assert [(who.count, who.more) for who in shown.copies] == [(40, 40 - NAMES)]
    page = render_overview([record(all_right, f"s{at}") for at in range(40)])
    assert f"and {40 - NAMES} more" in page
    assert "Nothing: all was judged" in page


def test_a_typical_result(result: Result) -> None:
    """What its row and the other lists say of it."""
    shown = overview([record(result, "alice"), record(result, "bob")])
    assert shown.students[0].link.href == "alice.report.html"
    noted = "1 not judged yet, 1 to be marked, 1 stopped by an error, 1 out of time, 3 missing"
    assert shown.students[0].cells == ("8", "26", "5.5", "2.5", "0", "2", noted)
    leads = [(one.lead, one.where, one.detail) for one in shown.concerns]
    assert leads == [
        ("A part could not be judged", "Exercise 2, g(x)", ""),
        ("Stopped by an error", "Exercise 2", ""),
        ("Out of time", "Exercise 2", ""),
        ("The score is not final", "", ""),
        ("Givens were changed", "Exercise 1", "lr"),
    ]
    links = [one.href for one in shown.concerns[1].who.links]
    assert links == ["alice.report.html#e2-p3", "bob.report.html#e2-p3"]
    assert [(one.exercise, one.part, one.sure) for one in shown.slips] == [
        ("Exercise 1", "dL_dz", ""),
        ("Exercise 2", "df(x)", "looks like it"),
    ]


def test_anchors_lead_into_the_report(result: Result) -> None:
    """To the part or the exercise that is meant."""
    report = Reader(render_html(result, {}))
    ids = {attrs["id"] for _, attrs in report.elements if "id" in attrs}
    shown = overview([record(result, "alice")])
    anchors = re.findall(
        r"alice\.report\.html#([\w-]+)", render_overview([record(result, "alice")])
    )
    assert anchors
    assert set(anchors) <= ids
    assert shown.slips[0].who.links[0].href.endswith("#e1-p4")


def test_no_report_no_link(result: Result) -> None:
    """A name without a page stays text."""
    reader = read(render_overview([record(result, "alice", linked=False)]))
    assert [one["href"] for one in reader.all("a")] == ["#main"]
    assert "alice" in reader.text


def test_size() -> None:
    """Rows are lean and lists are bounded."""
    assert len(render_overview(of_class(300)).encode()) <= 150_000


# hostile


@pytest.mark.parametrize("text", HOSTILE, ids=[f"hostile{at}" for at in range(len(HOSTILE))])
def test_hostile_text_is_only_text(text: str, page: str) -> None:
    """Whatever stands in a result or a name, the page is inert, well-formed and bounded."""
    result = hostile_result(text)
    changed = msgspec.structs.replace(
        result.exercises[0], messages=[Message("given.changed", {"name": text})]
    )
    result = msgspec.structs.replace(result, exercises=[changed, *result.exercises])
    others = [record(one, name) for one, name in zip(results(12), names(12), strict=True)]
    again = msgspec.structs.replace(
        result, submission=msgspec.structs.replace(result.submission, digest="other")
    )
    records = [record(result, text), record(again, f"a{text}"), *others]
    made = render_overview(records, [Without(text, "not-judged", text)])
    reader = read(made)
    assert reader.style == Page(page).style
    assert reader.script == Page(page).script
    assert ("{{7*7}}" in reader.text) is ("{{7*7}}" in text)
    unseen = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028]"
    assert not re.search(unseen, made)
    assert len(made.encode("utf-8", "replace")) < 120_000


# anonymous


def anonymous(records: Sequence[Record]) -> list[Record]:
    """The records under their new names."""
    found = anonymous_names(records)
    return [replace(one, name=name) for one, name in zip(records, found, strict=True)]


def test_anonymous_names() -> None:
    """Numbered by digest, none twice, whatever the order of the names."""
    records = of_class(31)
    found = anonymous_names(records)
    assert sorted(found) == [f"Submission {at:03}" for at in range(1, 32)]
    order = sorted(range(31), key=lambda at: found[at])
    digests = [records[at].digest for at in order]
    assert digests == sorted(digests)
    turned = anonymous_names(records[::-1])
    assert turned == found[::-1]


def test_an_anonymous_page_names_nobody() -> None:
    """No name, path or digest of a file, in text or link."""
    records = of_class(40)
    without = [Without("zoe.zip", "not-graded", "zoe.zip is empty")]
    page = render_overview(anonymous(records), anonymous_problems(without))
    read(page)
    for one in records:
        assert one.name not in page
        assert one.digest[:8] not in page
    assert "zoe" not in page
    assert "Submission%20040.report.html" in page


def test_an_anonymous_report_names_nobody(for_staff: Result) -> None:
    """Nor where a part stands, nor in a message, nor in how to contest."""
    submission = msgspec.structs.replace(
        for_staff.submission,
        name="zoe.py",
        kind="module",
        digest="d1" * 32,
        files=[
            msgspec.structs.replace(for_staff.submission.files[0], path="team/zoe.py"),
            msgspec.structs.replace(for_staff.submission.files[0], path="helper_of_zoe.py"),
        ],
    )
    where = for_staff.exercises[0].parts[3].where
    assert where is not None
    part = msgspec.structs.replace(
        for_staff.exercises[0].parts[3],
        where=msgspec.structs.replace(where, path="team/zoe.py", cell=None),
        message=Message("crashed", {"type": "OSError", "message": "no 'team/zoe.py' here"}),
        remarks=[Message("not-run", {"what": "%run helper_of_zoe.py"})],
    )
    messages = [
        Message("file-chosen", {"file": "team/zoe.py", "of": "2", "why": "name"}),
        Message("helpers-left-out", {"count": "1", "files": "zoe_is_me.py"}),
        Message("not-utf8"),
    ]
    exercise = msgspec.structs.replace(for_staff.exercises[0], parts=[part], messages=messages)
    result = msgspec.structs.replace(
        for_staff, submission=submission, exercises=[exercise], messages=messages
    )
    hidden = anonymous_result(result, "Submission 007")
    page = render_html(hidden, {})
    assert "zoe" in render_html(result, {})
    assert "zoe" not in page
    assert "zoe" not in to_json(public(hidden)).decode()
    assert "d1d1" not in page
    assert for_staff.submission.files[0].sha256 not in Reader(page).text.replace(
        result.run.course_digest, ""
    )
    assert "Feedback on Submission 007" in page
    assert "not clean UTF-8" in page


# the style


def test_colours_have_names() -> None:
    """All of them are those of the report, in both schemes; nothing is fetched."""
    css = (HERE / "static" / "class.css").read_text(encoding="utf-8")
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|rgb|url\(|@import|@font-face|<", css)
    report = (HERE / "static" / "report.css").read_text(encoding="utf-8")
    known = set(re.findall(r"--([\w-]+):", report))
    assert set(re.findall(r"var\(--([\w-]+)\)", css)) <= known
