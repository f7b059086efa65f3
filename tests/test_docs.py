"""What the documents say is so: commands, checks, schema, links, a sentence for each message."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import click
import jsonschema  # type: ignore[import-untyped]
import pytest

import grader
from grader import errors
from grader.cli.main import COMMANDS, cli
from grader.cli.output import FORMATS
from grader.grading.result import (
    CellRef,
    ExerciseResult,
    FileRef,
    Message,
    Misconception,
    PartResult,
    PictureRef,
    Result,
    Run,
    Staff,
    StaffPart,
    SubmissionRef,
    Where,
    json_schema,
    to_json,
)
from grader.observation.sketch import Sketch, SketchAxes, SketchRule, SketchSeries
from grader.report.sentences import SENTENCES

ROOT = Path(__file__).resolve().parents[1]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "exercises").glob("*/README.md")),
    *sorted((ROOT / "examples").glob("*.md")),
]


FOR_AUTHORS = {"not-judged"}
"""Sentences that no check of ours says, but that a `Judge` may."""


def text(name: str) -> str:
    """A document by its path."""
    return (ROOT / name).read_text(encoding="utf-8")


# ---- commands ----


def command(name: str) -> click.Command:
    """A command of `grader`."""
    found = cli.get_command(click.Context(cli, **cli.context_settings), name)
    assert found is not None
    return found


def synopsis(name: str) -> str:
    """The lines on a command in the overview at the top of docs/commands.md."""
    overview = text("docs/commands.md").split("```")[1]
    usages = re.split(r"^(?=grader )", overview, flags=re.MULTILINE)
    return next((usage for usage in usages if usage.startswith(f"grader {name} ")), "")


def options(name: str) -> Iterator[tuple[str, ...]]:
    """The spellings of each option of a command."""
    for parameter in command(name).params:
        if isinstance(parameter, click.Option):
            yield (*parameter.opts, *parameter.secondary_opts)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_of_a_command_is_in_its_synopsis(name: str) -> None:
    """And nothing is there that the command does not know."""
    said = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", synopsis(name)))
    for spellings in options(name):
        assert said & set(spellings), f"{spellings} of `grader {name}` is not in docs/commands.md"
    assert said <= {spelling for spellings in options(name) for spelling in spellings}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_explained_by_its_help(name: str) -> None:
    """No option without a line in --help, and a chapter for each command."""
    for parameter in command(name).params:
        assert not isinstance(parameter, click.Option) or parameter.help, parameter.name
    assert re.search(rf"^## {name}$", text("docs/commands.md"), flags=re.MULTILINE)


def test_options_of_the_group_are_named() -> None:
    """`--version` and `--help` too."""
    said = text("docs/commands.md")
    names = {
        spelling
        for parameter in [
            *cli.params,
            cli.get_help_option(click.Context(cli, **cli.context_settings)),
        ]
        if isinstance(parameter, click.Option)
        for spelling in parameter.opts
        if spelling.startswith("--")
    }
    assert {name for name in names if name not in said} == set()


def test_formats_and_exit_codes_are_named() -> None:
    """Each format, and each code that an error of ours ends with."""
    said = text("docs/commands.md")
    assert [name for name in FORMATS if f"| `{name}` |" not in said] == []
    codes = {
        thing.exit_code
        for thing in vars(errors).values()
        if isinstance(thing, type) and issubclass(thing, errors.GraderError)
    }
    table = said.split("## Exit codes")[1]
    assert {code for code in codes | {0, 1, 130} if f"| {code} |" not in table} == set()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_commands_in_the_documents_exist(path: Path) -> None:
    """A command line that is shown names a command and options that there are."""
    for line in re.findall(
        r"^(?:\S*/)?grader (\w.*)$", path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        name, rest = line.split()[0], line.split("#")[0]
        assert name in COMMANDS, line
        known = {spelling for spellings in options(name) for spelling in spellings}
        assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rest)) <= known, line


# ---- checks ----


def checks() -> list[str]:
    """The public checks."""
    things = {name: getattr(grader, name) for name in grader.__all__}
    return [
        name
        for name, thing in things.items()
        if hasattr(thing, "probes")
        and hasattr(thing, "judge")
        and not getattr(thing, "_is_protocol", False)
    ]


def test_there_are_checks() -> None:
    """The search below finds what it is meant to find."""
    assert {"Number", "Matches", "Judge", "Written"} <= set(checks())
    assert "Check" not in checks()


@pytest.mark.parametrize("name", checks())
def test_every_check_is_in_the_table(name: str) -> None:
    """With what it judges."""
    assert re.search(rf"^\| `{name}\(.*\)` \| \S.*\|$", text("docs/exercises.md"), re.MULTILINE)


def test_the_example_of_an_exercise_is_one() -> None:
    """The code in docs/exercises.md is Python, and imports what there is."""
    blocks = re.findall(r"```python\n(.*?)```", text("docs/exercises.md"), re.DOTALL)
    assert len(blocks) >= 3
    for node in [node for block in blocks for node in ast.walk(ast.parse(block))]:
        if isinstance(node, ast.ImportFrom) and node.module == "grader":
            assert {alias.name for alias in node.names} <= set(grader.__all__)


# ---- the schema ----


def test_the_schema_is_current() -> None:
    """`make schema` would change nothing."""
    said = text("docs/result.schema.json")
    assert json.loads(said) == json_schema()
    assert said == json.dumps(json_schema(), indent=2) + "\n"


SKETCH = Sketch(
    1.5,
    [
        SketchAxes(
            place=(0.1, 0.1, 0.8, 0.8),
            title="",
            xlabel="x",
            ylabel="y",
            xscale="linear",
            yscale="log",
            xlim=(0.0, 1.0),
            ylim=(1.0, 0.1),
            legend=False,
            series=[SketchSeries([0.0, None], [1.0, 2.0], "f", "solid", "dot", "#808080")],
            rules=[SketchRule("y", 1.0, "", "dotted", "#000000")],
        )
    ],
)
RESULT = Result(
    submission=SubmissionRef("a.ipynb", "notebook", "d" * 64, [FileRef("a.ipynb", "e" * 64, 10)]),
    exercises=[
        ExerciseResult(
            id="manual-gradients",
            title="By hand",
            number=1,
            points=1.5,
            max_points=3,
            parts=[
                PartResult(
                    id="z",
                    title="z",
                    status="wrong",
                    points=0,
                    max_points=3,
                    message=Message("wrong.gap.factor", {"name": "z", "factor": 2.0}),
                    follow_through_from=["x"],
                    misconception=Misconception("m", "a slip", ["Is it?"]),
                    where=Where("a.ipynb", 3, 1, 2, "z = 1"),
                    value="1",
                    remarks=[Message("follow-through", {"parents": ["x"]})],
                )
            ],
            taken=[CellRef(3, 1, "metadata")],
            pictures=[PictureRef(3, "a line", "f" * 64, SKETCH)],
            messages=[Message("isolation.none")],
        )
    ],
    points=1.5,
    max_points=3,
    highest_points=3,
    provisional=True,
    run=Run(
        isolation="none",
        versions={"python": "3.12"},
        seed=0,
        limits={"cell_seconds": 2.5},
        course="a course",
        course_digest="c" * 64,
    ),
    staff=Staff(parts=[StaffPart(exercise="manual-gradients", part="z", expected="1.3")]),
)


def result() -> Any:
    """A result made by hand, as JSON."""
    return json.loads(to_json(RESULT))


def validate(document: Any) -> None:
    """Check a document against the published schema; it raises where they differ."""
    schema = json.loads(text("docs/result.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(document)


def test_a_result_fits_the_schema() -> None:
    """With all that a result may hold, and with the least of it."""
    validate(result())
    least = result()
    del least["staff"], least["messages"]
    least["exercises"] = []
    validate(least)


def part_of(document: Any) -> Any:
    """The one part."""
    return document["exercises"][0]["parts"][0]


WRONG: dict[str, Callable[[Any], object]] = {
    "another schema": lambda d: d.update(schema="grader.result/2"),
    "no points": lambda d: d.pop("points"),
    "points in words": lambda d: d.update(points="3"),
    "negative points": lambda d: d.update(points=-1),
    "provisional in words": lambda d: d.update(provisional="no"),
    "an unknown kind": lambda d: d["submission"].update(kind="essay"),
    "an unknown isolation": lambda d: d["run"].update(isolation="docker"),
    "an unknown status": lambda d: part_of(d).update(status="correct"),
    "negative points of a part": lambda d: part_of(d).update(points=-0.5),
    "no status": lambda d: part_of(d).pop("status"),
    "no message": lambda d: part_of(d).update(message=None),
    "a message in words": lambda d: part_of(d).update(message="Wrong."),
    "a message without a code": lambda d: part_of(d)["message"].pop("code"),
    "a field that is a dict": lambda d: part_of(d)["message"]["fields"].update(x={}),
    "a misconception without a name": lambda d: part_of(d)["misconception"].pop("name"),
    "a line in words": lambda d: part_of(d)["where"].update(line="one"),
    "an unknown way of placing": lambda d: d["exercises"][0]["taken"][0].update(how="luck"),
    "exercises by name": lambda d: d.update(exercises={"a": 1}),
    "a size that is no whole number": lambda d: d["submission"]["files"][0].update(bytes=1.5),
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_does_not_fit_the_schema(change: Callable[[Any], object]) -> None:
    """One field is enough."""
    document = result()
    change(document)
    with pytest.raises(jsonschema.ValidationError):
        validate(document)


# ---- links and targets ----


def links(source: str) -> list[str]:
    """The relative links of a Markdown text, without what follows a #; code is no text."""
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", source, flags=re.DOTALL)
    found = re.findall(r"\]\(\s*<?([^)\s>]+)", prose) + re.findall(
        r"^\[[^\]]+\]:\s*(\S+)", prose, re.MULTILINE
    )
    found += re.findall(r"\b(?:href|src)=\"([^\"]+)\"", prose)
    return [link.split("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_relative_links_lead_somewhere(path: Path) -> None:
    """To a file or folder of this repository."""
    for link in links(path.read_text(encoding="utf-8")):
        assert (path.parent / link).resolve().is_relative_to(ROOT), link
        assert (path.parent / link).exists(), link


def test_links_are_found() -> None:
    """In each way of writing them; addresses, anchors and code are none."""
    source = (
        "[a](b.md) [c](<d e>) ![p](p.png#x) [u](https://x.org/y) [h](#part) `[n](n.md)`\n"
        '```\n[k](k.md)\n```\n[r]: r.md\n<a href="h.html">'
    )
    assert links(source) == ["b.md", "d", "p.png", "r.md", "h.html"]


def test_every_page_can_be_reached_from_the_readme() -> None:
    """Each document and schema of docs/ has its link there."""
    pages = {f"docs/{path.name}" for path in (ROOT / "docs").iterdir() if path.is_file()}
    assert pages - set(links(text("README.md"))) == set()


def test_what_the_readme_tells_to_type_exists() -> None:
    """`make demo` and `make test`, and every other target that a document names."""
    targets = set(re.findall(r"^([a-z][\w-]*):", text("Makefile"), re.MULTILINE))
    phony = set(re.findall(r"^\.PHONY: (.*)$", text("Makefile"), re.MULTILINE)[0].split())
    assert {"make demo", "make test"} <= set(re.findall(r"make \w+", text("README.md")))
    assert {"demo", "test"} <= targets & phony
    for path in DOCS:
        source = path.read_text(encoding="utf-8")
        told = re.findall(r"(?:^|`)make ([a-z][\w-]*)", source, re.MULTILINE)
        assert set(told) <= targets, path


def test_files_that_the_documents_name_exist() -> None:
    """Paths in backticks that begin with a folder of ours."""
    for path in DOCS:
        source = path.read_text(encoding="utf-8")
        for name in re.findall(
            r"`((?:grader|exercises|reference|tests|docs|examples)/[\w./]*)`", source
        ):
            assert (ROOT / name).exists(), f"{path.name} names {name}"


# ---- messages ----


@dataclass(frozen=True, slots=True)
class Said:
    """A place where a message is made: its code, and its fields where they can be known."""

    where: str
    code: str
    fields: frozenset[str] | None


class Reader:
    """Reads which messages a module makes, from its syntax tree."""

    def __init__(self, path: Path, source: str, literals: Mapping[str, frozenset[str]]) -> None:
        self.path, self.literals = path, literals
        self.tree = ast.parse(source)
        self.scopes = [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef)]
        self.submission = "submission" in path.parts

    def said(self) -> Iterator[Said]:
        """All messages; those of `submission/` are pairs of a code and its fields."""
        inner = {id(n) for scope in self.scopes for n in ast.walk(scope)}
        top = [n for n in ast.walk(self.tree) if id(n) not in inner]
        for scope, nodes in [(None, top), *((s, list(ast.walk(s))) for s in self.scopes)]:
            for node in nodes:
                yield from self._of(node, scope)

    def _of(self, node: ast.AST, scope: ast.FunctionDef | None) -> Iterator[Said]:
        match node:
            case ast.Call(ast.Name("remark"), [code], keywords):
                fields = self._keywords(keywords, scope)
            case ast.Call(ast.Name("Message" | "Remark"), [code]):
                fields = frozenset()
            case ast.Call(ast.Name("Message" | "Remark"), [code, given]):
                fields = self._keys(given, scope)
            case ast.Tuple([ast.Constant(str()) | ast.JoinedStr() as code, given]) if (
                self.submission and isinstance(given, ast.Dict | ast.Name)
            ):
                fields = self._keys(given, scope)
            case _:
                return
        for value in self.texts(code, scope):
            yield Said(f"{self.path.name}:{code.lineno}", value, fields)

    def texts(self, node: ast.expr, scope: ast.FunctionDef | None) -> frozenset[str]:
        """What a text may be; nothing where that cannot be told (a code handed on)."""
        match node:
            case ast.Constant(str(value)):
                return frozenset({value})
            case ast.IfExp(_, one, other):
                return self.texts(one, scope) | self.texts(other, scope)
            case ast.FormattedValue(value):
                return self.texts(value, scope)
            case ast.JoinedStr(parts):
                options = product(*(self.texts(part, scope) for part in parts))
                return frozenset("".join(option) for option in options)
            case ast.Attribute(attr=name):
                return self.literals.get(name, frozenset())
            case ast.Name(name):
                found = [self.texts(value, scope) for value in assigned(name, scope)]
                return frozenset().union(*found, self._parameter(name, scope))
            case _:
                return frozenset()

    def _parameter(self, name: str, scope: ast.FunctionDef | None) -> frozenset[str]:
        """The values that a parameter's annotation allows."""
        for argument in scope.args.args if scope else ():
            if argument.arg == name and argument.annotation is not None:
                kind = ast.unparse(argument.annotation)
                return self.literals.get(kind, literal(argument.annotation))
        return frozenset()

    def _keywords(
        self, keywords: list[ast.keyword], scope: ast.FunctionDef | None
    ) -> frozenset[str] | None:
        names: set[str] = set()
        for keyword in keywords:
            inner = {keyword.arg} if keyword.arg else self._keys(keyword.value, scope)
            if inner is None:
                return None
            names |= inner
        return frozenset(names)

    def _keys(self, node: ast.expr, scope: ast.FunctionDef | None) -> frozenset[str] | None:
        """The keys of a dict that is written out, here or where the name is assigned."""
        match node:
            case ast.Dict(keys) if all(isinstance(k, ast.Constant) for k in keys):
                return frozenset(str(k.value) for k in keys if isinstance(k, ast.Constant))
            case ast.Name(name):
                found = [self._keys(value, scope) for value in assigned(name, scope)]
                known = [keys for keys in found if keys is not None]
                return known[0] if len(found) == len(known) == 1 else None
            case _:
                return None


def assigned(name: str, scope: ast.FunctionDef | None) -> Iterator[ast.expr]:
    """What is assigned to a name in a function, alone or as one of several at once."""
    for node in ast.walk(scope) if scope else ():
        match node:
            case ast.Assign(targets=[ast.Name(target)], value=value) if target == name:
                yield value
            case ast.AnnAssign(target=ast.Name(target), value=ast.expr() as value) if (
                target == name
            ):
                yield value
            case ast.Assign(targets=[ast.Tuple(targets)], value=ast.Tuple(values)):
                for one, value in zip(targets, values, strict=False):
                    if isinstance(one, ast.Name) and one.id == name:
                        yield value


def literal(node: ast.expr) -> frozenset[str]:
    """The texts of a `Literal[...]`."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "Literal":
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        return frozenset(str(one.value) for one in inner if isinstance(one, ast.Constant))
    return frozenset()


def literals(trees: list[ast.Module]) -> dict[str, frozenset[str]]:
    """The texts that fields and type aliases may hold, by the name of field or alias."""
    found: dict[str, frozenset[str]] = {}
    for node in [node for tree in trees for node in ast.walk(tree)]:
        match node:
            case ast.AnnAssign(target=ast.Name(name), annotation=annotation, value=value):
                texts = literal(annotation) or (literal(value) if value else frozenset())
            case ast.Assign(targets=[ast.Name(name)], value=value):
                texts = literal(value)
            case _:
                continue
        if texts:
            found[name] = found.get(name, frozenset()) | texts
    return found


@cache
def messages() -> tuple[Said, ...]:
    """Every message that grader/ and exercises/ make, as far as that can be read."""
    paths = [
        path
        for folder in ("grader", "exercises")
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not {"samples", "inside"} & set(path.parts) and path.name != "stub.py"
    ]
    sources = {path: path.read_text(encoding="utf-8") for path in paths}
    known = literals([ast.parse(s) for p, s in sources.items() if "submission" in p.parts])
    readers = [Reader(path, source, known) for path, source in sources.items()]
    return tuple(said for reader in readers for said in reader.said())


def read(source: str, *, submission: bool = False) -> set[tuple[str, frozenset[str] | None]]:
    """The messages of one source."""
    path = Path("grader/submission/x.py" if submission else "grader/x.py")
    found = Reader(path, source, literals([ast.parse(source)])).said()
    return {(said.code, said.fields) for said in found}


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ("remark('a.b', name=1)", {("a.b", frozenset({"name"}))}),
        ("Message('a')", {("a", frozenset())}),
        ("Message('a', {'x': 1, 'y': 2})", {("a", frozenset("xy"))}),
        ("def f():\n c = 'a' if g else 'b'\n remark(c)", {("a", frozenset()), ("b", frozenset())}),
        ("def f():\n k = {'x': 1}\n remark('a', **k, y=2)", {("a", frozenset("xy"))}),
        ("def f(k):\n remark('a', **k)", {("a", None)}),
        ("def f():\n p, c = 'a', 'b'\n Message(f'{p}.{c}', g)", {("a.b", None)}),
        ("class C:\n r: Literal['a', 'b']\ndef f(c):\n Message(f't.{c.r}')",
         {("t.a", frozenset()), ("t.b", frozenset())}),
        ("K = Literal['a']\ndef f(k: K):\n remark(f't.{k}')", {("t.a", frozenset())}),
        ("def f(said):\n Message(said.code)", set()),
    ],
)  # fmt: skip
def test_messages_are_read_from_the_code(
    source: str, codes: set[tuple[str, frozenset[str] | None]]
) -> None:
    """Codes that are written out, chosen, put together, or allowed by a type."""
    assert read(source) == codes


def test_pairs_are_messages_in_submission_alone() -> None:
    """A code and a dict of fields."""
    source = "def f():\n fields = {'x': 1}\n return [('a', fields), (f'b', {})]"
    assert read(source, submission=True) == {("a", frozenset("x")), ("b", frozenset())}
    assert read(source) == set()


def test_enough_is_read() -> None:
    """The ways in which messages are made have not grown past this reader."""
    codes = {said.code for said in messages()}
    assert {"right", "read.shape", "wrong.rate", "cell.crashed", "code.ended"} <= codes
    assert {"taken.solution", "read-as-zip", "file-chosen", "run.stopped-early"} <= codes


def test_every_message_has_a_sentence() -> None:
    """Whatever code is used has its words."""
    missing = {
        (said.code, tuple(sorted(said.fields or ())), said.where)
        for said in messages()
        if said.code not in SENTENCES
    }
    assert missing == set()


def test_every_sentence_is_said() -> None:
    """No words for what is never the matter, but for authors' own judges."""
    assert set(SENTENCES) - {said.code for said in messages()} <= FOR_AUTHORS


def needed(code: str) -> set[str]:
    """The fields without which a sentence has a gap."""
    return set(re.findall(r"\{(\w+)\}", re.sub(r"\[[^\]]*\]", "", SENTENCES[code])))


def test_every_field_of_a_sentence_is_given() -> None:
    """What it needs by each place that makes it, what it may show by one of them at least."""
    gaps = {
        (said.code, said.where, field)
        for said in messages()
        if said.code in SENTENCES and said.fields is not None
        for field in needed(said.code) - said.fields
    }
    assert gaps == set()
    for code in SENTENCES:
        places = [said.fields for said in messages() if said.code == code]
        given = set().union(*(fields for fields in places if fields is not None))
        if places and None not in places:
            assert set(re.findall(r"\{(\w+)\}", SENTENCES[code])) <= given, code
