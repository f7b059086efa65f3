"""`%check` in a live shell: what runs there is what a student runs."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import nbformat
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from grader.grading.course import Course
from grader.grading.handout import notebook
from grader.notebook.extension import load_ipython_extension, unload_ipython_extension
from grader.notebook.history import kept_copy
from grader.notebook.shown import Shown
from tests.checkups import codes, finding, states
from tests.here import FIRST, SECOND, THIRD

IMPORTS = "import numpy as np"
WRONG = FIRST.replace("dL_dz = a - y", "dL_dz = y - a")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of the kernel; no front end says where its notebook is."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    return tmp_path


class Kernel:
    """A live shell with the extension, which runs cells as a front end sends them."""

    def __init__(self, *, ids: bool = True) -> None:
        config = Config()
        config.HistoryManager.enabled = False
        self.shell: Any = InteractiveShell(config=config)
        self.ids = ids
        load_ipython_extension(self.shell)

    def run(self, source: str, id_: str = "") -> Any:
        """What the cell gives."""
        cell_id = id_ or None if self.ids else None
        done = self.shell.run_cell(source, store_history=True, cell_id=cell_id)
        return done.result

    def check(self, line: str = "") -> Shown:
        """What `%check` gives."""
        shown = self.run(f"%check {line}")
        assert isinstance(shown, Shown)
        return shown

    def close(self) -> None:
        """Take the shell away."""
        unload_ipython_extension(self.shell)
        self.shell.reset(new_session=False)


@pytest.fixture
def kernel(folder: Path) -> Iterator[Kernel]:
    """In that folder."""
    del folder
    made = Kernel()
    yield made
    made.close()


def saved(course: Course, path: Path, *sources: str) -> list[str]:
    """The notebook with these answers, saved; the ids of their cells."""
    book = nbformat.reads(notebook(course, course.exercises), as_version=4)
    answers = dict(zip((e.exercise.id for e in course.exercises), sources, strict=False))
    cells, ids = [], []
    for cell in book.cells:
        exercise = cell.metadata.get("grader", {}).get("exercise")
        if exercise is not None:
            if exercise not in answers:
                continue
            cell.source = answers.pop(exercise)
            ids.append(cell.id)
        elif cell.cell_type == "code":
            cell.source = IMPORTS
        cells.append(cell)
    book.cells = cells
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return ids


def test_all_sections_so_far(course: Course, kernel: Kernel, folder: Path) -> None:
    """The live names are judged, it says so, offers the clean run, and names the file."""
    ids = saved(course, folder / "hw.ipynb", WRONG, SECOND)
    kernel.run(IMPORTS)
    for source, id_ in zip((WRONG, SECOND), ids, strict=True):
        kernel.run(source, id_)
    shown = kernel.check()
    assert shown.checkup.live
    assert [one.part for one in shown.checkup.troubles] == ["dL_dz"]
    found = states(shown.checkup)
    assert (found["trajectory_x"], found["df"], found["x"]) == ("holds", "holds", "holds")
    assert codes(shown.checkup, "figure") == ["check.figure"]
    assert [m.code for m in shown.checkup.exercises[2].messages] == ["check.not-run"]
    assert shown.checkup.messages == []
    said = repr(shown)
    assert "Checked was what this kernel holds now" in said
    assert "%check --clean" in said
    assert "The file to hand in is hw.ipynb." in said
    assert said.replace("'", "") != ""


def test_one_part(course: Course, kernel: Kernel, folder: Path, capsys: Any) -> None:
    """By its name or its exercise; another name is answered with those there are."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    assert list(states(kernel.check("dL_dw").checkup)) == ["dL_dw"]
    assert len(kernel.check("manual-gradients").checkup.findings) == 8
    capsys.readouterr()
    assert kernel.run("%check nothing") is None
    assert "there is no 'nothing' here; there are: L, a, b_new" in capsys.readouterr().out


def test_later_exercises_rebind_names(course: Course, kernel: Kernel, folder: Path) -> None:
    """Each exercise is judged by what its names were when its last cell had run."""
    ids = saved(course, folder / "hw.ipynb", FIRST, SECOND, THIRD)
    kernel.run(IMPORTS)
    for source, id_ in zip((FIRST, SECOND, THIRD), ids, strict=True):
        kernel.run(source, id_)
    assert kernel.shell.user_ns["lr"] == 1.1
    found = states(kernel.check().checkup)
    assert {"fails", "missing", "crashed"} & set(found.values()) == set()
    assert (found["trajectory_x"], found["dL_dw"], found["final_x"]) == ("holds",) * 3


