"""otter's source notebooks (raw cells, fenced cells, and the older format), and autograder files.

The forms are those of otter's own `assign.blocks`, `assign.solutions` and `assign.tests_manager`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from grader.checks.asserts import Trial
from grader.errors import UsageError
from grader.importing.assignment import Assignment, Handed, PlannedPart
from grader.importing.book import BookCell
from grader.importing.config import number, read_config, truth
from grader.importing.names import folder_name, part_name, unique
from grader.importing.nbgrader import plain
from grader.importing.otter_tests import (
    Case,
    Question,
    read_case,
    read_test_file,
    shared_out,
    without_ignored,
    worth,
)
from grader.importing.parsing import parsed
from grader.importing.requirements import imported, packages_to_add, requirements
from grader.importing.solutions import replaced, unmarked
from grader.importing.trials import CLAIMS_NOTHING, Helpers, unreadable
from grader.submission.marks import bare, text_mark, without_otter

TOOL = "otter"
RESPONSE = "_Type your answer here, replacing this text._"
_BLOCK = re.compile(r"#\s*(begin|end)\s+(question|prompt|solution|tests)\b", re.IGNORECASE)
_CONFIG = re.compile(r"#\s*assignment\s+config\b", re.IGNORECASE)
_OLD = re.compile(r"```\s*\n\s*BEGIN QUESTION\b(.*?)```", re.DOTALL | re.IGNORECASE)
_OLD_CONFIG = re.compile(r"```\s*\n\s*BEGIN ASSIGN", re.IGNORECASE)
_OLD_TEST = re.compile(r"#+\s*(?:hidden\s+)?tests?\b", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """A question that is being read."""

    name: str
    config: Mapping[str, Any]
    prompt: str = ""
    cases: list[Case] = field(default_factory=list)
    texts: int = 0
    response: bool = False


@dataclass(slots=True)
class _Reading:
    """A notebook that is being read, cell by cell."""

    where: str
    handed: list[Handed] = field(default_factory=list)
    questions: list[_Open] = field(default_factory=list)
    helpers: Helpers = field(default_factory=Helpers)
    question: _Open | None = None
    block: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


def read_assignment(
    book: Sequence[BookCell], notebook: str, files: Mapping[str, bytes], tests: Mapping[str, bytes]
) -> Assignment:
    """The assignment that a notebook is, with the test files beside it.

    Raises:
        UsageError: There is no question of otter's in it.
    """
    reading = _Reading(notebook)
    for position, cell in enumerate(_unfenced(book), start=1):
        _take(cell, reading, f"{notebook}, cell {position}")
    questions = [_question(one) for one in reading.questions]
    prompts = {one.name: one.prompt for one in reading.questions}
    if not questions:
        read, prompts = _from_files(tests, reading)
        questions = [(one, False) for one in read]
    if not questions:
        raise UsageError(
            f"{notebook}: it has no question of otter's, and no folder tests/ beside it"
        )
    modules = imported(reading.sources)
    stem = notebook.removesuffix(".ipynb")
    said = reading.config.get("name")
    title = plain(said) if isinstance(said, str) and said else plain(stem.replace("_", " "))
    parts, notes = _parts(questions, prompts, reading)
    notes += packages_to_add(modules, files)
    parts, more = _seeded(parts, reading)
    return Assignment(
        name=folder_name(stem),
        title=title or stem,
        notebook=notebook,
        tool=TOOL,
        cells=tuple(reading.handed),
        parts=tuple(parts),
        requirements=requirements(modules),
        files={
            path: data
            for path, data in files.items()
            if not path.startswith("tests/") and path != "otter_config.json"
        },
        notes=(*notes, *more),
    )


def read_tests(notebook: str, tests: Mapping[str, bytes]) -> Assignment:
    """The assignment of test files alone: there is neither a stub nor a solution."""
    made = read_assignment((), notebook, {}, tests)
    note = "there is no notebook: write stub.py and samples/correct.py"
    return replace(made, notes=(*made.notes, note))


def _unfenced(book: Sequence[BookCell]) -> Iterator[BookCell]:
    """The cells, with what is fenced as otter's as raw cells."""
    for cell in book:
        if cell.kind != "markdown" or "```otter" not in cell.source:
            yield cell
            continue
        for k, piece in enumerate(
            re.split(r"^```(?:otter)?[ \t]*$", cell.source, flags=re.MULTILINE)
        ):
            if piece.strip():
                yield BookCell("raw" if k % 2 else "markdown", piece.strip("\n"))


