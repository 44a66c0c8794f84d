"""Fetching the fonts of printed documents: taken out of a package, and no harm where that can't be done."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from rectify.setup import typefaces

SCRIPT = Path(typefaces.__file__)
# an archive that holds what the package holds, and apt-get and dpkg-deb that hand it out
APT = '#!/bin/sh\necho "$@" >> "$ASKED"\ncase "$*" in *download*) touch texlive-lang-chinese_1_all.deb;; esac\n'
DPKG = '#!/bin/sh\nexec cat "$ARCHIVE"\n'


@pytest.fixture
def debian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose package managers are these; returns the folder of the fonts, which isn't there yet."""
    inside = tmp_path / "inside" / typefaces.INSIDE
    inside.mkdir(parents=True)
    for name in (*typefaces.FILES, "FandolHei-Regular.otf"):
        (inside / name).write_text(name)
    archive, programs = tmp_path / "archive.tar", tmp_path / "bin"
    subprocess.run(["tar", "-cf", archive, "-C", tmp_path / "inside", "./usr"], check=True)
    programs.mkdir()
    for name, text in (("apt-get", APT), ("dpkg-deb", DPKG)):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("ASKED", str(tmp_path / "asked"))
    monkeypatch.setenv("ARCHIVE", str(archive))
    monkeypatch.setattr(typefaces, "INSTALLED", tmp_path / "not installed")
    return tmp_path / "fonts"


def test_three_files_are_taken_out(debian: Path) -> None:
    assert typefaces.due(debian)
    assert typefaces.fetch(debian)
    assert {path.name: path.read_text() for path in debian.iterdir()} == {name: name for name in typefaces.FILES}
    assert not typefaces.due(debian)


def test_a_package_without_them_leaves_nothing_but_a_mark(debian: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    empty = tmp_path / "empty.tar"
    subprocess.run(["tar", "-cf", empty, "-T", "/dev/null"], check=True)
    monkeypatch.setenv("ARCHIVE", str(empty))
    assert not typefaces.fetch(debian)
    assert [path.name for path in debian.iterdir()] == [".failed"]
    assert not typefaces.due(debian)
    os.utime(debian / ".failed", (time.time() - typefaces.AGAIN - 60,) * 2)
    assert typefaces.due(debian)


def test_where_the_machine_has_no_lists_it_fetches_its_own(debian: Path, tmp_path: Path) -> None:
    apt = tmp_path / "bin" / "apt-get"
    apt.write_text(APT + 'case "$*" in *Dir::State::lists=*) ;; *) rm -f texlive*.deb; exit 100;; esac\n')
    assert typefaces.fetch(debian)
    asked = [line.split() for line in (tmp_path / "asked").read_text().splitlines()]
    assert [words[-1] for words in asked] == ["texlive-lang-chinese", "update", "texlive-lang-chinese"]


def test_where_the_package_is_installed_nothing_is_due(debian: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typefaces, "INSTALLED", tmp_path / "inside" / typefaces.INSIDE)
    assert not typefaces.due(debian)


def test_without_apt_it_says_so_and_goes_on(tmp_path: Path) -> None:
    environment = {**os.environ, "PATH": "/nowhere"}
    ran = [
        subprocess.run([sys.executable, SCRIPT, tmp_path / "fonts"], env=environment, capture_output=True, text=True, check=False)
        for _ in range(2)
    ]
    assert [(done.returncode, len(done.stdout.splitlines()), done.stderr) for done in ran] == [(1, 2, ""), (0, 0, "")]
    assert "can't be fetched" in ran[0].stdout
