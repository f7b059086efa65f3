"""A live namespace and what ran in it -> findings. Nothing is run but what is asked."""

from __future__ import annotations

import os
import random
import signal
import sys
import threading
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from IPython.utils.capture import capture_output
from msgspec.structs import replace as changed

from grader.checking.check import checked, elsewhere_of
from grader.checking.plan import key_of, questions_of
from grader.checking.reading import hints_of
from grader.execution.inside.clock import Clock
from grader.execution.inside.evaluate import Unbound, answer
from grader.execution.inside.faults import fault_of
from grader.grading.result import Message
from grader.notebook.history import History, Ran
from grader.notebook.saved import Saved
from grader.observation.codec import decode_observation, encode_probe
from grader.observation.observation import Missing, Observation
from grader.observation.probe import Figures
from grader.outline.finding import TROUBLE, Checked, Checkup
from grader.outline.outline import Document, Outline
from grader.outline.questions import Questions
from grader.submission.names import bound_names, is_python, source_digest, statements
from grader.submission.notebook import read_notebook
from grader.submission.sections import Sections, cut
from grader.submission.submission import Cell, Submission, SubmittedFile

SECONDS = 2.0
"""For one probe."""
UNSAVED = "notebook.ipynb"


class Shell(Protocol):
    """What is needed of IPython's shell."""

    user_ns: dict[str, Any]

    def ex(self, cmd: str) -> None:
        """Run code in the user's namespace."""
        ...


def check_live(shell: Shell, history: History, document: Document, saved: Saved | None) -> Checkup:
    """The findings for what this kernel holds now.

    Args:
        shell: Whose namespace it is.
        history: What ran in it.
        document: The outlines.
        saved: The notebook's file, to tell cells apart and to compare it with what ran.
    """
    cells, messages = merged(history.cells, saved)
    submission = _submission(cells, saved)
    sections = cut(submission, hints_of(document), document.word, document.lessons)
    asked = questions_of(sections, {one.id: one for one in document.exercises})
    elsewhere = elsewhere_of(document, asked)
    exercises = []
    for outline in document.exercises:
        questions = asked.get(outline.id)
        answers: Mapping[str, Observation] = {}
        kept: Mapping[str, Any] | None = None
        if questions is not None:
            kept = history.kept([piece.source for piece in sections.of(outline.id)])
            answers = _answers(shell, kept or {}, questions)
        found = checked(outline, questions, answers, sections, submission, [], elsewhere)
        figures = {one.id for one in outline.asked if one.form == "figure"}
        found = _doubted(found, figures, Message("check.figure"))
        if _bound_elsewhere(outline, sections, seen=kept is not None):
            found = _doubted(
                found, {one.part for one in found.findings}, Message("check.bound-anew")
            )
        found = _within(found, 0 if saved is None else len(saved.ids))
        exercises.append(_in_words(found))
    return Checkup(
        file=saved.path.name[:400] if saved is not None else UNSAVED,
        live=True,
        exercises=exercises,
        messages=messages,
    )


def merged(ran: Sequence[Ran], saved: Saved | None) -> tuple[list[Cell], list[Message]]:
    """The cells of the notebook as they ran, and where the saved file is another.

    A cell of the file that has not run is left out; one that ran and is not in it comes first.
    """
    cells: list[Cell] = []
    if saved is None:
        cells += [Cell(at, "code", one.source) for at, one in enumerate(ran, 1)]
        return cells, [Message("check.unsaved")]
    by_id = {one.id: one for one in ran if one.id is not None}
    sources = {source_digest(one.source) for one in ran}
    other, idle, used, reached = [], [], set(), 0
    for cell in read_notebook(saved.data, saved.path).cells:
        if cell.kind == "markdown":
            cells.append(cell)
            continue
        id_ = saved.ids[cell.index - 1] if cell.index <= len(saved.ids) else None
        one = by_id.get(id_ or "")
        digest = source_digest(cell.source)
        if one is not None:
            used.add(source_digest(one.source))
            cells.append(replace(cell, source=one.source))
            other += [cell.index] if source_digest(one.source) != digest else []
        elif digest in sources:
            used.add(digest)
            cells.append(cell)
            reached = cell.index
        elif not by_id and _says(cell.source) and digest not in _handed_out(saved):
            idle.append(cell.index)
    last = len(saved.ids)
    left = [one for one in ran if source_digest(one.source) not in used and _says(one.source)]
    # what is below has perhaps not been run yet, unless something has that is not in the file
    other += [index for index in idle if left or index < reached]
    others = [Cell(last + at, "code", one.source) for at, one in enumerate(left, 1)]
    messages = [Message("check.saved", {"cell": index}) for index in other[:20]]
    return [*others, *cells], messages  # others below no heading, so that names tell where they are


def _handed_out(saved: Saved) -> set[str]:
    """The cells that are still as they were handed out."""
    exercises = saved.document.exercises if saved.document is not None else ()
    return {digest for one in exercises for digest in one.stub_digests}


def _says(source: str) -> bool:
    """Whether a cell is code that binds or reads a name; `%check` alone does not."""
    return is_python(source) and any(one.names or one.reads for one in statements(source))


