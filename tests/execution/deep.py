"""Folders deeper than any path may be long."""

from __future__ import annotations

import os
from pathlib import Path


def deep(top: Path, depth: int) -> None:
    """Folders within folders, deeper than any path can name."""
    before = Path.cwd()
    os.chdir(top)
    try:
        for _ in range(depth):
            Path("deep").mkdir()
            os.chdir("deep")
    finally:
        os.chdir(before)
