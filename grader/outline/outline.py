"""The outline of an exercise: what travels with its stub, and holds nothing that is asked for.

Names with the form that their values have, relations among them, and what tells cells apart. It is
JSON, `grader.outline/1`: in the metadata of a stub notebook, or in a file beside a module.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import msgspec
from msgspec import Struct

from grader.checks.relation import RELATIONS, Relation
from grader.checks.table import Layout
from grader.errors import UsageError

SCHEMA: Literal["grader.outline/1"] = "grader.outline/1"
MAX_BYTES = 2**20
BESIDE = ".check.json"
"""How the outline beside a module is called: NAME.py has NAME.check.json."""
METADATA = "outline"
"""The key below `grader` in a notebook's metadata."""

Form = Literal["number", "function", "list", "column", "figure", "text", "any"]


class Asked(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One thing that is asked for.

    Attributes:
        id: The part.
        title: How it is called.
        form: Of the value.
        shape: Of an array; a number has none.
        length: The name of the given that a list is one longer than.
        table: The name of the table that a column is in.
        helper: Whether it may come from an earlier exercise.
    """

    id: str
    title: str
    form: Form
    shape: list[int] = []
    length: str = ""
    table: str = ""
    helper: bool = False


class Related(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A relation of a part, as it is written: its name, and its fields by name."""

    part: str
    kind: str
    fields: dict[str, str | float | int]


class Table(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A table that columns are read from, as the stub describes it."""

    name: str
    key: str
    keys: list[float]
    columns: list[str]
    synonyms: dict[str, list[str]] = {}

    @property
    def layout(self) -> Layout:
        """The same for reading."""
        synonyms = {column: tuple(names) for column, names in self.synonyms.items()}
        return Layout(self.name, self.key, tuple(self.keys), tuple(self.columns), synonyms)


class Outline(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """One exercise, as far as a student's machine may know it."""

    id: str
    number: int
    title: str
    asked: list[Asked]
    relations: list[Related] = []
    names: list[str] = []
    givens: dict[str, float] = {}
    tables: list[Table] = []
    stub_digests: list[str] = []


class Document(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The outlines of the exercises in one file, in order."""

    schema: Literal["grader.outline/1"] = SCHEMA
    course: str
    word: str
    exercises: list[Outline]


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
    return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def to_metadata(document: Document) -> dict[str, Any]:
    """The same as plain data, for a notebook's metadata."""
    plain: dict[str, Any] = msgspec.to_builtins(document)
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
        relations_of(outline)
    return document


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
