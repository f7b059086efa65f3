"""The outline of an exercise: what travels with its stub, and holds nothing that is asked for.

Names with the form that their values have, relations among them, and what tells cells apart. It is
JSON, `grader.outline/1`: in the metadata of a stub notebook, or in a file beside a module. It may
come from anybody, such as with a pull request, so it is read strictly and within bounds, and
nothing of it gets into code.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from grader.checks.relation import RELATIONS, ByArgument, Descent, Relation, Smallest
from grader.checks.table import Layout
from grader.errors import UsageError
from grader.outline.call import Signature

SCHEMA: Literal["grader.outline/1"] = "grader.outline/1"
MAX_BYTES = 2**20
BESIDE = ".check.json"
"""How the outline beside a module is called: NAME.py has NAME.check.json."""
METADATA = "outline"
"""The key below `grader` in a notebook's metadata."""

MOST_ENTRIES = 10_000
"""Of an array, or of the updates of a path."""

Id = Annotated[str, Meta(pattern=r"\A[\w.-]{1,100}\Z")]
"""Of an exercise or a part; a part's is a name, or what is called like one."""
Text = Annotated[str, Meta(pattern="\\A[^\\n\ud800-\udfff]{0,400}\\Z")]
Number = Annotated[float, Meta(ge=-1e300, le=1e300)]
Size = Annotated[int, Meta(ge=1, le=MOST_ENTRIES)]
Few, Many = Meta(max_length=50), Meta(max_length=1_000)

Form = Literal["number", "function", "call", "list", "column", "entry", "figure", "text", "any"]


class Asked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing that is asked for.

    Attributes:
        id: The part.
        title: How it is called.
        form: Of the value.
        shape: Of an array; a number has none.
        length: The name of the given that a list is one longer than.
        interval: Where a function of one number is tried, if not in [-10, 10].
        table: The name of the table that a column is in, or of the dict that an entry is in.
        fn: The name of the function that returns it.
        helper: Whether it may come from an earlier exercise.
    """

    id: Id
    title: Text
    form: Form
    shape: Annotated[list[Size], Meta(max_length=8)] = []
    length: Text = ""
    interval: Annotated[list[Number], Meta(max_length=2)] = []
    table: Text = ""
    fn: Text = ""
    helper: bool = False


class Related(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A relation of a part, as it is written: its name, and its fields by name."""

    part: Id
    kind: Text
    fields: Annotated[dict[Text, Text | Number | int], Few]


