"""A stub of `google.colab`, found only where there is no real one; many notebooks import it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

_MODULES = ("files", "drive", "output", "userdata", "data_table")


def _nothing(*_args: object, **_kwargs: object) -> None:
    """Do nothing."""


def _no_upload(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError(
        "nothing can be uploaded while this code is graded: hand in the file as well"
    )


def _no_secret(*_args: object, **_kwargs: object) -> None:
    raise RuntimeError("there are no Colab secrets while this code is graded")


class Colab(MetaPathFinder, Loader):
    """Finds and fills the stub modules."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """A spec for `google.colab` and what is in it; asked after everything else."""
        del path, target
        known = ("google", "google.colab", *(f"google.colab.{name}" for name in _MODULES))
        if fullname not in known:
            return None
        return ModuleSpec(fullname, self, is_package=fullname in known[:2])

    def exec_module(self, module: ModuleType) -> None:
        """Put the few functions that notebooks call into the module."""
        match module.__name__:
            case "google.colab.drive":
                found = {"mount": _nothing, "flush_and_unmount": _nothing}
            case "google.colab.files":
                found = {"upload": _no_upload, "download": _nothing, "view": _nothing}
            case "google.colab.output":
                found = {"clear": _nothing, "eval_js": _nothing}
            case "google.colab.userdata":
                found = {"get": _no_secret}
            case "google.colab.data_table":
                found = {"enable_dataframe_formatter": _nothing}
            case _:
                found = {}
        vars(module).update(found)