def names_of(outline: Outline) -> frozenset[str]:
    """The names of an exercise that code of another one may bind anew."""
    tables = {one.table for one in outline.asked if one.table}
    return frozenset(
        {one.id for one in outline.asked if not one.helper} | {*outline.givens} | tables
    )


def _bound_elsewhere(outline: Outline, sections: Sections, *, seen: bool) -> bool:
    """Whether the names of an exercise may hold what another one has put there.

    If its last cell was seen to end, by code of that same cell alone.
    """
    mine = sections.of(outline.id)
    cells = {piece.cell for piece in mine}
    others = [
        piece
        for piece in sections.pieces
        if piece.section not in (None, outline.id) and (piece.cell in cells or not seen)
    ]
    return any(bound_names(piece.source) & names_of(outline) for piece in others)


def _submission(cells: Sequence[Cell], saved: Saved | None) -> Submission:
    name = saved.path.name if saved is not None else UNSAVED
    return Submission(name, "notebook", tuple(cells), SubmittedFile(name, "", 0))


class _World:
    """The names of an exercise as they were after it, and all others as they are.

    What the shell itself puts there, such as `exit` and `open`, is none of the student's: an
    outline that comes with somebody else's notebook must not call it.
    """

    def __init__(self, shell: Shell, kept: Mapping[str, Any]) -> None:
        self._kept = kept
        self._names = dict(shell.user_ns)
        hidden: Mapping[str, Any] = getattr(shell, "user_ns_hidden", {})
        for name, value in hidden.items():
            if self._names.get(name) is value:
                self._names.pop(name, None)

    def lookup(self, name: str, *, inherited: bool) -> Any:  # noqa: ANN401 - a student's value
        """The value; which section bound it is not known here."""
        del inherited
        if name in self._kept:
            return self._kept[name]
        if name in self._names:
            return self._names[name]
        raise Unbound(name)

    def figures(self) -> list[Any]:
        """Figures are gone once a cell has shown them."""
        return []

    def fault(self, error: BaseException) -> dict[str, Any]:
        """How student code ended, in JSON form."""
        return fault_of(error, SECONDS, {})


def _answers(shell: Shell, kept: Mapping[str, Any], questions: Questions) -> dict[str, Observation]:
    """Ask all probes right here, with the functions that run a section again defined meanwhile."""
    found: dict[str, Observation] = {}
    with _undisturbed(), _alarms() as clock:
        try:
            for helper in questions.helpers:
                with suppress(Exception):  # what cannot be compiled alone is not run again
                    shell.ex(helper.source)
            world = _World(shell, kept)
            for part, key, probe in questions.in_order():
                if isinstance(probe, Figures):
                    found[key_of(part, key)] = Missing(part)
                    continue
                said = answer(encode_probe(probe), world, clock, SECONDS)
                found[key_of(part, key)] = decode_observation(said)
        finally:
            for helper in questions.helpers:
                shell.user_ns.pop(helper.name, None)
    return found


@contextmanager
def _undisturbed() -> Iterator[None]:
    """What the student's own code prints, shows, draws or warns of when it is asked is not heard.

    The state of chance, the working folder and the filters of warnings are as before.
    """
    figures = _figures()
    chance, sampled, folder = random.getstate(), np.random.get_state(), Path.cwd()  # noqa: NPY002
    with capture_output(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            random.setstate(chance)
            np.random.set_state(sampled)  # noqa: NPY002 - of what the student uses
            os.chdir(folder)
            for number in _figures() - figures:
                sys.modules["matplotlib.pyplot"].close(number)


def _figures() -> set[int]:
    """The numbers of the figures that are open, if anything draws here."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return set(pyplot.get_fignums()) if pyplot is not None else set()


class _Patient(Clock):
    """A clock that sets no alarm, for threads that cannot have one."""

    @contextmanager
    def limit(self, seconds: float) -> Iterator[None]:
        """Just the body."""
        self.seconds = seconds
        yield


@contextmanager
def _alarms() -> Iterator[Clock]:
    """A clock; the kernel's own alarm is put back."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield _Patient()
        return
    before = signal.getsignal(signal.SIGALRM)
    try:
        yield Clock()
    finally:
        signal.signal(signal.SIGALRM, before if before is not None else signal.SIG_DFL)


def _in_words(found: Checked) -> Checked:
    """The same in the words of a notebook, where cells run one by one."""
    messages = [
        Message("check.not-run") if message.code == "missing.section" else message
        for message in found.messages
    ]
    return changed(found, messages=messages)


def _within(found: Checked, count: int) -> Checked:
    """The same without the places of cells that are not in the file."""
    findings = [
        changed(one, spot=None) if one.spot is not None and (one.spot.cell or 0) > count else one
        for one in found.findings
    ]
    return changed(found, findings=findings)


def _doubted(found: Checked, parts: Collection[str], why: Message) -> Checked:
    """The same, but of these parts nothing is complained of, since only the clean run tells."""
    findings = [
        changed(one, state="unknown", messages=[why])
        if one.part in parts and one.state in {*TROUBLE, "unknown"}
        else one
        for one in found.findings
    ]
    return changed(found, findings=findings)
