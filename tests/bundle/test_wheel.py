"""The engine as a wheel: what installers demand, and that it works once installed."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import subprocess
import sys
import zipfile
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from grader.bundle.wheel import Wheel, engine_wheel, given_wheel, pack
from grader.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
METADATA = b"Metadata-Version: 2.4\nName: some-thing\nVersion: 1.0-rc1\n\nName: other\n"
ENTRIES = b"[console_scripts]\nsome = some.main:main\n"


@pytest.fixture(scope="module")
def engine() -> Wheel:
    """The wheel of this engine."""
    return engine_wheel()


def members(wheel: Wheel) -> dict[str, bytes]:
    """What is in a wheel, by name; no name is there twice."""
    with zipfile.ZipFile(io.BytesIO(wheel.content)) as archive:
        assert len(set(archive.namelist())) == len(archive.namelist())
        return {name: archive.read(name) for name in archive.namelist()}


def record_is_right(wheel: Wheel) -> None:
    """A line for each file, with its digest and size, and one for RECORD without."""
    found = members(wheel)
    (own,) = (name for name in found if name.endswith(".dist-info/RECORD"))
    lines = list(csv.reader(io.StringIO(found[own].decode())))
    assert sorted(name for name, _, _ in lines) == sorted(found)
    assert all(len(line) == 3 for line in lines)
    for name, digest, size in lines:
        if name == own:
            assert (digest, size) == ("", "")
            continue
        kind, _, text = digest.partition("=")
        assert kind == "sha256"
        assert "=" not in text
        padded = text + "=" * (-len(text) % 4)
        assert base64.urlsafe_b64decode(padded) == hashlib.sha256(found[name]).digest()
        assert int(size) == len(found[name])


def test_a_small_wheel() -> None:
    """Named after its metadata, not after the text below it; a comma in a name is quoted."""
    wheel = pack({"some/a,b.txt": b"1", "some/__init__.py": b""}, {"METADATA": METADATA})
    assert wheel.name == "some_thing-1.0_rc1-py3-none-any.whl"
    about = "some_thing-1.0_rc1.dist-info"
    assert set(members(wheel)) == {
        "some/a,b.txt",
        "some/__init__.py",
        f"{about}/METADATA",
        f"{about}/WHEEL",
        f"{about}/RECORD",
    }
    assert members(wheel)[f"{about}/METADATA"] == METADATA
    lines = members(wheel)[f"{about}/WHEEL"].decode().splitlines()
    assert {"Wheel-Version: 1.0", "Root-Is-Purelib: true", "Tag: py3-none-any"} < set(lines)
    record_is_right(wheel)


def test_the_order_of_the_files_changes_nothing() -> None:
    """The same files give the same bytes."""
    about = {"METADATA": METADATA, "entry_points.txt": ENTRIES}
    back = dict(reversed(about.items()))
    assert pack({"a": b"1", "b": b"2"}, about) == pack({"b": b"2", "a": b"1"}, back)


def test_the_engine_is_whole(engine: Wheel) -> None:
    """Every file of the package, and nothing else but what describes it."""
    found = members(engine)
    package = {
        path.relative_to(ROOT).as_posix(): path.read_bytes()
        for path in (ROOT / "grader").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {name: data for name, data in found.items() if ".dist-info/" not in name} == package
    kept = {name.partition(".dist-info/")[2] for name in found if ".dist-info/" in name}
    assert kept == {"METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE"}
    record_is_right(engine)
    assert engine_wheel() == engine


@pytest.mark.sandbox
def test_it_can_be_installed(engine: Wheel, tmp_path: Path) -> None:
    """By pip, without a network; and what is installed is a grader that runs."""
    wheel, target = tmp_path / engine.name, tmp_path / "target"
    wheel.write_bytes(engine.content)
    offline = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
    install = [sys.executable, "-I", "-m", "pip", "install", *offline]
    subprocess.run([*install, "--target", target, wheel], check=True, cwd="/")  # noqa: S603
    assert (target / "bin" / "grader").is_file()
    program = (
        f"import sys; sys.path.insert(0, {str(target)!r})\n"
        "import grader.cli.main; print(grader.__file__)\n"
        "grader.cli.main.main(['--version'])"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", program],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    where, said = done.stdout.splitlines()
    assert Path(where).is_relative_to(target)
    assert said == f"grader, version {engine.name.split('-')[1]}"


def test_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Is a sentence that says what to do."""

    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("grader.bundle.wheel.distribution", missing)
    with pytest.raises(UsageError, match=r"is not installed.*name one by --wheel"):
        engine_wheel()


def test_a_given_wheel_is_taken_as_it_is(engine: Wheel) -> None:
    """Under its own name."""
    for name in (engine.name, "gradient_grader-2.0rc1+local.1-1-py3-none-any.whl"):
        assert given_wheel(name, engine.content) == Wheel(name, engine.content)


@pytest.mark.parametrize(
    "name",
    [
        "gradient_grader.whl",
        "numpy-2.0-py3-none-any.whl",
        "gradient_grader-1.0-py3-none-any.zip",
        "gradient_grader-1.0-py3-none-any.whl\n",
        "gradient_grader-1 0-py3-none-any.whl",
        'gradient_grader-1";x-py3-none-any.whl',
    ],
)
def test_a_name_that_no_wheel_of_ours_has(engine: Wheel, name: str) -> None:
    """Installers would refuse it, or it is another package's."""
    with pytest.raises(UsageError, match="not the name of a wheel"):
        given_wheel(name, engine.content)


@pytest.mark.parametrize(
    "content", [b"", b"PK", pack({"x.py": b""}, {"METADATA": METADATA}).content]
)
def test_a_file_that_is_no_wheel_of_ours(engine: Wheel, content: bytes) -> None:
    """Whatever it is called."""
    with pytest.raises(UsageError, match="this is no wheel of gradient-grader"):
        given_wheel(engine.name, content)
