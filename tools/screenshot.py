"""The top of a page as a PNG, as the README shows a report; `make screenshot` runs it.

    python -m tools.screenshot PAGE.html PICTURE.png

The Chromium is that of the browser tests. The same page and Chromium give the same picture.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.browser.chromium import NoBrowserError, started

WIDTH, HEIGHT = 1000, 960
MOST_BYTES = 200_000


def main() -> None:
    """Write the picture."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("picture", type=Path)
    asked = parser.parse_args()
    try:
        png = picture(asked.page.resolve())
    except NoBrowserError as error:
        sys.exit(f"no picture was made: {error}")
    if len(png) > MOST_BYTES:
        sys.exit(f"no picture was made: it would have {len(png)} bytes, more than {MOST_BYTES}")
    asked.picture.write_bytes(png)


def picture(page: Path) -> bytes:
    """The top of the page, as PNG.

    Raises:
        NoBrowserError: There is no Chromium, or it cannot read files.
    """
    with tempfile.TemporaryDirectory(dir=page.parent) as folder, started(Path(folder)) as browser:
        window = browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en"
        )
        window.goto(page.as_uri())
        return window.screenshot(animations="disabled")


if __name__ == "__main__":
    main()
