"""Patches to matplotlib, made at the moment when the student imports it and not before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from .figures import BACKEND


def _keep_backend(matplotlib: ModuleType) -> None:
    """Make `matplotlib.use("TkAgg")` do nothing: no display is here, and no figure gets lost."""

    def use(*_args: object, **_kwargs: object) -> None:
        """Keep the backend."""

    vars(matplotlib)["use"] = use


def _keep_pyplot(pyplot: ModuleType) -> None:
    switch = pyplot.switch_backend

    def switch_backend(newbackend: object) -> None:
        del newbackend
        switch(BACKEND)

    vars(pyplot)["switch_backend"] = switch_backend


_PATCHES: dict[str, Callable[[ModuleType], None]] = {
    "matplotlib": _keep_backend,
    "matplotlib.pyplot": _keep_pyplot,
}


class Patches(MetaPathFinder):
    """Finds the patched modules where they are, and patches them once they are loaded."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The ordinary spec with one more step after loading; None for every other module."""
        patch = _PATCHES.get(fullname)
        spec = PathFinder.find_spec(fullname, path, target) if patch else None
        if patch is None or spec is None or spec.loader is None:
            return spec
        loader: Any = spec.loader
        execute = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            execute(module)
            patch(module)

        loader.exec_module = exec_module
        return spec