class Table(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table that columns are read from, as the stub describes it."""

    name: Text
    key: Text
    keys: Annotated[list[Number], Meta(max_length=200)]
    columns: Annotated[list[Text], Few]
    synonyms: Annotated[dict[Text, Annotated[list[Text], Few]], Few] = {}

    @property
    def layout(self) -> Layout:
        """The same for reading."""
        synonyms = {column: tuple(names) for column, names in self.synonyms.items()}
        return Layout(self.name, self.key, tuple(self.keys), tuple(self.columns), synonyms)


class Outline(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One exercise, as far as a student's machine may know it."""

    id: Id
    number: Annotated[int, Meta(ge=0, le=10_000)]
    title: Text
    asked: Annotated[list[Asked], Meta(max_length=200)]
    relations: Annotated[list[Related], Meta(max_length=200)] = []
    names: Annotated[list[Text], Many] = []
    givens: Annotated[dict[Text, Number], Many] = {}
    tables: Annotated[list[Table], Few] = []
    calls: Annotated[list[Signature], Few] = []
    stub_digests: Annotated[list[Text], Many] = []


class Document(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The outlines of the exercises in one file, in order.

    Attributes:
        schema: Of this form.
        course: Its name.
        word: What headings call an exercise.
        exercises: Their outlines.
        lessons: Digests of the untouched code cells of lessons.
    """

    schema: Literal["grader.outline/1"] = SCHEMA
    course: Text
    word: Annotated[str, Meta(pattern="\\A[^\\n\ud800-\udfff]{0,60}\\Z")]
    exercises: Annotated[list[Outline], Few]
    lessons: Annotated[list[Text], Many] = []


@dataclass(frozen=True, slots=True)
class Held:
    """A relation of a part."""

    part: str
    relation: Relation


def related(part: str, relation: Relation) -> Related:
    """A relation as it is written."""
    kind = next(name for name, one in RELATIONS.items() if one is type(relation))
    return Related(part, kind, asdict(relation))


def relations_of(outline: Outline) -> list[Held]:
    """All relations of an exercise.

    Raises:
        UsageError: One is of a kind that this version does not know, or has other fields.
    """
    found = []
    for one in outline.relations:
        known = RELATIONS.get(one.kind)
        if known is None:
            raise _newer(f"a relation of the kind '{one.kind}'")
        try:
            found.append(Held(one.part, msgspec.convert(one.fields, known)))
        except msgspec.ValidationError as error:
            raise _newer(f"a relation '{one.kind}' whose fields do not fit ({error})") from None
    return found


def to_json(document: Document) -> bytes:
    """UTF-8 JSON, keys in a fixed order."""
    return msgspec.json.format(msgspec.json.encode(to_metadata(document)), indent=1) + b"\n"


def to_metadata(document: Document) -> dict[str, Any]:
    """The same as plain data, for a notebook's metadata."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
    if not document.lessons:
        del plain["lessons"]
    return plain


def from_json(data: bytes, where: object) -> Document:
    """Read an outline that was written to a file.

    Raises:
        UsageError: The data is no outline.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(f"{where}: this is too large for an outline; take the stub's own again")
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        raise UsageError(f"{where}: this is no JSON; take the stub's own file again") from None
    return from_metadata(plain, where)


def from_metadata(plain: object, where: object) -> Document:
    """Read an outline from a notebook's metadata.

    Raises:
        UsageError: The data is no outline; the sentence says where it breaks the form.
    """
    try:
        document = msgspec.convert(plain, Document)
    except msgspec.ValidationError as error:
        raise UsageError(
            f"{where}: its outline cannot be read ({error}); take the stub's own again, or update "
            "the grader"
        ) from None
    for outline in document.exercises:
        amiss = next(_amiss(outline), None)
        if amiss is not None:
            raise UsageError(f"{where}: its outline {amiss}; take the stub's own again")
    return document


def _amiss(outline: Outline) -> Iterator[str]:
    """What does not fit together, as a clause each.

    Raises:
        UsageError: A relation is unknown.
    """
    held, asked = relations_of(outline), by_id(outline)
    tables = {one.name for one in outline.tables}
    calls = {one.fn: one for one in outline.calls}
    yield from (problem for one in outline.calls for problem in one.amiss())
    if any(one.form == "call" and not _returned(calls, one) for one in outline.asked):
        yield "has something that is returned by no function"
    if len(asked) < len(outline.asked):
        yield "asks for a part twice"
    if any(math.prod(one.shape) > MOST_ENTRIES for one in outline.asked):
        yield "asks for an array that is too large"
    if any(one.interval and one.interval != sorted({*one.interval})[:2] for one in outline.asked):
        yield "has an interval that is none"
    if any(one.form == "column" and one.table not in tables for one in outline.asked):
        yield "has a column without a table"
    for one in held:
        if one.part not in asked:
            yield f"has a relation of '{one.part}', which is not asked for"
        if isinstance(one.relation, Smallest) and one.relation.table not in tables:
            yield "has a relation without its table"
        gradient = isinstance(one.relation, ByArgument)
        if gradient and not _has(calls, asked.get(one.part), one.relation):
            yield "has a gradient by an argument that is not there"
        updates = one.relation.n if isinstance(one.relation, Descent) else 0
        if isinstance(updates, int) and not 0 <= updates <= MOST_ENTRIES:
            yield "has a path that is too long"


def _returned(calls: Mapping[str, Signature], one: Asked) -> bool:
    return one.fn in calls and one.id in {item.name for item in calls[one.fn].items}


def _has(calls: Mapping[str, Signature], one: Asked | None, relation: Relation) -> bool:
    """Whether the function has the argument that its gradient is taken by."""
    spec = None if one is None else calls.get(one.fn)
    names = set() if spec is None else {argument.name for argument in spec.arguments}
    return isinstance(relation, ByArgument) and relation.wrt in names


def chosen(document: Document, ids: Sequence[str]) -> Document:
    """The document with these exercises alone; all of them if none is named.

    Raises:
        UsageError: An id is unknown.
    """
    known = [outline.id for outline in document.exercises]
    numbers = [str(outline.number) for outline in document.exercises]
    for one in ids:
        if one not in known and one not in numbers:
            raise UsageError(f"there is no exercise '{one}' here; there are: {', '.join(known)}")
    kept = [o for o in document.exercises if not ids or {o.id, str(o.number)} & set(ids)]
    return msgspec.structs.replace(document, exercises=kept)


def by_id(outline: Outline) -> Mapping[str, Asked]:
    """What is asked for, by the part's name."""
    return {one.id: one for one in outline.asked}


def _newer(what: str) -> UsageError:
    return UsageError(
        f"the outline has {what}, which this version does not know; update the grader"
    )
