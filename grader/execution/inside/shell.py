"""IPython's shell without its history, colours, files and shell commands: one cell at a time."""

from __future__ import annotations

import dis
import os
import sys
import warnings
from collections.abc import Callable
from types import CodeType

from .plain import Foreign

# IPython's completer imports jedi, which nobody here needs, where it can be had.
sys.modules.setdefault("jedi", None)  # type: ignore[arg-type]
from IPython.core.compilerop import CachingCompiler  # noqa: E402
from IPython.core.interactiveshell import InteractiveShell  # noqa: E402
from traitlets.config import Config  # noqa: E402

if sys.modules.get("jedi", ...) is None:
    del sys.modules["jedi"]

LINE_MAGICS = frozenset({"pip", "conda", "mamba", "micromamba", "uv", "sx", "system", "sc", "!"})
CELL_MAGICS = frozenset(
    {"script", "bash", "sh", "shell", "perl", "ruby", "pypy", "python", "python2", "python3"}
    | {"cmd", "powershell", "sx", "system", "!"}
)
_SHOWN = 80
_EXTENDED = dis.EXTENDED_ARG
_STORES = frozenset({dis.opmap["STORE_NAME"], dis.opmap["STORE_GLOBAL"]})


def configuration() -> Config:
    """IPython's settings: no history, no `Out`."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.cache_size = 0
    return config


class Compiler(CachingCompiler):  # type: ignore[misc]
    """Names all code after its cell, so that a traceback tells the student's own lines."""

    cell = 0

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        """The file name of the code of this cell."""
        del raw_code, transformed_code, number
        return f"<cell {self.cell}>"


