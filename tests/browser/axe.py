"""Runs axe-core, a checker of accessibility, on a page.

The script is the one in the package axe-playwright-python (axe-core 4.12 in version 0.1.8): pip
brings it with all else that the tests need, so that neither npm nor a download of our own has to.
It is put into the page by the debugger, which no policy hinders; so the page's policy holds while
it is checked.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
COLOURS = ("color-contrast", "link-in-text-block")
"""The rules that depend on the colour scheme."""
RUN = """async only => {
  const found = await axe.run(document, {runOnly: only, resultTypes: ["violations"]});
  return found.violations.flatMap(rule => rule.nodes.map(node =>
    `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary.replaceAll(/\\s+/g, " ")}`));
}"""


def violations(page: Page, *, colours_only: bool = False) -> list[str]:
    """What breaks a rule of WCAG 2.2 AA or is bad practice: the rule, the element and why.

    Args:
        page: Opened, and unfolded as far as is wanted.
        colours_only: Try the rules about colours alone, where the others have been tried in the
            other colour scheme.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(_script())
    rules = {"type": "rule", "values": list(COLOURS)}
    only = rules if colours_only else {"type": "tag", "values": list(TAGS)}
    found: list[str] = page.evaluate(RUN, only)
    return found


@cache
def _script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
