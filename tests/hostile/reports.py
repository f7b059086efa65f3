"""What must not be in a document that a student or teacher opens: live markup, control signs."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser

_ACTIVE = frozenset(
    {"script", "iframe", "frame", "object", "embed", "applet", "base", "form", "input", "button"}
    | {"link", "foreignobject", "audio", "video", "source", "template", "portal", "marquee"}
    | {"animate", "set", "math"}
)
_ADDRESSES = frozenset({"href", "src", "xlink:href", "action", "formaction", "srcset", "data"})


class _Reader(HTMLParser):
    """Collects whatever a browser would act on."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element and its attributes."""
        if tag in _ACTIVE:
            self.found.append(f"<{tag}>")
        if tag == "meta" and any(value == "refresh" for _, value in attrs):
            self.found.append("<meta refresh>")
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            inline = tag == "img" and address.startswith("data:image/png;")
            if name.startswith("on") or name == "srcdoc":
                self.found.append(f"{name}= in <{tag}>")
            if name in _ADDRESSES and not (inline or address.startswith("#")):
                self.found.append(f"{name}={address[:40]} in <{tag}>")

    handle_startendtag = handle_starttag


def live_markup(page: str, known: Iterable[str] = ()) -> list[str]:
    """Elements and attributes of a page that run, load or lead anywhere.

    Args:
        page: The page.
        known: Markup that the course itself put there, to the letter: its formulas.
    """
    for formula in known:
        page = page.replace(formula, "")
    reader = _Reader()
    reader.feed(page)
    reader.close()
    raw = [word for word in ("<script", "javascript:<", "<iframe") if word in page.lower()]
    return reader.found + raw


def control_signs(text: str) -> list[str]:
    """Signs of a text that a terminal acts on, or that turn its direction."""
    turning = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
    odd = {sign for sign in text if (ord(sign) < 32 and sign != "\n") or 127 <= ord(sign) < 160}
    return sorted(map(ascii, odd | {sign for sign in text if ord(sign) in turning}))
