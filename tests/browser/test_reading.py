"""Pages can be read in a narrow window, in large letters, on paper and in colours of one's own."""

from __future__ import annotations

import pytest

from tests.browser import looks
from tests.browser.conftest import PageOf, Scheme
from tests.browser.pages import PAGES, html

everywhere = pytest.mark.parametrize("name", PAGES)

AMISS = """<!doctype html><html><body style="margin: 0"><table><td><a href="#a">a</a></table>
<p style="width: 900px; white-space: nowrap; font-size: 40px">to the right of what is shown</p>
<pre style="width: 40px; overflow: auto">text that can be scrolled</pre>
<p style="width: 40px; overflow: hidden; white-space: nowrap">text that is cut off</p>
<p style="position: absolute; left: -60px; white-space: nowrap">beyond the edge</p>
<details><summary>s</summary><p>folded</p></details>
<span class="status" style="color: white; background: white">Right</span></body></html>"""


@everywhere
def test_a_narrow_window_is_enough(page_of: PageOf, name: str) -> None:
    """At 320 pixels nothing scrolls sideways but boxes of code and numbers, folded or unfolded."""
    page = page_of(html(name), width=320)
    looks.fold(page)
    folded = looks.too_wide(page)
    looks.unfold(page)
    assert (folded, looks.too_wide(page)) == ([], [])


@everywhere
def test_text_can_be_twice_as_large(page_of: PageOf, name: str) -> None:
    """Text alone, in a wide window and in one of half its width."""
    page = page_of(html(name))
    looks.unfold(page)
    looks.enlarge(page)
    wide = looks.too_wide(page)
    page.set_viewport_size({"width": 640, "height": 800})
    assert (wide, looks.too_wide(page)) == ([], [])


@everywhere
def test_text_can_be_spread(page_of: PageOf, name: str) -> None:
    """Lines, letters and words as far apart as WCAG 1.4.12 asks for."""
    page = page_of(html(name), width=640)
    looks.unfold(page)
    looks.spread(page)
    assert looks.too_wide(page) == []


@everywhere
def test_all_is_printed(page_of: PageOf, name: str) -> None:
    """Paper shows what is folded away, and is white also for those who read in the dark."""
    page = page_of(html(name), scheme="dark")
    looks.fold(page)
    assert looks.unseen(page)
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": looks.paper(page), "height": 930})
    assert looks.unseen(page) == []
    assert (looks.too_wide(page), looks.scrolling(page)) == ([], [])
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"


@everywhere
@pytest.mark.parametrize("width", [320, 1280])
def test_targets_are_large_enough(page_of: PageOf, name: str, width: int) -> None:
    """24 pixels at least, in tables and to fold and unfold."""
    page = page_of(html(name), width=width)
    looks.unfold(page)
    assert looks.too_small(page) == []


@everywhere
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_forced(page_of: PageOf, name: str, scheme: Scheme) -> None:
    """Words, signs and curves are there too where the system chooses all colours."""
    page = page_of(html(name), scheme=scheme)
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    looks.unfold(page)
    assert looks.too_faint(page) == []
    words = page.locator(".status span").all_inner_texts()
    assert all(words)
    assert page.locator(".icon").count() == len(words)


def test_what_is_amiss_is_seen(page_of: PageOf) -> None:
    """Every question above finds something on a page that is wrong in every way."""
    page = page_of(AMISS, width=320)
    found = "\n".join(looks.too_wide(page))
    assert "the page is 900 wide" in found
    assert 'beyond the edge: p. "to the right' in found
    assert 'beyond the edge: p. "beyond the edge"' in found
    assert 'cut off: p. "text that is cut off"' in found
    assert looks.scrolling(page) == ['pre. "text that can be scrolled"']
    assert [line for line in looks.unseen(page) if "folded" in line]
    assert [line for line in looks.too_small(page) if line.endswith('a. "a"')]
    assert looks.too_faint(page) == ['span.status "Right"']


def test_the_width_of_paper_is_that_which_the_page_asks_for(page_of: PageOf) -> None:
    """Upright, or on its side."""
    assert looks.paper(page_of(AMISS)) == 658
    side = "<!doctype html><style>@media print { @page { size: A4 landscape } }</style>"
    assert looks.paper(page_of(side)) == 986
