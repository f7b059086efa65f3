"""A live namespace and what ran in it -> findings. Nothing is run but what is asked."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Protocol

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
from grader.outline.finding import Checked, Checkup
from grader.outline.outline import Document
from grader.outline.questions import Questions
from grader.submission.names import source_digest, statements
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
    sections = cut(submission, hints_of(document), document.word)
    asked = questions_of(sections, {one.id: one for one in document.exercises})
    elsewhere = elsewhere_of(document, asked)
    exercises = []
    for outline in document.exercises:
        questions = asked.get(outline.id)
        answers: Mapping[str, Observation] = {}
        if questions is not None:
            answers = _answers(shell, history.kept(outline.id), questions)
        found = checked(outline, questions, answers, sections, submission, [], elsewhere)
        exercises.append(_as_live(found))
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
    if saved is None:
        cells = [Cell(at, "code", one.source) for at, one in enumerate(ran, 1)]
        return cells, [Message("check.unsaved")]
    by_id = {one.id: one for one in ran if one.id is not None}
    sources = {source_digest(one.source) for one in ran}
    cells, messages, used = [], [], set()
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
            if source_digest(one.source) != digest:
                messages.append(Message("check.saved", {"cell": cell.index}))
        elif digest in sources:
            used.add(digest)
            cells.append(cell)
        elif cell.source.strip() and not by_id:
            messages.append(Message("check.saved", {"cell": cell.index}))
    last = max((cell.index for cell in cells), default=0)
    left = [one for one in ran if source_digest(one.source) not in used and _says(one.source)]
    others = [Cell(last + at, "code", one.source) for at, one in enumerate(left, 1)]
    return [*others, *cells], messages[
        :20
    ]  # below no heading, so that names tell where they belong


def _says(source: str) -> bool:
    """Whether a cell binds or reads a name; `%check` alone does not."""
    return any(one.names or one.reads for one in statements(source))


def sections_of(ran: Sequence[Ran], document: Document, saved: Saved | None) -> Sections:
    """What ran, cut into the sections of the exercises."""
    cells, _ = merged(ran, saved)
    return cut(_submission(cells, saved), hints_of(document), document.word)


def _submission(cells: Sequence[Cell], saved: Saved | None) -> Submission:
    name = saved.path.name if saved is not None else UNSAVED
    return Submission(name, "notebook", tuple(cells), SubmittedFile(name, "", 0))


class _World:
    """The names of an exercise as they were after it, and all others as they are."""

    def __init__(self, names: Mapping[str, Any], kept: Mapping[str, Any]) -> None:
        self._names, self._kept = names, kept

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
    world = _World(shell.user_ns, kept)
    found: dict[str, Observation] = {}
    with _alarms() as clock:
        try:
            for helper in questions.helpers:
                shell.ex(helper.source)
            for part, mine in questions.probes.items():
                for key, probe in mine.items():
                    if isinstance(probe, Figures):
                        found[key_of(part, key)] = Missing(part)
                        continue
                    said = answer(encode_probe(probe), world, clock, SECONDS)
                    found[key_of(part, key)] = decode_observation(said)
        finally:
            for helper in questions.helpers:
                shell.user_ns.pop(helper.name, None)
    return found


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


def _as_live(found: Checked) -> Checked:
    """The same in the words of a notebook; whether a figure was drawn tells the clean run alone."""
    messages = [
        Message("check.not-run") if message.code == "missing.section" else message
        for message in found.messages
    ]
    findings = [
        changed(one, state="unknown", messages=[Message("check.figure")])
        if any(message.code == "missing" for message in one.messages) and one.part == "figure"
        else one
        for one in found.findings
    ]
    return changed(found, findings=findings, messages=messages)
