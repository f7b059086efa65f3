"""Otter's marks of solutions in code: what students get in their place, and what stays."""

from __future__ import annotations

import re

PROMPT = "..."
_TARGET = r"[\w.]+(?:\[[^\]]*\])*"
_ASSIGNED = re.compile(rf"(\s*{_TARGET}(?:\s*,\s*{_TARGET})*\s*=)(?!=).*#\s?SOLUTION")
_LINE = re.compile(r"(\s*).*#\s?SOLUTION")
_BEGIN = re.compile(r"(\s*)# BEGIN SOLUTION( NO PROMPT)?")
_SKIPPED = ("# SOLUTION NO PROMPT", "# BEGIN PROMPT", "# END PROMPT", "# SEED")
_OLD = re.compile(r"#+\s*solution\s*#*\s*$", re.IGNORECASE)


def replaced(source: str) -> str:
    """The text with `...` in the place of each solution."""
    kept, inside = [], False
    for line in source.split("\n"):
        bare = line.rstrip()
        if bare.endswith("# END SOLUTION"):
            inside = False
        elif inside or bare.endswith(_SKIPPED) or _OLD.fullmatch(bare.strip()):
            continue
        elif begin := _BEGIN.match(line):
            inside = True
            if not begin[2]:
                kept.append(begin[1] + PROMPT)
        elif len(line) < 1_000 and (assigned := _ASSIGNED.match(line)):
            kept.append(f"{assigned[1]} {PROMPT}")
        elif found := _LINE.match(line):
            kept.append(found[1] + PROMPT)
        else:
            kept.append(line)
    return "\n".join(kept)


def unmarked(source: str) -> str:
    """The solution without the marks, and without what only students get."""
    kept, prompt = [], False
    for line in source.split("\n"):
        bare = line.rstrip()
        if bare.endswith("# BEGIN PROMPT"):
            prompt = True
        elif bare.endswith("# END PROMPT"):
            prompt = False
        elif (
            prompt
            or bare.endswith("# END SOLUTION")
            or _BEGIN.match(line)
            or _OLD.fullmatch(bare.strip())
        ):
            continue
        else:
            kept.append(re.sub(r"\s*#\s?SOLUTION(?: NO PROMPT)?\s*$", "", line))
    return "\n".join(kept)
