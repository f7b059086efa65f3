"""The HTML report is one inert, well-formed, accessible file, whatever a student writes."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from html.parser import HTMLParser
from itertools import pairwise

import msgspec
import pytest

from grader.grading.result import Result, public
from grader.report.highlight import highlight
from grader.report.html import render_html
from grader.report.mathml import TAGS as MATH

VOID = frozenset({"meta", "img", "br", "rect", "path", "circle", "use"})
TAGS = VOID | {
    *("html", "head", "title", "style", "body", "main", "header", "section", "article", "div"),
    *("h1", "h2", "h3", "p", "span", "strong", "a", "code", "pre", "ul", "li", "dl", "dt", "dd"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary"),
    *("figure", "figcaption", "svg", "symbol", "g", "text", "desc"),
    *MATH,
}
POLICY = (
    "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"
)


class Reader(HTMLParser):
    """Reads a page, and holds that every element is closed where it must be."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.text = ""
        self.style = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element and its attributes, each of which stands once."""
        assert len({name for name, _ in attrs}) == len(attrs)
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself."""
        assert tag in VOID
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Hold that it closes the innermost open element."""
        assert self.open.pop() == tag

    def handle_comment(self, data: str) -> None:
        """There are none."""
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        """Keep text and style apart."""
        if self.open and self.open[-1] == "style":
            self.style += data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of all elements with this tag."""
        return [attrs for name, attrs in self.elements if name == tag]


def assert_inert(reader: Reader) -> None:
    """Nothing in the page runs, loads, submits or leads out of it."""
    assert {tag for tag, _ in reader.elements} <= TAGS
    for tag, attrs in reader.elements:
        for name, value in attrs.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in {"style", "srcdoc", "action", "formaction", "xlink:href", "srcset"}
            if name == "href":
                assert re.fullmatch(r"#[a-z0-9-]+", value), value
            if name == "src":
                assert re.fullmatch(r"data:image/png;base64,[A-Za-z0-9+/=]+", value)
    assert not re.search(r"url\(|@import|https?:|expression", reader.style)
    assert [attrs for attrs in reader.all("meta") if attrs.get("http-equiv") == "refresh"] == []