def test_what_ran_is_judged_and_not_what_is_saved(
    course: Course, kernel: Kernel, folder: Path
) -> None:
    """A cell that was changed and not saved, or saved and not run, is told."""
    [id_] = saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(WRONG, id_)
    shown = kernel.check()
    [message] = shown.checkup.messages
    assert message.code == "check.saved"
    assert finding(shown.checkup, "dL_dz").state == "fails"
    assert "of the saved file is not what ran here" in repr(shown)
    kernel.run(FIRST, id_)
    shown = kernel.check()
    assert shown.checkup.messages == []
    assert shown.checkup.troubles == []


def test_without_ids_of_cells(course: Course, folder: Path) -> None:
    """As in Colab's IPython: cells are told by what stands in them."""
    kernel = Kernel(ids=False)
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(WRONG)
    assert [message.code for message in kernel.check().checkup.messages] == ["check.saved"]
    kernel.run(FIRST)
    shown = kernel.check()
    assert shown.checkup.messages == []
    kernel.close()


def test_nothing_is_left_behind(course: Course, kernel: Kernel, folder: Path) -> None:
    """Neither names nor an alarm, nor changed values."""
    saved(course, folder / "hw.ipynb", FIRST, SECOND)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    kernel.run(SECOND)
    before = dict(kernel.shell.user_ns)
    alarm = signal.getsignal(signal.SIGALRM)
    kernel.check()
    after = dict(kernel.shell.user_ns)
    mine = {name for name in after if not name.startswith("_") and name not in ("In", "Out")}
    assert mine == {n for n in before if not n.startswith("_") and n not in ("In", "Out")}
    assert all(after[name] is before[name] for name in mine)
    assert not [name for name in after if name.startswith("_grader")]
    assert signal.getsignal(signal.SIGALRM) == alarm


