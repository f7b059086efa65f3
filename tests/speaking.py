"""One skipped test that speaks for all that something is missing for."""

from __future__ import annotations

import pytest


def speak_once(
    config: pytest.Config, items: list[pytest.Item], ours: list[pytest.Item], said: str
) -> None:
    """Skip the first of ours with that sentence and how many they are; leave the others out."""
    for one in ours[:1]:
        one.add_marker(pytest.mark.skip(f"{len(ours)} {said}"))
    config.hook.pytest_deselected(items=ours[1:])
    left_out = set(ours[1:])
    items[:] = [one for one in items if one not in left_out]