def test_a_typical_page(result: Result, pictures: dict[str, bytes]) -> None:
    """Language, title, policy, headings, regions and icons are in order."""
    page = render_html(result, pictures)
    reader = Reader(page)
    assert_inert(reader)
    assert page.startswith("<!doctype html>\n")
    assert reader.all("html") == [{"lang": "en"}]
    assert "<title>8 of 30 points: hw.ipynb</title>" in page
    assert len(reader.all("h1")) == len(reader.all("main")) == 1
    assert {"name": "referrer", "content": "no-referrer"} in reader.all("meta")
    assert {"name": "color-scheme", "content": "light dark"} in reader.all("meta")
    levels = [int(tag[1]) for tag, _ in reader.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_policy_allows_our_style_alone(result: Result) -> None:
    """The digest in the policy is that of the style in the page, byte for byte."""
    page = render_html(result, {})
    style = page[page.index("<style>") + 7 : page.index("</style>")]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policies = [
        attrs["content"]
        for attrs in Reader(page).all("meta")
        if attrs.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policies == [POLICY.format(digest)]


def test_ids_and_links(result: Result, pictures: dict[str, bytes]) -> None:
    """Ids stand once, and every link, label and icon leads to one."""
    reader = Reader(render_html(result, pictures))
    ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    asked = [attrs["href"][1:] for _, attrs in reader.elements if "href" in attrs]
    asked += [
        attrs["aria-labelledby"] for _, attrs in reader.elements if "aria-labelledby" in attrs
    ]
    assert set(asked) <= set(ids)


def test_tables_and_regions(for_staff: Result, pictures: dict[str, bytes]) -> None:
    """Tables have captions and scoped headers; what scrolls has focus and a name."""
    reader = Reader(render_html(for_staff, pictures))
    assert len(reader.all("caption")) == len(reader.all("table")) == 2
    assert all("scope" in attrs for attrs in reader.all("th"))
    for attrs in reader.all("pre"):
        assert attrs["tabindex"] == "0"
        assert attrs["role"] == "group"
        assert attrs["aria-label"]


def test_parts_that_are_not_right_are_open(result: Result) -> None:
    """Right parts are folded away; so is an exercise that was not begun."""
    page = render_html(result, {})
    folds = re.findall(r'<details class="fold"><summary>(.*?)</summary>', page)
    assert folds == [
        "4 parts that are right",
        "1 part that is right",
        "3 parts of this exercise",
        "Isolation, limits, versions and digests",
    ]


def article(page: str, anchor: str) -> str:
    """The part with this anchor."""
    begin = page.index(f'id="{anchor}"')
    return page[begin : page.index("</article>", begin)]


def in_order(page: str, *texts: str) -> None:
    """Each of the texts is there, after the one before."""
    found = [page.index(text) for text in texts]
    assert found == sorted(found)


def test_the_order_in_a_part_that_is_not_right(full: Result) -> None:
    """What you gave, what it means, what that rests on, hints, and how to see for yourself."""
    page = render_html(full, {})
    in_order(
        article(page, "e1-p4"),
        '<span class="symbol"><math',
        "You have",
        "In cell 4, lines 12 to 16:",
        "The size of your value is right",
        "What happened",
        "<summary>A hint</summary>",
        "See for yourself",
        "&lt;alike&gt;",
    )
    in_order(
        article(page, "e2-p2"),
        "In cell 7",
        "At x = 1.5",
        "This looks like",
        '<figure class="evidence">',
        "<figcaption>Your derivative",
        "The numbers in this picture",
        "<summary>A hint</summary>",
    )


def test_right_parts_stay_small(full: Result) -> None:
    """No picture and no self-check; what follows from an own value says so loudly."""
    page = render_html(full, {})
    right = article(page, "e1-p6")
    assert "See for yourself" not in right
    assert "<strong>Worked out from your own <code>dL_dw</code>.</strong>" in right
    assert "<strong>Right, worked out from your own <code>dL_dz</code>.</strong>" in page
    parts = [
        msgspec.structs.replace(part, status="right", points=0) for part in full.exercises[1].parts
    ]
    exercise = msgspec.structs.replace(full.exercises[1], parts=parts, pictures=[])
    assert 'class="evidence"' not in render_html(
        msgspec.structs.replace(full, exercises=[exercise]), {}
    )


def test_pictures_of_several_parts_stand_with_the_figures(full: Result) -> None:
    """Runs once, though three parts rest on them; a graph at the head of its exercise."""
    page = render_html(full, {})
    assert page.count("How far each run is from the minimum") == 2  # the box's label and the title
    in_order(page, 'id="e3"', 'id="e3-p3"', '<div class="figures">\n<figure class="evidence">')
    in_order(page, 'id="e1"', '<figure class="rests">', 'id="e1-p3"')
    assert page.count('class="rests"') == 1


def test_everything_in_one_page(full: Result, pictures: dict[str, bytes]) -> None:
    """It is inert, its ids and links are in order, it holds mathematics, and it is small."""
    page = render_html(full, pictures)
    reader = Reader(page)
    assert_inert(reader)
    ids = [attrs["id"] for _, attrs in reader.elements if "id" in attrs]
    assert len(ids) == len(set(ids))
    asked = [attrs["href"][1:] for _, attrs in reader.elements if "href" in attrs]
    for _, attrs in reader.elements:
        asked += attrs.get("aria-labelledby", "").split()
    assert set(asked) <= set(ids)
    assert len(reader.all("math")) == 4  # three symbols and a hint
    assert len(reader.all("caption")) == len(reader.all("table"))
    assert all("scope" in attrs for attrs in reader.all("th"))
    assert len(page.encode()) <= 500_000
    assert len(render_html(full, {}).encode()) <= 60_000


def test_what_comes_first(result: Result) -> None:
    """Score, next step, table, exercises, what was taken, the run."""
    text = Reader(render_html(result, {})).text
    order = ["8 of 30 points", "Next step", "All parts", "You have", "What was taken", "How it was"]
    found = [text.index(each) for each in order]
    assert found == sorted(found)


def test_figures(result: Result, pictures: dict[str, bytes]) -> None:
    """A figure is embedded with its alt text; what is no PNG or not there is said to be missing."""
    reader = Reader(render_html(result, pictures))
    (image,) = reader.all("img")
    assert image["alt"] == "21 points, from (0, 7) to (1.977, 3.0005)"
    (digest, png), *_ = pictures.items()
    assert base64.b64decode(image["src"].partition(",")[2]) == png
    for others in ({}, {digest: b"<svg onload=alert(1)>"}):
        without = Reader(render_html(result, others))
        assert without.all("img") == []
        assert "This picture was not kept." in without.text


def test_no_isolation_is_said_first(result: Result) -> None:
    """Above the score, in the page's first paragraph."""
    run = msgspec.structs.replace(result.run, isolation="none")
    text = Reader(render_html(msgspec.structs.replace(result, run=run), {})).text
    assert text.index("Not isolated.") < text.index("Feedback on")
    assert "Not isolated." not in Reader(render_html(result, {})).text


def test_a_public_result_has_no_staff_section(for_staff: Result) -> None:
    """Expected values are in the page for staff, clearly marked, and in no other."""
    staff = render_html(for_staff, {})
    assert "For staff: not for students" in staff
    assert "-0.21416501695744142" in staff
    students = render_html(public(for_staff), {})
    assert "-0.21416501695744142" not in students
    assert "staff" not in Reader(students).text.lower()


def test_the_same_result_gives_the_same_bytes(result: Result, pictures: dict[str, bytes]) -> None:
    """Also when its dictionaries were filled in another order."""
    run = msgspec.structs.replace(
        result.run,
        versions=dict(reversed(result.run.versions.items())),
        limits=dict(reversed(result.run.limits.items())),
    )
    again = msgspec.structs.replace(result, run=run)
    assert render_html(result, pictures) == render_html(again, dict(pictures))


def test_size(result: Result) -> None:
    """A typical page without figures stays small."""
    assert len(render_html(result, {}).encode()) <= 60_000


def test_hostile_text_is_only_text(
    hostile: Result, result: Result, pictures: dict[str, bytes]
) -> None:
    """Whatever stands in any field, the page is inert, well-formed, readable and bounded."""
    page = render_html(hostile, pictures)
    reader = Reader(page)
    assert_inert(reader)
    assert reader.style == Reader(render_html(result, {})).style
    assert "49" not in reader.text.replace("sha256", "")
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", page
    )
    assert len(page.encode()) < 400_000
    assert len(reader.all("h1")) == 1


@pytest.mark.parametrize(
    "source",
    [
        "</code></pre><script>alert(1)</script>",
        "s = '<b>' + \"&amp;\" # </pre>",
        'def f(:\n  \'unclosed """ f\'{x!r:>{w}',
        "%matplotlib inline\n!rm -rf /\n?x",
        "f'{" * 600,
        "(" * 2000,
        "\\" * 2000,
        "'" * 2000,
        "0_" * 1000 + "e",
    ],
)
def test_highlighting_escapes_and_ends(source: str) -> None:
    """Code that is no Python is shown too, soon, and with spans alone."""
    begun = time.perf_counter()
    shown = highlight(source)
    assert time.perf_counter() - begun < 2
    reader = Reader(str(shown))
    assert {tag for tag, _ in reader.elements} <= {"span"}
    assert all(set(attrs) == {"class"} for _, attrs in reader.elements)
    assert reader.text == source


def test_what_is_coloured() -> None:
    """Words, numbers, texts and remarks, and nothing that has no colour."""
    assert str(highlight("def f(x):\n    return 'a' + 1.5  # why\n")) == (
        '<span class="k">def</span> <span class="nf">f</span>(x):\n'
        '    <span class="k">return</span> <span class="s">&#39;a&#39;</span> + '
        '<span class="m">1.5</span>  <span class="c"># why</span>'
    )


def test_a_lexer_that_fails_leaves_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """Colours are not worth a report."""

    def fail(*_: object) -> str:
        raise RuntimeError

    monkeypatch.setattr("grader.report.highlight._spans", fail)
    assert str(highlight("a < b")) == "a &lt; b"
