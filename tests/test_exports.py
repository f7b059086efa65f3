"""What `from grader import ...` offers: one list, said three times, and no name more."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import grader

SOURCE = Path(grader.__file__).read_text(encoding="utf-8")


def homes_for_types() -> dict[str, str]:
    """The names that the type checker is told, with the modules below grader that they are from."""
    block = next(node for node in ast.parse(SOURCE).body if isinstance(node, ast.If))
    assert ast.unparse(block.test) == "TYPE_CHECKING"
    return {
        alias.asname or alias.name: (node.module or "").removeprefix("grader.")
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_three_lists_agree() -> None:
    """The type checker, the loader and `__all__` name the same things from the same modules."""
    assert homes_for_types() == grader._HOME
    assert set(grader.__all__) == set(grader._HOME)


def test_the_list_is_sorted() -> None:
    """And nothing is in it twice."""
    assert grader.__all__ == sorted(set(grader.__all__))
    assert list(grader._HOME) == grader.__all__
    assert dir(grader) == grader.__all__


@pytest.mark.parametrize("name", grader.__all__)
def test_each_name_resolves(name: str) -> None:
    """To the thing that its own module defines under this name."""
    thing = getattr(grader, name)
    home = import_module(f"grader.{grader._HOME[name]}")
    assert thing is vars(home)[name]
    assert thing.__module__ == home.__name__
    assert thing.__doc__


@pytest.mark.parametrize("name", ["Bogus", "np", "__wrapped__", "import_modul"])
def test_an_unknown_name_is_an_attribute_error(name: str) -> None:
    """So that `hasattr`, `from grader import` and the debugger behave as with any module."""
    with pytest.raises(AttributeError, match=f"module 'grader' has no attribute '{name}'"):
        getattr(grader, name)
    assert not hasattr(grader, name)


def test_star_imports_give_the_list() -> None:
    """`from grader import *` binds just these names."""
    namespace: dict[str, object] = {}
    exec("from grader import *", namespace)  # noqa: S102 - a constant
    assert set(namespace) - {"__builtins__"} == set(grader.__all__)
