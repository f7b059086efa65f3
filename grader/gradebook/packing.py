"""Bytes as the gradebook keeps them: compressed where that helps, and checked when read."""

from __future__ import annotations

import hashlib
import zlib

from sqlalchemy import Connection, insert, select

from grader.errors import GradingError
from grader.gradebook.packed import pack
from grader.gradebook.schema import artifact


def digest_of(data: bytes) -> str:
    """SHA-256, as artifacts are called."""
    return hashlib.sha256(data).hexdigest()


def unpack(data: bytes, what: str) -> bytes:
    """As it was before.

    Raises:
        GradingError: It is damaged; the sentence names it by `what`.
    """
    try:
        return zlib.decompress(data)
    except zlib.error:
        raise _damaged(what) from None


def keep(connection: Connection, things: dict[str, bytes], media_type: str) -> None:
    """Add those artifacts, by their digests, that are not there yet."""
    if not things:
        return
    known = set(
        connection.scalars(select(artifact.c.sha256).where(artifact.c.sha256.in_(list(things))))
    )
    rows = [_row(sha, data, media_type) for sha, data in things.items() if sha not in known]
    if rows:
        connection.execute(insert(artifact), rows)


def fetch(connection: Connection, sha256: str, what: str) -> bytes:
    """The artifact of that digest.

    Raises:
        GradingError: It is damaged or not there; the sentence names it by `what`.
    """
    found = connection.execute(
        select(artifact.c.data, artifact.c.packed).where(artifact.c.sha256 == sha256)
    ).first()
    if found is None:
        raise _damaged(what)
    data = unpack(found.data, what) if found.packed else bytes(found.data)
    if digest_of(data) != sha256:
        raise _damaged(what)
    return data


def _row(sha256: str, data: bytes, media_type: str) -> dict[str, object]:
    packed = pack(data)
    helps = len(packed) < len(data)
    return {
        "sha256": sha256,
        "media_type": media_type,
        "size": len(data),
        "packed": helps,
        "data": packed if helps else data,
    }


def _damaged(what: str) -> GradingError:
    return GradingError(f"{what} is damaged in the gradebook; take it from a backup")
