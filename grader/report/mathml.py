r"""LaTeX of the course -> MathML, rebuilt from a list of what is allowed.

The converter does not escape: `\text{<svg/onload=...>}` comes out of it as it went in. So what it
gives is parsed, and what has a name on our list is written anew, escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from xml.etree import ElementTree as ET

from markupsafe import Markup, escape

LONGEST = 500
DEEPEST = 40
NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"

TAGS = frozenset(
    {
        *("math", "mrow", "mi", "mn", "mo", "mtext", "ms", "mspace", "mpadded", "mphantom"),
        *("mstyle", "merror", "mfrac", "msqrt", "mroot", "msub", "msup", "msubsup"),
        *("munder", "mover", "munderover", "mmultiscripts", "mprescripts"),
        *("mtable", "mtr", "mtd"),
    }
)
_LENGTH = re.compile(r"-?[0-9]{0,3}\.?[0-9]{1,4}(em|ex|px|pt|mu|%)?")
_TRUTH = re.compile("true|false")
_WORD = re.compile(r"[a-z][a-z -]{0,80}")
ATTRIBUTES = {
    **dict.fromkeys(("width", "height", "depth", "voffset", "lspace", "rspace"), _LENGTH),
    **dict.fromkeys(("minsize", "maxsize", "linethickness"), _LENGTH),
    **dict.fromkeys(("stretchy", "fence", "separator", "symmetric", "largeop"), _TRUTH),
    **dict.fromkeys(("movablelimits", "accent", "accentunder", "displaystyle"), _TRUTH),
    **dict.fromkeys(("mathvariant", "form", "columnalign", "rowalign", "columnlines"), _WORD),
    "display": re.compile("inline|block"),
    "scriptlevel": re.compile(r"[+-]?[0-3]"),
}
"""The attributes that are kept, each if its value has this form."""


class Refused(ValueError):
    """Something in the markup is not on the list."""


@lru_cache(maxsize=1024)
def mathml(latex: str) -> Markup:
    """The formula as a `math` element; as code where it cannot be converted."""
    try:
        return rebuilt(_converted(latex))
    except Exception:  # noqa: BLE001 - whatever goes wrong in a converter, the formula is still shown
        return Markup('<code class="latex">{}</code>').format(latex)


def rebuilt(markup: str) -> Markup:
    """The markup written anew.

    Raises:
        Refused: An element is not on the list, or the first is no `math`.
        xml.etree.ElementTree.ParseError: It is not well-formed.
    """
    root = ET.fromstring(markup)  # noqa: S314 - no entities are declared, and the text is short
    if root.tag.removeprefix(NAMESPACE) != "math":
        raise Refused
    return Markup("".join(_written(root, 0)))  # noqa: S704 - names are on the list, texts escaped


def _converted(latex: str) -> str:
    # Loading it reads a table of all symbols.
    from latex2mathml.converter import convert  # noqa: PLC0415

    if len(latex) > LONGEST or "<!" in latex:
        raise Refused
    return convert(latex)


def _written(element: ET.Element, depth: int) -> Iterator[str]:
    tag = element.tag.removeprefix(NAMESPACE)
    if tag not in TAGS or depth > DEEPEST:
        raise Refused
    kept = (
        f' {name}="{escape(value)}"'
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value)
    )
    yield f"<{tag}{''.join(kept)}>"
    yield str(escape((element.text or "").strip("\n")))
    for child in element:
        yield from _written(child, depth + 1)
        yield str(escape((child.tail or "").strip()))
    yield f"</{tag}>"
