"""The formats of services, for `grader grade` and `grader check` alike."""

from __future__ import annotations

import datetime as dt
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.report.formats.sheet import Sheet


def rendered(name: str, sheet: Sheet) -> bytes:
    """The document of that format."""
    if name == "junit":
        from grader.report.formats.junit import junit

        return junit(sheet)
    from grader.report.formats.classroom50 import classroom50

    return classroom50(sheet, os.environ, dt.datetime.now(dt.UTC))
