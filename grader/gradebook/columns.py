"""What columns hold: times with their zone, and text of any origin."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Dialect, String, Text, TypeDecorator


def plain(text: str) -> str:
    """Text of any origin as every database can hold it: NUL and half a surrogate pair spelt out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8").replace("\0", "\\x00")


class Moment(TypeDecorator[dt.datetime]):
    """A time with its zone, kept as ISO 8601 text in UTC, which sorts as the times do."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> str | None:
        """The text.

        Raises:
            ValueError: The time has no zone.
        """
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> dt.datetime | None:
        """The time, in UTC."""
        del dialect
        return None if value is None else dt.datetime.fromisoformat(value)


class Words(TypeDecorator[str]):
    """Text of any origin."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The text as it can be kept."""
        del dialect
        if value is None:
            return None
        return plain(value)
