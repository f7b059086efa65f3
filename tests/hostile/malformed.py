"""Submissions that are wrong as files: each function writes one and returns its path."""

from __future__ import annotations

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.hostile.canaries import Canaries

MALFORMED: list[Malformed] = []
MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
CODE = "# Exercise 1\nz = 0.0\n"


@dataclass(frozen=True, slots=True)
class Malformed:
    """A way to write a submission; its function's docstring says what it attempts."""

    write: Callable[[Path, Canaries], Path]

    @property
    def name(self) -> str:
        """As tests are called."""
        return self.write.__name__

    def written(self, folder: Path, canaries: Canaries) -> Path:
        """The submission, in a folder of its own."""
        own = folder / self.name
        own.mkdir()
        return self.write(own, canaries)


def malformed(write: Callable[[Path, Canaries], Path]) -> Callable[[Path, Canaries], Path]:
    """Add a function to the list."""
    MALFORMED.append(Malformed(write))
    return write


def _bytes(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def _book(folder: Path, *cells: Any, **more: Any) -> Path:
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}
    return _bytes(folder, "book.ipynb", json.dumps(book).encode())


def _code(source: Any, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "metadata": {"grader": {"exercise": "manual-gradients"}},
        "source": source,
        "outputs": [],
        "execution_count": None,
        **more,
    }


