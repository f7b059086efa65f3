"""Removes the folder of a process that has ended, whatever was made in it."""

from __future__ import annotations

import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from grader.execution.inside.scratch import wipe

_SECONDS = 60.0
"""For one folder; the template inside gives up on it sooner, and leaves it to us."""
_PAUSES = (0.0, 0.05, 0.1, 0.1, 0.2, 0.2, 0.4)
"""A process that was killed may write on for a moment: before each try, so many seconds."""


def remove(root: Path) -> bool:
    """Delete a folder with all that is below it; whether it is gone.

    Its depth does not matter: `shutil.rmtree` ends in a RecursionError where folders lie within
    folders a thousand times. What cannot be deleted stays, and is no error: on Windows that is what
    a process left behind has open.
    """
    for pause in _PAUSES:
        time.sleep(pause)
        if wipe(root, _SECONDS):
            with suppress(OSError):
                root.rmdir()
        else:
            with suppress(RecursionError):
                _make_writable(root)
                shutil.rmtree(root, ignore_errors=True)
        if not root.exists():
            return True
    return False


def _make_writable(root: Path) -> None:
    """Give back the rights to delete what is in a folder, which code may have taken away.

    Those of files matter on Windows alone; what a link leads to is left as it is.
    """
    with suppress(OSError):
        root.chmod(0o700)
    for folder, folders, files in os.walk(root):
        for name in [*folders, *(files if os.name == "nt" else ())]:
            path = Path(folder, name)
            with suppress(OSError):
                if not path.is_symlink():
                    path.chmod(0o700)
