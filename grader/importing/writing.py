"""An assignment -> the files of an exercise, as an author would have written them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from grader.checks.asserts import Asserts, Trial
from grader.importing.assignment import Assignment, Handed, PlannedPart, shares
from grader.scaffold.files import exercise_id
from grader.submission.names import without_magics

TODO = "TODO: this part was not read"
_MARKER = re.compile(r"^(#\s?%%|#?\s?In\s?\[)", re.MULTILINE)
_LINE = 96


def exercise_files(one: Assignment) -> dict[PurePosixPath, str | bytes]:
    """The files of its folder, by path below it."""
    found: dict[str, str | bytes] = {
        "__init__.py": f'"""{_safe(one.title)}: its definition, tests, stub and samples."""\n',
        "exercise.py": _exercise(one),
        "stub.py": _stub(one),
        "samples/correct.py": _correct(one),
        "README.md": _readme(one),
    }
    if any(part.trials for part in one.parts):
        found["tests.py"] = _tests(one)
    found |= {f"files/{path}": data for path, data in one.files.items()}
    return {PurePosixPath(path): content for path, content in found.items()}


def _exercise(one: Assignment) -> str:
    automatic = [part for part in one.parts if part.trials]
    names = ["Exercise", "Part", "Released"]
    names += ["Asserts"] if automatic else []
    names += ["Written"] if len(automatic) < len(one.parts) else []
    lines = [
        f'"""{_safe(one.title)}: imported from {one.tool}, {_safe(one.notebook)}."""',
        "",
        f"from grader import {', '.join(sorted(names))}",
        *(["", "from . import tests"] if automatic else []),
        "",
        "EXERCISE = Exercise(",
        f"    id={_text(exercise_id(one.name))},",
        f"    title={_text(one.title)},",
        "    parts=(",
    ]
    constants = dict(zip([part.id for part in automatic], _constants(automatic), strict=True))
    for part in one.parts:
        lines += _part(part, constants.get(part.id, ""))
    lines += ["    ),", "    released=Released(", f"        notebook={_text(one.notebook)},"]
    for name, values in (("cells", one.released), ("locked", one.locked), ("tests", one.tests)):
        lines += _names(name, values)
    return "\n".join([*lines, "    ),", ")", ""])


def _names(name: str, values: frozenset[str]) -> list[str]:
    if not values:
        return []
    return [
        f"        {name}=frozenset({{",
        *(f"            {_text(value)}," for value in sorted(values)),
        "        }),",
    ]


def _part(part: PlannedPart, constant: str) -> Iterator[str]:
    if part.how == "left":
        yield f"        # {TODO}: {_line(part.reason)}."
        yield "        # Write a check for it; until then, a person marks it. The original:"
    elif part.quoted:
        yield "        # For marking:"
    for line in part.quoted.splitlines():
        yield f"        #     {_line(line, strip=False)}".rstrip()
    if part.trials:
        nothing = ", all_or_nothing=True" if part.all_or_nothing else ""
        check = f"Asserts(*tests.{constant}{nothing})"
    else:
        after = ", after=True" if part.after else ""
        check = f"Written({_text(part.cell)}{after})"
    yield "        Part("
    yield f"            {_text(part.id)},"
    yield f"            {part.points!r},"
    yield f"            {check},"
    yield f"            {_text(part.title)},"
    yield "        ),"


def _constants(parts: Sequence[PlannedPart]) -> Iterator[str]:
    """Names of constants, one a part."""
    seen: set[str] = set()
    for part in parts:
        name = re.sub(r"\W", "_", part.id).upper().strip("_") or "PART"
        name = name if name[0].isalpha() else f"PART_{name}"
        while name in seen:
            name += "_"
        seen.add(name)
        yield name


def _tests(one: Assignment) -> str:
    automatic = [part for part in one.parts if part.trials]
    lines = [
        '"""The tests of the original, read as claims: nothing of them is run where we judge."""',
        "",
        "from grader import Trial",
    ]
    for name, part in zip(_constants(automatic), automatic, strict=True):
        lines += ["", f"{name} = ("]
        for trial in part.trials:
            lines += _trial(trial)
        lines.append(")")
    return "\n".join([*lines, ""])


def _trial(trial: Trial) -> Iterator[str]:
    yield "    Trial("
    text = trial.text
    if '"""' not in text and "\\" not in text and not text.endswith('"'):
        yield f'        """\\\n{text}\n""",'
    elif "'''" not in text and "\\" not in text and not text.endswith("'"):
        yield f"        '''\\\n{text}\n''',"
    else:
        for line in text.splitlines(keepends=True):
            yield f"        {_text(line)}"
        yield "        ,"
    if trial.share != 1:
        yield f"        share={trial.share!r},"
    if trial.hidden:
        yield "        hidden=True,"
    yield "    ),"