def test_a_function_that_does_not_end(
    course: Course, kernel: Kernel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Does not hang the kernel."""
    monkeypatch.setattr("grader.notebook.live.SECONDS", 0.2)
    endless = SECOND.split("x = 0.0")[0].replace("    return 2 * x - 4", "    while True: pass")
    saved(course, folder / "hw.ipynb", FIRST, endless)
    kernel.run(IMPORTS)
    kernel.run(endless)
    assert finding(kernel.check("df").checkup, "df").state == "timed-out"


def test_html_is_text_of_ours(course: Course, kernel: Kernel, folder: Path) -> None:
    """What a student wrote is escaped, and there is no script."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(FIRST + "z = '<script>alert(1)</script>'\n")
    html = kernel.check()._repr_html_()
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "dL_dw" in html


def test_the_clean_run(
    course: Course, kernel: Kernel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the saved file, in a fresh process: what is left in the kernel does not count."""
    monkeypatch.setattr("sys.prefix", str(course.environment_path))
    monkeypatch.setattr("sys.executable", str(course.environment_path / "bin" / "python"))
    saved(course, folder / "hw.ipynb", WRONG)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    shown = kernel.check("--clean dL_dz")
    assert not shown.checkup.live
    assert finding(shown.checkup, "dL_dz").state == "fails"
    assert "kernel" not in repr(shown)


def test_no_notebook(kernel: Kernel, folder: Path, capsys: Any) -> None:
    """A sentence says how to name it."""
    assert kernel.run("%check") is None
    out = capsys.readouterr().out
    assert out.startswith("%check: no outline was found")
    assert kernel.run("%check --file no.ipynb") is None
    assert "no.ipynb: there is no such file here" in capsys.readouterr().out
    (folder / "other.ipynb").write_text("[]", encoding="utf-8")
    assert kernel.run("%check --file other.ipynb") is None
    assert "other.ipynb: this is no notebook" in capsys.readouterr().out
    assert kernel.run("%check") is None
    assert "no outline was found" in capsys.readouterr().out  # a wrong name is not kept


def test_a_named_file_is_kept(course: Course, kernel: Kernel, folder: Path) -> None:
    """It need be named only once."""
    (folder / "deep").mkdir()
    saved(course, folder / "deep" / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    kernel.check("--file deep/hw.ipynb")
    assert kernel.check("dL_dw").checkup.file == "hw.ipynb"


@pytest.mark.parametrize("how", ["vscode", "jupyter"])
def test_where_the_front_end_says_it_is(
    course: Course, kernel: Kernel, folder: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """VS Code by a name in the namespace, Jupyter by a variable."""
    (folder / "a").mkdir()
    path = folder / "a" / "hw.ipynb"
    saved(course, path, FIRST)
    saved(course, folder / "one.ipynb", FIRST)
    saved(course, folder / "two.ipynb", FIRST)
    if how == "vscode":
        kernel.shell.user_ns["__vsc_ipynb_file__"] = str(path)
    else:
        monkeypatch.setenv("JPY_SESSION_NAME", str(path))
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    assert "The file to hand in is hw.ipynb." in repr(kernel.check())


def test_colab_hands_the_notebook_over(
    course: Course, kernel: Kernel, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no file; ids of cells are in their metadata."""
    path = folder / "hw.ipynb"
    saved(course, path, WRONG)
    book = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    for cell in book["cells"]:
        cell["metadata"]["id"] = cell.pop("id")
    book["metadata"]["colab"] = {"name": "My copy.ipynb"}
    message = ModuleType("google.colab._message")
    message.blocking_request = (  # type: ignore[attr-defined]
        lambda name, timeout_sec: {"ipynb": book} if name == "get_ipynb" and timeout_sec else None
    )
    for name in ("google", "google.colab"):
        monkeypatch.setitem(__import__("sys").modules, name, ModuleType(name))
    monkeypatch.setitem(__import__("sys").modules, "google.colab._message", message)
    kernel.run(IMPORTS)
    kernel.run(WRONG)
    shown = kernel.check("dL_dz")
    assert finding(shown.checkup, "dL_dz").state == "fails"
    assert "The file to hand in is My copy.ipynb." in repr(shown)


def test_loading_late(course: Course, kernel: Kernel, folder: Path) -> None:
    """What ran before is known from the shell's own list of inputs."""
    saved(course, folder / "hw.ipynb", FIRST)
    unload_ipython_extension(kernel.shell)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    kernel.run("%load_ext grader")
    assert finding(kernel.check("dL_dw").checkup, "dL_dw").state == "holds"


def test_copies_are_made_of_what_changes_in_place() -> None:
    """Lists and arrays; whatever cannot be copied stays what it is."""

    class Stubborn(list):  # type: ignore[type-arg]
        def __deepcopy__(self, _memo: object) -> object:
            raise TypeError("no")

    inner = [1]
    copy = kept_copy([inner])
    inner.append(2)
    assert copy == [[1]]
    held = [Stubborn()]
    assert kept_copy(held) is held
    assert kept_copy(len) is len


LOUD = SECOND.replace("    return x**2", "    print('loud')\n    return x**2")
DRAWS = FIRST.replace("L = ", "fig, ax = plt.subplots()\nL = ")


class Pyplot(ModuleType):
    """Stands for matplotlib: it knows which figures are open."""

    def __init__(self) -> None:
        super().__init__("matplotlib.pyplot")
        self.open = [1]

    def subplots(self) -> tuple[object, object]:
        """One more."""
        self.open.append(max(self.open) + 1)
        return object(), object()

    def get_fignums(self) -> list[int]:
        """Those that are open."""
        return self.open

    def close(self, number: int) -> None:
        """One less."""
        self.open.remove(number)


def test_the_session_is_not_disturbed(
    course: Course, kernel: Kernel, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """Nothing is printed, drawn or drawn by lot, though sections and functions run many times."""
    pyplot = Pyplot()
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.pyplot", pyplot)
    noisy = LOUD.replace(
        "    return 2 * x", "    np.random.rand(); random.random()\n    return 2 * x"
    )
    ids = saved(course, folder / "hw.ipynb", DRAWS, noisy)
    kernel.shell.user_ns["plt"] = pyplot
    kernel.run(IMPORTS + "\nimport random")
    for source, id_ in zip((DRAWS, noisy), ids, strict=True):
        kernel.run(source, id_)
    capsys.readouterr()
    kernel.run("before = random.getstate(), np.random.get_state()[2]")
    figures = list(pyplot.open)
    shown = kernel.check()
    assert states(shown.checkup)["dL_dw"] == "holds"
    assert "loud" not in capsys.readouterr().out
    assert pyplot.open == figures
    assert kernel.run("(random.getstate(), np.random.get_state()[2]) == before") is True


def test_all_exercises_in_one_cell(course: Course, kernel: Kernel, folder: Path) -> None:
    """What the later ones have bound anew is no slip of the earlier ones."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(FIRST + SECOND + THIRD)
    checkup = kernel.check().checkup
    assert checkup.troubles == []
    assert codes(checkup, "x") == ["check.bound-anew"]
    assert states(checkup)["dL_dw"] == "holds"


def test_a_section_that_cannot_be_compiled_alone(
    course: Course, kernel: Kernel, folder: Path
) -> None:
    """A cell may await something; that is no reason for a traceback."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS + "\nimport asyncio")
    kernel.run(FIRST.replace("L = ", "await asyncio.sleep(0)\nL = "))
    assert codes(kernel.check("dL_dw").checkup, "dL_dw") == ["check.no-rerun"]


def test_after_a_thousand_cells(course: Course, kernel: Kernel, folder: Path) -> None:
    """Noting one more takes next to nothing, and nothing is read from the disk for it."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    note = kernel.shell._grader_history.note
    (folder / "hw.ipynb").unlink()
    begun = time.perf_counter()
    for number in range(1_000):
        info = SimpleNamespace(raw_cell=f"v = {number}\nz = v", cell_id=f"{number}")
        note(SimpleNamespace(info=info, success=True))
    assert time.perf_counter() - begun < 0.5


def test_whatever_a_cell_leaves_the_hook_is_silent(
    course: Course, kernel: Kernel, folder: Path, capsys: Any
) -> None:
    """Values that cannot be copied or measured, and notebooks that cannot be read."""
    saved(course, folder / "hw.ipynb", FIRST)
    kernel.run("class Odd:\n    def __deepcopy__(self, memo): raise SystemError\nz = [Odd()]")
    kernel.run("import numpy as np\nw = np.zeros(2_000_000)")
    (folder / "hw.ipynb").write_text('{"cells": 1, "metadata": {"grader": {"outline": 3}}}')
    kernel.run("z = 2")
    assert capsys.readouterr().out == ""


def test_loaded_twice_and_reset(course: Course, kernel: Kernel, folder: Path) -> None:
    """There is one history; what is forgotten is not checked."""
    saved(course, folder / "hw.ipynb", FIRST)
    load_ipython_extension(kernel.shell)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    assert kernel.check().checkup.troubles == []
    kernel.run("%reset -f")
    assert kernel.check().checkup.findings == []


def test_stub_cells_that_have_not_run_are_no_warning(course: Course, folder: Path) -> None:
    """Where front ends give no ids, a cell further down is only not begun."""
    kernel = Kernel(ids=False)
    saved(course, folder / "hw.ipynb", FIRST, SECOND, THIRD)
    kernel.run(IMPORTS)
    kernel.run(FIRST)
    assert kernel.check().checkup.messages == []
    kernel.run(THIRD)
    [message] = kernel.check().checkup.messages
    assert message.code == "check.saved"
    kernel.close()


def test_an_outline_calls_nothing_of_the_shell(
    course: Course, kernel: Kernel, folder: Path
) -> None:
    """It may have come with somebody else's notebook."""
    path = folder / "hw.ipynb"
    saved(course, path, FIRST, SECOND)
    path.write_text(path.read_text(encoding="utf-8").replace('"slope": "df"', '"slope": "quit"'))
    called: list[object] = []
    kernel.shell.user_ns["quit"] = kernel.shell.user_ns_hidden["quit"] = called.append
    kernel.run(IMPORTS)
    kernel.run(SECOND)
    assert codes(kernel.check("trajectory_x").checkup, "trajectory_x") == ["check.no-slope"]
    assert called == []


def test_a_cell_that_is_not_in_the_file_has_no_number(
    course: Course, kernel: Kernel, folder: Path
) -> None:
    """It would be that of another cell."""
    [id_] = saved(course, folder / "hw.ipynb", FIRST)
    kernel.run(IMPORTS)
    kernel.run(WRONG, "new")
    assert finding(kernel.check().checkup, "dL_dz").spot is None
    kernel.run(WRONG, id_)
    assert finding(kernel.check().checkup, "dL_dz").spot is not None
