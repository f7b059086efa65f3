"""Reading what a student has as numbers, in any sensible way of writing them, and showing it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.checks.verdict import Remark, Status, remark, unique
from grader.observation.observation import (
    Array,
    Data,
    Fault,
    Killed,
    Missing,
    Observation,
    Opaque,
    OutOfMemory,
    Raised,
    Scalar,
    TimedOut,
    TooLarge,
    Unreadable,
    Value,
)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something cannot be read as numbers: a status and a sentence."""

    status: Status
    remark: Remark


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was read: an array of any shape (0-d for a number), finite or not.

    Attributes:
        array: The values.
        single: Whether they are float32 or coarser.
        whole: Whether their type holds whole numbers only (int, bool).
        remarks: What the student should know about the form of the answer.
    """

    array: Floats
    single: bool = False
    whole: bool = False
    remarks: tuple[Remark, ...] = ()


def fault_problem(fault: Fault) -> Problem:
    """The status and the sentence for something that did not come back as a value."""
    match fault:
        case Missing(name):
            return Problem("missing", remark("missing", name=name))
        case Raised(kind, message, cell, line):
            place = {"cell": cell or 0, "line": line or 0}
            return Problem("crashed", remark("crashed", type=kind, message=message, **place))
        case TimedOut(limit):
            return Problem("timed-out", remark("timed-out", seconds=limit))
        case OutOfMemory():
            return Problem("crashed", remark("out-of-memory"))
        case Killed(reason):
            return Problem("crashed", remark("killed", reason=reason))
        case TooLarge(limit):
            return Problem("wrong", remark("too-large", limit=limit))
        case Unreadable(reason):
            # what breaks the protocol is the submission's own doing; staff see the reason
            return Problem("crashed", remark("unreadable", reason=reason))


def read_numbers(observation: Observation, name: str) -> Numbers | Problem:
    """The numbers that an observation holds, in any sensible form.

    Numbers of any type, arrays, nested lists and tuples, and texts such as "0.78" are read.
    """
    if not isinstance(observation, Value):
        return fault_problem(observation)
    return _read(observation.data, name)


def _read(data: Data, name: str) -> Numbers | Problem:
    match data:
        case None:
            return Problem("missing", remark("wrong.none", name=name))
        case bool() | int() | float() | complex():
            return _number(data, name, whole=isinstance(data, bool | int))
        case Scalar(kind, number):
            small = kind in ("numpy.float32", "numpy.float16", "numpy.complex64")
            return _number(number, name, single=small, whole="int" in kind)
        case str(text):
            return _read_text(text, name)
        case Array():
            return _read_array(data, name)
        case list() | tuple():
            return _read_list(data, name)
        case dict():
            return Problem("wrong", remark("wrong.not-a-number", name=name, type="dict"))
        case Opaque(kind):
            code = "wrong.is-function" if kind == "function" else "wrong.not-a-number"
            return Problem("wrong", remark(code, name=name, type=kind))
        case fault:
            return fault_problem(fault)


def _number(
    number: complex, name: str, *, single: bool = False, whole: bool = False
) -> Numbers | Problem:
    if isinstance(number, complex):
        if number.imag != 0:
            return Problem("wrong", remark("wrong.complex", name=name))
        number = number.real
    try:
        array = np.array(float(number))
    except OverflowError:
        array = np.array(math.inf)
    return Numbers(array, single=single, whole=whole)


def _read_text(text: str, name: str) -> Numbers | Problem:
    try:
        number = float(text.strip())
    except ValueError:
        return Problem("wrong", remark("wrong.is-text", name=name, text=text[:40]))
    return Numbers(np.array(number), remarks=(remark("read.text", name=name),))


def _read_array(array: Array, name: str) -> Numbers | Problem:
    values = array.numpy()
    if values.dtype.kind == "c":
        if np.any(values.imag != 0):
            return Problem("wrong", remark("wrong.complex", name=name))
        values = values.real
    return Numbers(
        values.astype(np.float64),
        single=array.dtype in ("<f4", "<f2", "<c8"),
        whole=values.dtype.kind in "iub",
    )


def _read_list(entries: list[Data] | tuple[Data, ...], name: str) -> Numbers | Problem:
    if all(type(entry) is float for entry in entries):
        return Numbers(np.array(entries, dtype=np.float64))
    parts = [_read(entry, name) for entry in entries]
    for part in parts:
        if isinstance(part, Problem):
            return part
    numbers = [part for part in parts if isinstance(part, Numbers)]
    # [array([1.]), 2.0]: entries of one number each are numbers, whatever their shape
    arrays = [n.array.reshape(()) if n.array.size == 1 and n.array.ndim else n.array
              for n in numbers]  # fmt: skip
    if len({array.shape for array in arrays}) > 1:
        return Problem("wrong", remark("wrong.ragged", name=name))
    return Numbers(
        np.array(arrays, dtype=np.float64),
        single=any(n.single for n in numbers),
        whole=bool(numbers) and all(n.whole for n in numbers),
        remarks=unique(r for n in numbers for r in n.remarks),
    )


def show(observation: Observation) -> str | None:
    """The student's value, short enough for a table cell; None if there is no value."""
    if not isinstance(observation, Value):
        return None
    return _show(observation.data, 0)


def _show(data: Data, depth: int) -> str:
    match data:
        case bool() | None | int():
            text = str(data)
            return text if len(text) <= 24 else f"{text[:20]}..."
        case float():
            return f"{data:.10g}"
        case complex():
            return f"{data:.6g}"
        case str():
            return repr(data if len(data) <= 60 else data[:57] + "...")
        case Scalar(_, number):
            return _show(number, depth)
        case Array(_, shape):
            if math.prod(shape) > 8:
                return f"array of shape {shape}"
            return f"array({_show(data.numpy().tolist(), depth)})"
        case list() | tuple():
            if depth > 2:
                return "[...]"
            shown = [_show(entry, depth + 1) for entry in data[:4]]
            if len(data) > 5:
                shown += ["...", _show(data[-1], depth + 1)]
            elif len(data) == 5:
                shown.append(_show(data[4], depth + 1))
            return f"[{', '.join(shown)}]" + (f" ({len(data)} entries)" if len(data) > 5 else "")
        case dict():
            if depth > 1:
                return "{...}"
            pairs = [f"{k!r}: {_show(v, depth + 1)}" for k, v in list(data.items())[:6]]
            return "{" + ", ".join(pairs) + (", ..." if len(data) > 6 else "") + "}"
        case Opaque(kind):
            return f"<{kind}>"
        case Raised(kind):
            return f"<{kind}>"
        case _:
            return "<nothing>"