def _stub(one: Assignment) -> str:
    cells = [_percent(cell, cell.stub) for cell in one.cells if cell.stub is not None]
    text = "\n".join(cells)
    words = set(re.findall(r"\w+", text))
    missing = sorted({name for part in one.parts for name in _asked(part)} - words)
    if missing:
        names = ", ".join(f"`{name}`" for name in missing)
        note = f"**What is graded besides:** the names {names}."
        text += "\n" + _percent(Handed("markdown", note, None), note)
    return text


def _asked(part: PlannedPart) -> tuple[str, ...]:
    return Asserts(*part.trials).names if part.trials else ()


def _correct(one: Assignment) -> str:
    id_ = exercise_id(one.name)
    cells = [_percent(cell, cell.solution, id_) for cell in one.cells if cell.solution is not None]
    head = '"""The solution that came with the assignment.\n\nloses: nothing\nnames: nothing\n"""\n'
    return "\n".join([head, *cells])


def _percent(cell: Handed, source: str | None, exercise: str = "") -> str:
    """A cell in percent format; what looks like the beginning of another one is moved in."""
    option = f' mark="{cell.mark}"' if cell.mark else ""
    option += f' exercise="{exercise}"' if exercise and cell.kind == "code" else ""
    lines = (source or "").strip("\n").split("\n")
    if cell.kind == "markdown":
        return "\n".join(
            [f"# %% [markdown]{option}", *(f"# {line}".rstrip() for line in lines), ""]
        )
    text = _MARKER.sub(lambda found: f" {found[0]}", "\n".join(lines))
    text = without_magics(text) if exercise else text
    return f"# %%{option}\n{text}\n"


def _readme(one: Assignment) -> str:
    counted = shares(one.parts)
    total = sum(share.points for share in counted.values())
    lines = [
        f"# {one.title}",
        "",
        f"Imported from {one.tool}: `{one.notebook}`.",
        f"Of {len(one.parts)} parts and {total:g} points,",
        f"{counted['automatic'].parts} ({counted['automatic'].points:g}) are graded by checks,",
        f"{counted['by hand'].parts} ({counted['by hand'].points:g}) by a person, as before, and",
        f"{counted['left'].parts} ({counted['left'].points:g}) are left for their author.",
        "",
        "| part | points | how |",
        "|---|---|---|",
        *(f"| `{part.id}` | {part.points:g} | {part.how} |" for part in one.parts),
        f"| **sum** | **{total:g}** | |",
        "",
    ]
    return "\n".join(lines)


def course_toml(name: str, exercises: Sequence[str], packages: Sequence[str], secret: str) -> str:
    """The text of a new grader.toml."""
    listed = "".join(f"    {_text(one)},\n" for one in exercises)
    required = ", ".join(_text(one) for one in packages)
    return (
        f"# What `grader` grades.\nname = {_text(name)}\nexercises = [\n{listed}]\n"
        "# Seeds the inputs that functions are called with. Students must not know it.\n"
        f"secret = {_text(secret)}\n\n[environment]\n# What students may import.\n"
        f"requirements = [{required}]\n"
    )


def _text(value: str) -> str:
    """A text as Python and TOML both write it."""
    return json.dumps(value, ensure_ascii=False)


def _safe(text: str) -> str:
    return text.replace("\\", "/").replace('"', "'")


def _line(text: str, *, strip: bool = True) -> str:
    shown = text.replace("\r", " ").replace("\n", " ").replace("\x0c", " ")
    return shown.strip() if strip else shown