def _take(cell: BookCell, reading: _Reading, where: str) -> None:
    block = _BLOCK.match(cell.source.strip()) if cell.kind == "raw" else None
    if cell.kind == "raw" and _CONFIG.match(cell.source.strip()):
        reading.config = read_config(cell.source, where)
    elif block and block[1].lower() == "begin":
        _begin(block[2].lower(), cell.source, reading, where)
    elif block:
        _end(block[2].lower(), reading)
    elif cell.kind == "markdown" and _OLD_CONFIG.search(cell.source):
        return
    elif cell.kind == "markdown" and (old := _OLD.search(cell.source)):
        _end("question", reading)
        _begin("question", old[1], reading, where)
        rest = (cell.source[: old.start()] + cell.source[old.end() :]).strip()
        _text(rest, reading)
    elif cell.kind == "markdown":
        _text(cell.source, reading)
    elif cell.kind == "code" and cell.source.strip():
        _code(cell, reading, where)


def _begin(block: str, source: str, reading: _Reading, where: str) -> None:
    if block == "question":
        lines = [line for line in source.split("\n") if not _BLOCK.match(line.strip())]
        config = read_config("\n".join(lines), where)
        name = str(config.get("name") or f"q{len(reading.questions) + 1}")
        reading.question = _Open(name, config)
        reading.questions.append(reading.question)
    reading.block = block


def _end(block: str, reading: _Reading) -> None:
    question = reading.question
    if block == "solution" and question is not None and question.texts and not question.response:
        question.response = True
        reading.handed.append(Handed("markdown", RESPONSE, None))
    if block == "question":
        reading.question, reading.block = None, ""
    else:
        reading.block = "question"


def _text(source: str, reading: _Reading) -> None:
    question, block = reading.question, reading.block
    if not source.strip():
        return
    if question is not None and block == "solution":
        question.texts += 1
        reading.handed.append(Handed("markdown", None, source))
        return
    if question is not None and block == "prompt":
        question.response = True
        reading.handed.append(Handed("markdown", source, None))
        return
    if question is not None and block == "question" and not question.cases:
        question.prompt = text_mark(source)
    reading.handed.append(Handed("markdown", source, source))


def _code(cell: BookCell, reading: _Reading, where: str) -> None:
    question, source = reading.question, cell.source
    old = _OLD_TEST.match(source.strip()) is not None
    if question is not None and (reading.block == "tests" or (reading.block != "solution" and old)):
        case = read_case(source, cell.output, where)
        text = case.text if case.text.lstrip().startswith(">>>") else None
        question.cases.append(
            replace(case, text=case.text if text else reading.helpers.before(case.text))
        )
        reading.helpers.take(without_ignored(source), functions_only=False)
        return
    reading.sources.append(source)
    source = without_otter(without_ignored(source)).strip("\n")
    if not bare(source):
        return
    if question is not None and reading.block == "prompt":
        reading.handed.append(Handed("code", source, None))
        question.response = True
        return
    if question is None:
        reading.helpers.take(source, functions_only=True)
    else:
        reading.helpers.forget(_bound(source))
    stub = replaced(source)
    manual = question is not None and truth(question.config.get("manual"))
    if question is not None and question.response and manual:
        reading.handed.append(Handed("code", None, unmarked(source)))
    else:
        reading.handed.append(Handed("code", stub if stub.strip() else None, unmarked(source)))


def _bound(source: str) -> list[str]:
    return [node.name for node in parsed(source) if isinstance(node, ast.FunctionDef)]


def _question(one: _Open) -> tuple[Question, bool]:
    """A question of the notebook, and whether a person marks it."""
    config = one.config
    nothing = truth(config.get("all_or_nothing"))
    question = Question(one.name, tuple(one.cases), config.get("points"), nothing)
    return question, truth(config.get("manual"))


def _from_files(
    tests: Mapping[str, bytes], reading: _Reading
) -> tuple[list[Question], dict[str, str]]:
    """The questions of test files; what a person reads of them is the notebook from its top on."""
    read = [read_test_file(data, name) for name, data in sorted(tests.items())
            if name != "__init__.py"]  # fmt: skip
    first = next((one for one in reading.handed if one.kind == "markdown" and one.stub), None)
    mark = text_mark(first.stub or "") if first else ""
    return read, {one.name: mark for one in read}