def _zip(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return _bytes(folder, "packed.zip", packed.getvalue())


@malformed
def empty_file(folder: Path, _canaries: Canaries) -> Path:
    """Nothing at all."""
    return _bytes(folder, "book.ipynb", b"")


@malformed
def not_json(folder: Path, _canaries: Canaries) -> Path:
    """A notebook that breaks off, with bytes of no encoding."""
    return _bytes(folder, "book.ipynb", b'{"cells": [{"cell_type": "code", \xff\xfe\x00')


@malformed
def other_json(folder: Path, _canaries: Canaries) -> Path:
    """JSON that is no notebook."""
    return _bytes(folder, "book.ipynb", b'[1, null, {"cells": 7}]')


@malformed
def deep_json(folder: Path, _canaries: Canaries) -> Path:
    """Brackets that nest deeper than a reader can follow."""
    return _bytes(folder, "book.ipynb", b'{"cells":' + b"[" * 10**6 + b"]" * 10**6 + b"}")


@malformed
def long_numbers(folder: Path, _canaries: Canaries) -> Path:
    """Numbers that take for ever to convert, infinities, and a name that is given twice."""
    body = b'{"nbformat": 4, "nbformat": 1e999, "nbformat_minor": ' + b"9" * 10**6
    return _bytes(folder, "book.ipynb", body + b', "metadata": NaN, "cells": []}')


@malformed
def wrong_types(folder: Path, _canaries: Canaries) -> Path:
    """Cells that are numbers, texts and lists, and metadata that are none."""
    cells: list[Any] = [
        7,
        None,
        "cell",
        [],
        _code("z = 0.0", metadata=[]),
        _code("a = 0.0", outputs=3),
    ]
    return _book(folder, *cells, metadata="x", nbformat_minor="five")


@malformed
def no_sources(folder: Path, _canaries: Canaries) -> Path:
    """Cells without a source, or with one of numbers, dictionaries and nested lists."""
    cells = [_code(x) for x in (5, None, {"a": 1}, [1, 2], [["z"], ["= 1"]], True)]
    bare = _code("")
    del bare["source"]
    return _book(folder, *cells, bare, _code("z = 0.0"))


@malformed
def huge_line(folder: Path, _canaries: Canaries) -> Path:
    """One line of code of half a million characters."""
    return _book(folder, _code("z = 0.0; a = '" + "x" * 500_000 + "'"))


@malformed
def deep_source(folder: Path, _canaries: Canaries) -> Path:
    """Code that nests deeper than a parser, or a walk through its tree, can follow."""
    many = 5_000
    sources = (
        "z = " + "-" * many + "1",
        "z = " + "not " * many + "1",
        "z = " + "1 + " * many + "1",
        "z = " + "lambda: " * many + "1",
        "z = a" + ".b" * many,
        "z = a" + "[0]" * many,
        "z = " + "f(" * many + ")" * many,
        "z = " * many + "1",
        "z = " + "1 if 1 else " * many + "1",
        "if z:\n  pass\n" + "elif z:\n  pass\n" * 1500,
        "".join(" " * depth + "if 1:\n" for depth in range(500)) + " " * 500 + "z = 1",
        "z = 1" + " < 1" * many,
        "z = f'" + '{f"' * 50 + '"}' * 50 + "'",
    )
    return _book(folder, *map(_code, sources))


@malformed
def slow_to_read(folder: Path, _canaries: Canaries) -> Path:
    """Text on which a careless pattern for marks, headings and commands takes for ever."""
    many = 50_000
    lines = (
        "# %% " + 'a="' * many,
        "# %% [markdown] " + "[" * many + "a=" * many,
        "#" * many + " " * many + "x",
        "# " + "**" * many,
        "# In [" + " " * many + "x",
        "# Exercise " + "1" * many + " " * many,
        "%" * many,
        "!" + " " * many + "\\",
        "x = " + "'" * many,
        "\\\n" * 1000 + "z = 1",
        "?" * many + "z" + "?" * many,
        "# -*- " + "coding " * many,
    )
    return _bytes(folder, "homework.py", (CODE + "\n".join(lines)).encode())


@malformed
def many_cells(folder: Path, _canaries: Canaries) -> Path:
    """Thirty thousand cells."""
    return _book(folder, *[_code("z = 0.0")] * 30_000)


@malformed
def nul_bytes(folder: Path, _canaries: Canaries) -> Path:
    """Code with NUL bytes, lone surrogates and signs that turn the direction of a line."""
    return _book(folder, _code("z = 0.0\0"), _code("a = '\ud800'"), _code("L = 0  # \u202e \u2066"))


@malformed
def nul_module(folder: Path, _canaries: Canaries) -> Path:
    """A module with NUL bytes."""
    return _bytes(folder, "homework.py", CODE.encode() + b"\0\0\nexec('z = 1')\n")


@malformed
def wrong_encodings(folder: Path, _canaries: Canaries) -> Path:
    """A module that names one encoding, begins like another, and holds a third."""
    return _bytes(folder, "homework.py", b"\xef\xbb\xbf# -*- coding: rot13 -*-\nm = \xff0.0\n")


@malformed
def slow_encoding(folder: Path, _canaries: Canaries) -> Path:
    """A module in an encoding whose decoder is slow on purpose."""
    text = b"# coding: punycode\n# Exercise 1\n" + b"-a" * 10**5
    return _bytes(folder, "homework.py", text)


@malformed
def utf_16(folder: Path, _canaries: Canaries) -> Path:
    """A notebook in another encoding than notebooks have, cut in the middle of a sign."""
    text = json.dumps({"nbformat": 4, "cells": [_code("z = 0.0")]})
    return _bytes(folder, "book.ipynb", text.encode("utf-16")[:-1])


@malformed
def claimed_points(folder: Path, _canaries: Canaries) -> Path:
    """A notebook that says in its metadata, outputs and attachments what it has earned."""
    claim = {
        "points": 10,
        "max_points": 10,
        "status": "right",
        "staff": {},
        "exercise": "manual-gradients",
    }
    cell = _code("z = 0.0", metadata={"grader": claim, "nbgrader": {"points": 10, "grade": True}})
    cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "10/10 points"}]
    return _book(folder, cell, metadata={"grader": claim})


@malformed
def markup_everywhere(folder: Path, _canaries: Canaries) -> Path:
    """Markup in headings, metadata, outputs, kernels and the name of the file."""
    heading = {
        "cell_type": "markdown",
        "metadata": {},
        "source": f"# Exercise 1 {MARKUP}\n[x](javascript:1)",
    }
    cell = _code(f"z = 'text' # {MARKUP}\n1/0 # {MARKUP}", id=MARKUP)
    cell["outputs"] = [
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"text/html": MARKUP, "image/svg+xml": MARKUP},
        }
    ]
    book = _book(folder, heading, cell, metadata={"title": MARKUP, "kernelspec": {"name": MARKUP}})
    return book.rename(folder / "<img src=x onerror=alert(1)>\x1b[2J\u202e.ipynb")


@malformed
def zip_bomb(folder: Path, _canaries: Canaries) -> Path:
    """A small zip that unpacks to a thousand times its size."""
    return _zip(folder, ("homework.py", CODE.encode()), ("data.bin", bytes(60 * 2**20)))


