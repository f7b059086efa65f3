"""Operators on what is left in the end: the same values in another form."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import numpy as np

from tests.rewrites.draft import Draft, statements, swap

FORMS = ("list({name})", "tuple({name})", "np.array({name}, dtype=float)",
         "np.array({name}, dtype=float).reshape(-1, 1)", "[np.float64(v) for v in {name}]",
         "[np.array([float(v)]) for v in {name}]", "[float(v) for v in {name}]",
         "np.array([{name}], dtype=float)", "np.array({name}, dtype=np.float32)",
         "np.array({name}, dtype=object)", "[f'{{v:.8f}}' for v in {name}]")  # fmt: skip
SCALARS = ("np.float64({name})", "np.array([float({name})])", "np.array([[float({name})]])",
           "np.array(float({name}))", "float({name})", "np.float32({name})",
           "f'{{{name}:.8f}}'")  # fmt: skip
CELLS = ("np.float64({entry})", "float({entry})", "np.array({entry})", "np.array([{entry}])")
DECIMALS = (4, 5, 6)


def scalars(draft: Draft) -> bool:
    """Numbers become arrays of one entry, or numpy's own numbers."""
    names = [name for name in sorted(draft.asked) if _is_number(draft.values.get(name))]
    for name in draft.some(names, most=8):
        form = SCALARS[int(draft.rng.integers(len(SCALARS)))]
        _end(draft, f"{name} = {form.format(name=name)}")
    return bool(names)


def givens_as_arrays(draft: Draft) -> bool:
    """Given numbers are wrapped where they are written down."""
    form = ("np.float64", "np.array", "np.array([{}])")[int(draft.rng.integers(3))]

    def change(node: ast.AST) -> ast.AST | None:
        match node:
            case ast.Assign(
                targets=[ast.Name(id=name)], value=ast.Constant(value=float() as value)
            ):
                if name not in draft.kept or name in draft.asked - {"x"}:
                    return None
                call = form.format(value) if "{" in form else f"{form}({value})"
                return ast.Assign([ast.Name(name, ast.Store())], ast.parse(call, mode="eval").body)
            case _:
                return None

    changed = swap(draft, change)
    return changed and _numpy(draft)


def containers(draft: Draft) -> bool:
    """Lists of numbers become tuples or arrays, and the other way round."""
    names = [name for name in sorted(draft.asked) if _is_list(draft.values.get(name))]
    for name in draft.some(names):
        form = FORMS[int(draft.rng.integers(len(FORMS)))]
        _end(draft, f"{name} = {form.format(name=name)}")
    return bool(names)


def rows(draft: Draft) -> bool:
    """A list of rows takes one of the other forms that the task allows."""
    if not _is_table(draft.values.get("results")):
        return False
    forms = (
        "tuple(results)",
        "[dict(row) for row in results][::-1]",
        "{row['lr']: row for row in results}",
        "{key: [row[key] for row in results] for key in results[0]}",
        "{f'lr = {float(row[\"lr\"]):g}': row for row in results}",
        "{str(row['lr']): dict(row) for row in results}",
        "[list(row.values()) for row in results]",
        "np.array([list(row.values()) for row in results], dtype=object)",
        "{key: {row['lr']: row[key] for row in results} for key in results[0] if key != 'lr'}",
    )
    kind = int(draft.rng.integers(len(forms)))
    _end(draft, f"results = {forms[kind]}")
    return True


def cells_of_rows(draft: Draft) -> bool:
    """The numbers in the rows become numpy's."""
    if not _is_table(draft.values.get("results")):
        return False
    form = CELLS[int(draft.rng.integers(len(CELLS)))]
    key = ("final_x", "final_f")[int(draft.rng.integers(2))]
    if key not in draft.values["results"][0]:
        return False
    value = form.format(entry=f"float(row_[{key!r}])")
    _end(draft, f"results = [{{**row_, {key!r}: {value}}} for row_ in results]")
    return True


def rounding(draft: Draft) -> bool:
    """What is judged is rounded to four to six decimals, each name for itself."""
    changed = False
    for name in sorted(draft.asked):
        value, digits = draft.values.get(name), int(draft.rng.choice(DECIMALS))
        if draft.rng.random() < 0.3:
            continue
        if _is_number(value):
            _end(draft, f"{name} = round(float({name}), {digits})")
        elif _is_list(value):
            _end(draft, f"{name} = [round(float(v), {digits}) for v in {name}]")
        elif _is_table(value):
            each = f"round(float(v), {digits}) if k in ('final_x', 'final_f') else v"
            _end(draft, f"{name} = [{{k: {each} for k, v in row_.items()}} for row_ in {name}]")
        else:
            continue
        changed = True
    return changed


def _end(draft: Draft, source: str) -> None:
    draft.tree.body += statements(source)
    _numpy(draft)


def _numpy(draft: Draft) -> bool:
    """Import it below whatever comes first."""
    if not any(isinstance(n, ast.alias) and n.asname == "np" for n in ast.walk(draft.tree)):
        at = next(
            (k for k, s in enumerate(draft.tree.body)
             if not (isinstance(s, ast.ImportFrom) and s.module == "__future__")), 0)  # fmt: skip
        draft.tree.body[at:at] = statements("import numpy as np")
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.floating) and not isinstance(value, bool)


def _is_list(value: object) -> bool:
    if isinstance(value, np.ndarray):
        return value.ndim == 1 and value.dtype.kind == "f"
    return isinstance(value, list | tuple) and len(value) > 0 and all(_is_number(v) for v in value)


def _is_table(value: object) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[0], Mapping)
        and "lr" in value[0]
    )