def _parts(
    questions: Sequence[tuple[Question, bool]], prompts: Mapping[str, str], reading: _Reading
) -> tuple[list[PlannedPart], list[str]]:
    parts: list[PlannedPart] = []
    notes: list[str] = []
    above = next((text_mark(one.stub) for one in reading.handed if one.stub), "")
    ids = list(unique([part_name(one.name) for one, _ in questions]))
    for (question, manual), id_ in zip(questions, ids, strict=True):
        cell = prompts.get(question.name) or above
        title = plain(question.name) or id_
        if manual:
            points = number(question.points)
            if not points:
                notes.append(f"'{question.name}' has no points of its own; it is worth 1")
                points = 1
            worth_it = worth([points])
            parts.append(PlannedPart(id_, worth_it, title, "by hand", cell=cell, after=True))
            continue
        if not question.cases:
            notes.append(f"'{question.name}' has neither tests nor points, and is no part")
            continue
        parts += _tested(question, id_, title, cell)
    taken = [part.id for part in parts]
    names = unique(taken)
    return [replace(part, id=name) for part, name in zip(parts, names, strict=True)], notes


def _tested(question: Question, id_: str, title: str, cell: str) -> Iterator[PlannedPart]:
    """The part with the tests that can be read, and one for those that cannot."""
    points, wrong = shared_out(question)
    if wrong:
        yield PlannedPart(id_, 1, title, "left", cell=cell, after=True, reason=wrong)
        return
    trials = [
        Trial(case.text, round(share, 6), case.hidden)
        for case, share in zip(question.cases, points, strict=True)
    ]
    reasons = [unreadable(trial) for trial in trials]
    if question.all_or_nothing:  # what is always passed decides nothing there
        deciding = [k for k, reason in enumerate(reasons) if reason != CLAIMS_NOTHING]
        spare = sum(points) - sum(points[k] for k in deciding)
        trials, reasons = [trials[k] for k in deciding], [reasons[k] for k in deciding]
        trials[:1] = [replace(one, share=one.share + spare) for one in trials[:1]]
    good = [trial for trial, reason in zip(trials, reasons, strict=True) if not reason]
    bad = [(t, reason) for t, reason in zip(trials, reasons, strict=True) if reason]
    if question.all_or_nothing and bad:
        good, bad = [], [(t, reason or "it counts only with the others") for t, reason in
                         zip(trials, reasons, strict=True)]  # fmt: skip
    if worth([trial.share for trial in good]):
        kept = good if question.all_or_nothing else [trial for trial in good if trial.share]
        yield PlannedPart(
            id_, worth([one.share for one in good]), title, "automatic", tuple(kept),
            question.all_or_nothing,
        )  # fmt: skip
    if worth([trial.share for trial, _ in bad]):
        reason = "; ".join(dict.fromkeys(reason for _, reason in bad))
        quoted = "\n\n".join(trial.text for trial, _ in bad)
        name = f"{id_}-by-hand" if good else id_
        yield PlannedPart(
            name, worth([trial.share for trial, _ in bad]), title, "left", cell=cell, after=True,
            reason=reason, quoted=quoted,
        )  # fmt: skip


def _seeded(parts: Sequence[PlannedPart], reading: _Reading) -> tuple[list[PlannedPart], list[str]]:
    """Where otter changes a seed before it grades, values that rest on it are not the student's."""
    seed = reading.config.get("seed")
    name = seed.get("variable") if isinstance(seed, dict) else None
    if not isinstance(name, str) or not name:
        return list(parts), []
    used = [one for one in reading.sources if re.search(rf"\b{re.escape(name)}\b(?!\s*=[^=])", one)]
    if not used:
        return list(parts), []
    reason = f"otter sets `{name}` to another number before it grades, so that values differ"
    changed = [
        replace(part, how="left", trials=(), reason=reason, cell=part.cell or "", after=True,
                quoted="\n\n".join(one.text for one in part.trials))
        if part.how == "automatic" else part
        for part in parts
    ]  # fmt: skip
    return changed, [reason]