@malformed
def nested_zips(folder: Path, _canaries: Canaries) -> Path:
    """A zip in a zip, ten deep."""
    path = _zip(folder, ("homework.py", CODE.encode()))
    for _ in range(10):
        path = _zip(folder, ("inner.zip", path.read_bytes()))
    return path


@malformed
def zip_traversal(folder: Path, canaries: Canaries) -> Path:
    """A zip whose entries would be written outside of any folder."""
    names = (
        "../" * 12 + str(canaries.canary)[1:],
        str(canaries.canary),
        "..\\canary",
        "C:\\canary",
    )
    code = (
        CODE + f"import os\nprint(os.listdir('.'), os.path.exists({str(canaries.canary)!r}))\n"
    ).encode()
    return _zip(folder, ("homework.py", code), *((name, b"x") for name in names))


@malformed
def zip_links(folder: Path, canaries: Canaries) -> Path:
    """A zip with links to private files, and with a link in the place of the module."""
    links = []
    for number, path in enumerate(
        (canaries.home_file, canaries.course_file, canaries.sibling_file)
    ):
        info = zipfile.ZipInfo(f"link{number}.txt")
        info.create_system = 3
        info.external_attr = (stat.S_IFLNK | 0o777) << 16
        links.append((info, str(path).encode()))
    code = CODE + "import glob\nfor name in glob.glob('*'): print(open(name).read())\n"
    return _zip(folder, ("homework.py", code.encode()), *links)


@malformed
def zip_lies(folder: Path, _canaries: Canaries) -> Path:
    """A zip whose sizes, sums and offsets are wrong."""
    path = _zip(folder, ("homework.py", CODE.encode() * 100), ("data.bin", b"x" * 10**5))
    data = bytearray(path.read_bytes())
    for at in (14, 18, 22, len(data) - 40, len(data) - 10):
        data[at : at + 4] = b"\xff\xff\xff\x7f"
    return _bytes(folder, "packed.zip", bytes(data))


@malformed
def zip_of_many(folder: Path, _canaries: Canaries) -> Path:
    """A zip of five thousand files."""
    return _zip(folder, ("homework.py", CODE.encode()), *((f"f{i}.txt", b"") for i in range(5000)))


@malformed
def folder_with_links(folder: Path, canaries: Canaries) -> Path:
    """A folder with links to private files and folders, a pipe, and a link to itself."""
    code = (
        CODE + "import glob\nfor name in glob.glob('**', recursive=True):\n"
        "    try: print(name, open(name).read())\n    except OSError: pass\n"
    )
    (folder / "homework.py").write_text(code, encoding="utf-8")
    for number, path in enumerate(
        (canaries.home_file, canaries.course, canaries.sibling_file, folder)
    ):
        (folder / f"link{number}").symlink_to(path)
    os.mkfifo(folder / "pipe.txt")
    return folder


@malformed
def helpers_that_shadow(folder: Path, _canaries: Canaries) -> Path:
    """A folder whose files are named like modules that the program inside imports late."""
    (folder / "homework.py").write_text(CODE + "import matplotlib.pyplot\n", encoding="utf-8")
    for name in ("json", "base64", "numpy", "resource", "sitecustomize", "matplotlib", "traceback"):
        text = "import os\nos._exit(0)\n"
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return folder


@malformed
def folder_named_like_a_notebook(folder: Path, _canaries: Canaries) -> Path:
    """A folder whose name ends as a notebook's does, with nothing in it."""
    path = folder / "book.ipynb"
    path.mkdir()
    return path


@malformed
def pipe(folder: Path, _canaries: Canaries) -> Path:
    """A named pipe, which nobody writes to."""
    path = folder / "homework.py"
    os.mkfifo(path)
    return path


@malformed
def endless_device(folder: Path, _canaries: Canaries) -> Path:
    """A link to a device that never ends."""
    path = folder / "homework.py"
    path.symlink_to("/dev/zero")
    return path


@malformed
def link_to_itself(folder: Path, _canaries: Canaries) -> Path:
    """A link that leads to itself."""
    path = folder / "homework.py"
    path.symlink_to(path)
    return path


@malformed
def long_name(folder: Path, _canaries: Canaries) -> Path:
    """A path that is longer than any file's."""
    return folder / ("x" * 5000 + ".py")