class Shell(InteractiveShell):  # type: ignore[misc]
    """Runs cells and reports what the grader needs to know about them."""

    compiler_class = Compiler

    def __init__(self, **kwargs: object) -> None:
        self.problem: BaseException | None = None
        self.not_run: list[str] = []
        self.stored: set[str] = set()
        self.offsets: dict[int, int] = {}
        self.at: Callable[[int], None] = lambda _line: None
        self._inner = False
        super().__init__(**kwargs)

    @classmethod
    def start(cls) -> Shell:
        """The shell of this process."""
        shell: Shell = cls.instance(config=configuration())
        shell.quieten()
        return shell

    def quieten(self) -> None:
        """Show results as text, help texts not at all."""
        warnings.filterwarnings("ignore", message="To exit: use")
        self.display_formatter.active_types = ["text/plain"]
        self.set_hook("show_in_pager", lambda *_, **__: None)  # help texts are for people
        # that `%check` is there keeps stubs from installing it; it is for the student's own machine
        self.register_magic_function(lambda _line: None, "line", "check")

    def adopt(self, script: str | None) -> None:
        """Set `__file__` if it is a module that is graded."""
        if script is not None:
            self.user_ns["__file__"] = os.path.abspath(script)  # noqa: PTH100 - a string it is

    def run(self, index: int, source: str) -> BaseException | None:
        """Run a cell; the exception that ended it, if one did."""
        return self.outcome(self.run_cell(self.begin(index, source), store_history=False))

    def begin(self, index: int, source: str) -> str:
        """Forget the last cell; the text of this one, as it is to be run."""
        self.problem, self.not_run, self.stored, self._inner = None, [], set(), False
        self.compile.cell = index
        source, self.offsets[index] = _tidy(source)
        return source

    def outcome(self, result: Foreign) -> BaseException | None:
        """The exception that ended a cell, from IPython's result."""
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error or self.problem

    async def run_code(
        self,
        code_obj: CodeType,
        result: Foreign = None,
        *,
        async_: bool = False,
    ) -> bool:
        """Run one statement; say before which line it is, and note after which names it stored."""
        if self._inner:  # a statement of a cell within a cell, as `%%capture` makes
            return bool(await super().run_code(code_obj, result, async_=async_))
        self._inner = True
        try:
            self.at(_first_line(code_obj) + self.offsets.get(self.compile.cell, 0))
            failed = bool(await super().run_code(code_obj, result, async_=async_))
        finally:
            self._inner = False
        if not failed:
            self.stored |= _stored_names(code_obj)
        return failed

    def showtraceback(self, exc_tuple: Foreign = None, **_kwargs: object) -> None:
        """Remember the error instead of printing it."""
        self.problem = exc_tuple[1] if exc_tuple else sys.exc_info()[1]

    def showsyntaxerror(self, *_args: object, **_kwargs: object) -> None:
        """Remember the error instead of printing it."""
        self.problem = sys.exc_info()[1]

    def showindentationerror(self) -> None:
        """Remember the error instead of printing it."""
        self.problem = sys.exc_info()[1]

    def skip(self, text: str) -> None:
        """Note what is not done here, as the student wrote it."""
        self.not_run.append(text.strip()[:_SHOWN])

    def system(self, cmd: str) -> None:
        """Note a shell command and do not run it."""
        self.skip(f"!{cmd}")

    system_raw = system_piped = system

    def getoutput(self, cmd: str, *_args: object, **_kwargs: object) -> list[str]:
        """Note a shell command and do not run it; its output is empty."""
        self.skip(f"!{cmd}")
        return []

    def run_line_magic(self, magic_name: str, line: str, _stack_depth: int = 1) -> Foreign:
        """Run a magic of Python's; note one of the shell's, or one that exists elsewhere only."""
        ours = magic_name in {"load_ext", "reload_ext"} and line.strip() == "grader"
        if magic_name == "matplotlib" or ours:
            return None
        known = magic_name not in LINE_MAGICS and self.find_line_magic(magic_name) is not None
        if not known:
            self.skip(f"%{magic_name} {line}")
            return None
        if magic_name in {"load_ext", "reload_ext"}:
            return self._load(magic_name, line)
        return super().run_line_magic(magic_name, line, _stack_depth + 1)

    def _load(self, magic_name: str, line: str) -> Foreign:
        """Load an extension; one that is not installed here does not stop the cell."""
        try:
            return super().run_line_magic(magic_name, line, 3)
        except ImportError:
            self.skip(f"%{magic_name} {line}")
            return None

    def run_cell_magic(self, magic_name: str, line: str, cell: str) -> Foreign:
        """Run a cell magic of Python's; note any other."""
        if magic_name in CELL_MAGICS or self.find_cell_magic(magic_name) is None:
            self.skip(f"%%{magic_name} {line}")
            return None
        if magic_name == "capture":
            cell = f"#\n{cell}"  # it runs the rest as a cell, whose lines are counted anew
        return super().run_cell_magic(magic_name, line, cell)

    def enable_matplotlib(self, gui: str | None = None) -> tuple[str, str]:
        """Keep the backend that records."""
        del gui
        return "inline", "inline"

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window here."""

    def ask_exit(self) -> None:
        """`exit` and `quit` end the cell."""
        raise SystemExit


def _tidy(source: str) -> tuple[str, int]:
    """The source without blank lines at its top, and how many those were.

    `%%time` only prints a time; its line becomes a comment, so that the statements below it keep
    their line numbers and are told apart.
    """
    lines = source.split("\n")
    blank = 0
    while blank < len(lines) and not lines[blank].strip():
        blank += 1
    lines = lines[blank:]
    if lines and lines[0].strip() in {"%%time", "%%capture"}:
        lines[0] = f"#{lines[0]}"
    return "\n".join(lines), blank


def _first_line(code: CodeType) -> int:
    return min((line for _, _, line in code.co_lines() if line), default=1)


def _stored_names(code: CodeType) -> set[str]:
    """The names that the code stores at its top level, from its bytes: `dis` is slow."""
    names, argument = set(), 0
    for at in range(0, len(code.co_code), 2):
        operation = code.co_code[at]
        argument = argument << 8 | code.co_code[at + 1]
        if operation == _EXTENDED:
            continue
        if operation in _STORES:
            names.add(code.co_names[argument])
        argument = 0
    return names
