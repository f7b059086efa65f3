"""The extension that `%load_ext grader` loads: it listens to what runs, and brings `%check`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magic_arguments import argument, magic_arguments, parse_argstring
from msgspec.structs import replace

from grader.errors import EnvironmentMissing, GraderError, UsageError
from grader.notebook.history import History, Ran
from grader.notebook.live import check_live, names_of
from grader.notebook.saved import Saved, find_saved
from grader.notebook.shown import Shown
from grader.outline.finding import Checkup
from grader.outline.outline import Document, chosen

_KEPT = "_grader_history"


def load_ipython_extension(shell: Any) -> None:  # noqa: ANN401 - IPython's shell
    """Called by `%load_ext grader`."""
    if hasattr(shell, _KEPT):
        return
    magics = CheckMagics(shell, History())
    shell.register_magics(magics)
    shell.events.register("post_run_cell", magics.note)
    setattr(shell, _KEPT, magics)


def unload_ipython_extension(shell: Any) -> None:  # noqa: ANN401 - IPython's shell
    """Called by `%unload_ext grader`."""
    magics = getattr(shell, _KEPT, None)
    if magics is not None:
        shell.events.unregister("post_run_cell", magics.note)
        delattr(shell, _KEPT)
    shell.magics_manager.magics["line"].pop("check", None)


@magics_class
class CheckMagics(Magics):  # type: ignore[misc]
    """`%check`."""

    def __init__(self, shell: Any, history: History) -> None:  # noqa: ANN401 - IPython's shell
        super().__init__(shell)
        self._history = history
        self._file: Path | None = None
        self._asked: frozenset[str] | None = None
        past = getattr(getattr(shell, "history_manager", None), "input_hist_raw", ())
        for source in list(past)[1:-1]:  # what ran before this was loaded
            if source.strip():
                history.note(Ran(None, source), None)

    def note(self, result: Any) -> None:  # noqa: ANN401 - IPython's result
        """Keep what has run; an extension must never get in the way of the student's work."""
        try:
            info = getattr(result, "info", None)
            source = getattr(info, "raw_cell", None)
            if not isinstance(source, str) or not getattr(info, "store_history", True):
                return
            if self._asked is None:
                self._asked = _names(self._saved())
            id_ = getattr(info, "cell_id", None)
            ran = Ran(id_ if isinstance(id_, str) else None, source)
            self._history.note(ran, self.shell.user_ns if self._asked else None, self._asked)
        except Exception:  # noqa: BLE001 - whatever it is, `%check` will say it
            self._asked = self._asked or frozenset()

    def _saved(self) -> Saved | None:
        return find_saved(self._file, self.shell.user_ns)

    @magic_arguments()
    @argument("parts", nargs="*", help="Only these: names such as dL_dw, or ids of exercises.")
    @argument("--file", help="The notebook, where it is not found by itself.")
    @argument("--clean", action="store_true", help="Run the saved file in a fresh process.")
    @line_magic
    def check(self, line: str) -> Shown | None:
        """Check what you have so far: does it run, and do the values fit each other?"""
        asked = parse_argstring(self.check, line.replace(",", " "))
        try:
            if asked.file:
                self._file = _named(asked.file)
            saved = self._saved()
            self._asked = _names(saved) or self._asked
            checkup = self._clean(saved) if asked.clean else self._live(saved)
            return Shown(only(checkup, asked.parts), hand_in=saved.path if saved else None)
        except GraderError as error:
            print(f"%check: {error}")  # noqa: T201 - a magic speaks on stdout
            return None

    def _live(self, saved: Saved | None) -> Checkup:
        return check_live(self.shell, self._history, _document(saved), saved)

    def _clean(self, saved: Saved | None) -> Checkup:
        """The saved file from top to bottom, as `grader check` does it."""
        import sys  # noqa: PLC0415 - for the clean run alone, as are all these

        from grader.checking.check import run_check  # noqa: PLC0415
        from grader.checking.plan import plan_check  # noqa: PLC0415
        from grader.checking.reading import read_work  # noqa: PLC0415
        from grader.execution.sandbox import Limits  # noqa: PLC0415
        from grader.execution.unconfined import Unconfined  # noqa: PLC0415

        if saved is None or not saved.path.is_file():
            raise UsageError(
                "the saved file was not found; name it, as in %check --clean --file hw.ipynb"
            )
        sandbox = Unconfined(Path(sys.prefix), python=Path(sys.executable))
        try:
            return run_check(plan_check(read_work(saved.path), Limits()), sandbox)
        except EnvironmentMissing as error:
            raise UsageError(f"{error.path}: {error.reason}") from None


def _names(saved: Saved | None) -> frozenset[str]:
    """All names that the exercises of a notebook share: what is asked for, givens, tables."""
    found: set[str] = set()
    for outline in saved.document.exercises if saved is not None and saved.document else ():
        found |= names_of(outline)
    return frozenset(found)


def _named(text: str) -> Path:
    """The notebook of that name, if it is one that can be read."""
    path = Path(text).expanduser()
    if not path.is_file():
        raise UsageError(f"{path}: there is no such file here ({Path.cwd()})")
    if find_saved(path, {}) is None:
        raise UsageError(f"{path}: this is no notebook that can be read")
    return path


def only(checkup: Checkup, parts: Sequence[str]) -> Checkup:
    """The findings of these parts or exercises alone; all of them if none is named.

    Raises:
        UsageError: There is no such part.
    """
    if not parts:
        return checkup
    known = {finding.part for finding in checkup.findings} | {one.id for one in checkup.exercises}
    numbers = {str(one.number) for one in checkup.exercises}
    for part in parts:
        if part not in known | numbers:
            raise UsageError(f"there is no '{part}' here; there are: {', '.join(sorted(known))}")
    exercises = []
    for one in checkup.exercises:
        whole = one.id in parts or str(one.number) in parts
        kept = [f for f in one.findings if whole or f.part in parts]
        if kept:
            exercises.append(replace(one, findings=kept))
    return replace(checkup, exercises=exercises)


def _document(saved: Saved | None) -> Document:
    if saved is None or saved.document is None:
        raise UsageError(
            "no outline was found; save the notebook that began as the stub, and name it, as in "
            "%check --file hw.ipynb"
        )
    return chosen(saved.document, ())
