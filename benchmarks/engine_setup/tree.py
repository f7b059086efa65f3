"""Memory of a tree of processes, shared pages counted once."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

MEBIBYTE = 2**20


def tree_memory(root: int) -> float:
    """MiB of proportional memory of a process and of everything that it has started."""
    return sum(_memory(pid) for pid in _tree(root)) / 1024


def _tree(root: int) -> list[int]:
    children: dict[int, list[int]] = defaultdict(list)
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = path.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        children[int(words[1])].append(int(path.parent.name))
    found = [root]
    for pid in found:
        found += children[pid]
    return found


def _memory(pid: int) -> int:
    """KiB; 0 if it has just ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:")), 0)
