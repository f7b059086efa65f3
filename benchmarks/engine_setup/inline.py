"""Cells in a warm interpreter, without a sandbox, with inline figures: run by the student's Python.

Reads a JSON list of sources on stdin, runs them as often as the argument says, and prints the
processor seconds and wall seconds of one run as its last line.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

WARM = 3


class Quiet(InteractiveShell):  # type: ignore[misc]
    """Shows figures as a notebook does, and shows them to nobody."""

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window."""


def main() -> None:
    """Measure."""
    sources: list[str] = json.load(sys.stdin)
    times = int(sys.argv[1])
    shell: Any = Quiet.instance()
    shown: list[int] = []
    shell.display_pub.publish = lambda data, **_: shown.append(len(data.get("image/png", "")))
    shell.run_cell("import numpy, matplotlib.pyplot, seaborn\n%matplotlib inline")
    for number in range(WARM + times):
        if number == WARM:
            processor, wall = time.process_time(), time.perf_counter()
        for source in sources:
            result = shell.run_cell(source, store_history=False)
            result.raise_error()
    used, taken = time.process_time() - processor, time.perf_counter() - wall
    figures = len(shown) / (WARM + times)
    print()
    print(json.dumps({"cpu": used / times, "wall": taken / times, "figures": figures}))


main()
