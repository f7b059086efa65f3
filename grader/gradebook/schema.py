"""The tables of a gradebook, for SQLite and PostgreSQL alike."""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
)

from grader.gradebook.columns import Moment, Words

KIND = "gradient-grader gradebook"
"""What `meta` says of a database that is ours."""


metadata = MetaData()


def _table(name: str, *parts: Column[object] | UniqueConstraint | Index) -> Table:
    """A table whose numbers are never given twice, not even after the last row was deleted."""
    return Table(name, metadata, *parts, sqlite_autoincrement=True)


def _number() -> Column[object]:
    return Column("id", Integer, primary_key=True)


def _to(name: str, target: str, *, key: bool = False) -> Column[object]:
    """A column that refers to a row without which this one makes no sense."""
    reference = ForeignKey(f"{target}.id", ondelete="CASCADE")
    return Column(name, Integer, reference, primary_key=key, nullable=False, autoincrement=False)


def _artifact(*, key: bool = False) -> Column[object]:
    reference = ForeignKey("artifact.sha256")
    return Column(
        "digest" if not key else "sha256", String(64), reference, primary_key=key, nullable=False
    )


meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Text, nullable=False),
)
course = _table("course", _number(), Column("name", Words, nullable=False, unique=True))
student = _table(
    "student",
    _number(),
    _to("course", "course"),
    Column("key", Words, nullable=False),
    Column("name", Words, nullable=False),
    Column("email", Words, nullable=False),
    Column("ids", JSON, nullable=False),
    UniqueConstraint("course", "key"),
)
artifact = Table(
    "artifact",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("media_type", String(80), nullable=False),
    Column("size", Integer, nullable=False),
    Column("packed", Boolean, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
submission = _table(
    "submission",
    _number(),
    _to("course", "course"),
    Column("key", Words, nullable=False),
    Column("slug", Words, nullable=False),
    Column("slug_folded", Words, nullable=False),
    Column("number", Integer, nullable=False),
    Column("file_name", Words, nullable=False),
    _artifact(),
    Column("mark", Words, nullable=False),
    Column("layout", Words, nullable=False),
    Column("origin", Words, nullable=False),
    Column("submitted_at", Moment),
    Column("received_at", Moment, nullable=False),
    Column("late", Boolean, nullable=False),
    UniqueConstraint("course", "key", "digest", "mark"),
    UniqueConstraint("course", "slug_folded", "number"),
    Index("submission_digest", "digest"),
)
member = Table(
    "member",
    metadata,
    _to("submission", "submission", key=True),
    _to("student", "student", key=True),
    Index("member_student", "student"),
)
run = _table(
    "run",
    _number(),
    _to("submission", "submission"),
    Column("key", String(64), nullable=False),
    Column("key_text", Words, nullable=False),
    Column("again", Integer, nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", Words, nullable=False),
    Column("points", Double, nullable=False),
    Column("max_points", Double, nullable=False),
    Column("highest_points", Double, nullable=False),
    Column("provisional", Boolean, nullable=False),
    Column("how", String(20), nullable=False),
    Column("seconds", Double, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("isolation", String(20), nullable=False),
    Column("grader", Words, nullable=False),
    Column("course_digest", Words, nullable=False),
    Column("result", LargeBinary),  # the last, so that the others are read without it
    UniqueConstraint("submission", "key", "again"),
    Index("run_submission", "submission", "status"),
)
part = Table(
    "part",
    metadata,
    _to("run", "run", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("exercise", Words, nullable=False),
    Column("part", Words, nullable=False),
    Column("title", Words, nullable=False),
    Column("status", String(20), nullable=False),
    Column("points", Double, nullable=False),
    Column("max_points", Double, nullable=False),
    Column("misconception", Words, nullable=False),
)
observation = Table(
    "observation",
    metadata,
    _to("run", "run", key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("data", LargeBinary, nullable=False),
)
picture = Table(
    "picture",
    metadata,
    _to("run", "run", key=True),
    _artifact(key=True),
    Index("picture_sha256", "sha256"),
)
override = _table(
    "override",
    _number(),
    _to("student", "student"),
    _to("submission", "submission"),
    Column("exercise", Words, nullable=False),
    Column("part", Words, nullable=False),
    Column("points", Double),
    Column("automatic", Double, nullable=False),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("override_student", "student"),
    Index("override_submission", "submission"),
)
void = _table(
    "void",
    _number(),
    _to("course", "course"),
    Column("exercise", Words, nullable=False),
    Column("part", Words, nullable=False),
    Column("how", String(8)),
    Column("reason", Words, nullable=False),
    Column("by", Words, nullable=False),
    Column("at", Moment, nullable=False),
    Index("void_course", "course"),
)
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", Words, nullable=False),
    Column("action", Words, nullable=False),
    Column("payload", Text, nullable=False),
    Column("prev_hash", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

_SQLITE = """
CREATE TRIGGER audit_no_{verb} BEFORE {verb} ON audit
BEGIN SELECT RAISE(ABORT, 'the log is only ever added to'); END
"""
_POSTGRESQL = (
    """
CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
RAISE integrity_constraint_violation USING MESSAGE = 'the log is only ever added to';
END $$
""",
    """
CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()
""",
)


def _ddl(statement: str) -> DDL:
    return DDL(statement)  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped


for _verb in ("UPDATE", "DELETE"):
    event.listen(
        audit, "after_create", _ddl(_SQLITE.format(verb=_verb)).execute_if(dialect="sqlite")
    )
for _statement in _POSTGRESQL:
    event.listen(audit, "after_create", _ddl(_statement).execute_if(dialect="postgresql"))
