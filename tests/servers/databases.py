"""On which databases a test runs."""

from __future__ import annotations

import pytest

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ON_SQLITE = pytest.mark.parametrize("url", [SQLITE], indirect=True)
"""Marks what is about files of SQLite, or is the same in any database and need not run twice."""
ON_POSTGRESQL = pytest.mark.parametrize("url", [POSTGRESQL], indirect=True)
"""Marks what is about a server."""
