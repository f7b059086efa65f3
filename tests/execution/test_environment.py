"""The student environment: when it is made anew, and what is said when it cannot be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.errors import EnvironmentMissing, GradingError
from grader.execution import environment as env


def test_python_of(tmp_path: Path) -> None:
    """Of an installation and an environment, on Windows and on Unix, and not at all."""
    with pytest.raises(EnvironmentMissing, match="grader env"):
        env.python_of(tmp_path)
    for place in ("python.exe", "Scripts/python.exe", "bin/python3", "bin/python"):
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).touch()
        assert env.python_of(tmp_path) == tmp_path / place


@pytest.mark.parametrize("place", ["bin/python", "Scripts/python.exe", "python.exe"])
def test_environment_of(place: str, tmp_path: Path) -> None:
    """What `python_of` finds leads back to it."""
    (tmp_path / place).parent.mkdir(exist_ok=True)
    (tmp_path / place).touch()
    assert env.environment_of(env.python_of(tmp_path)) == tmp_path


def test_where_libraries_are_looked_for(tmp_path: Path) -> None:
    """In the folders of conda's environments too, as far as they are there."""
    libraries = tmp_path / "Library" / "bin"
    libraries.mkdir(parents=True)
    assert env.library_folders(tmp_path / "python.exe") == [tmp_path, libraries]
    scripts = tmp_path / "Scripts"
    scripts.mkdir()
    assert env.library_folders(scripts / "python.exe") == [tmp_path, libraries, scripts]


def test_a_stamp_says_what_it_was_made_from(tmp_path: Path) -> None:
    """Order does not matter; another list or version does."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "python").touch()
    assert not env.is_current(tmp_path, ["numpy"])
    stamp = tmp_path / env.STAMP
    stamp.write_text(json.dumps(env._stamp(["numpy", "ipython"])), encoding="utf-8")
    assert env.is_current(tmp_path, ["ipython", "numpy"])
    assert not env.is_current(tmp_path, ["numpy"])
    stamp.write_text("{", encoding="utf-8")
    assert not env.is_current(tmp_path, ["numpy"])


def test_a_folder_with_something_else_is_left_alone(tmp_path: Path) -> None:
    """Making an environment empties its folder."""
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(GradingError, match="something else"):
        env.make_environment(tmp_path, [])
    assert (tmp_path / "thesis.tex").exists()


@pytest.mark.sandbox
def test_make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without packages it needs no network; a package that cannot be is named."""
    path = tmp_path / "env"
    env.make_environment(path, [])
    assert env.is_current(path, [])
    assert env.font_cache(path) == []
    call = env._call
    monkeypatch.setattr(env, "_call", lambda words, why: "venv" in words or call(words, why))
    with pytest.raises(GradingError, match="packages could not be installed"):
        env.make_environment(path, ["./not-there"])
    assert not env.is_current(path, [])


def test_a_fingerprint_tells_what_is_installed(tmp_path: Path) -> None:
    """Another package or version is another one; where it lies does not matter."""
    found = []
    for place, name in (("one", "numpy-2.0"), ("two", "numpy-2.0"), ("two", "ipython-9.0")):
        folder = tmp_path / place / "lib" / "python3" / "site-packages" / f"{name}.dist-info"
        folder.mkdir(parents=True)
        found.append(env.fingerprint(tmp_path / place))
    assert found[0] == found[1] != found[2]
