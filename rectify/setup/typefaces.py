"""The 仿宋, 楷体 and bold 宋体 of the Fandol family, out of Debian's archive, for the notices and reports that are printed.

They lie in a package with half of TeX behind it, so the package is fetched and three files are taken out of it: no root, nothing
installed, 49 MB to fetch, 20 MB kept. Licence: GPL with the exception for embedding. Where there is no apt-get or no network,
setting up goes on without them and says so; printing then uses what stands in, and `manage.py fonts` names it.

Run by its path with a folder (`python3 rectify/setup/typefaces.py FOLDER`), it puts them there: the image is built so.
"""

# ruff: noqa: S603, T201 (a script of the command line: it prints, and starts the programs it names itself)

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PACKAGE = "texlive-lang-chinese"
INSIDE = "./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
INSTALLED = Path(INSIDE.removeprefix("."))  # where the package itself, installed, has them
FILES = ("FandolFang-Regular.otf", "FandolKai-Regular.otf", "FandolSong-Bold.otf")
FAILED = ".failed"  # a mark of the last attempt that came to nothing
AGAIN = 24 * 3600  # seconds until another one is made
TIMEOUT = 300  # seconds for one step


def present(folder: Path) -> bool:
    """Tell whether the files are in `folder`, or the package is installed."""
    return any(all((place / name).is_file() for name in FILES) for place in (folder, INSTALLED))


def due(folder: Path) -> bool:
    """Tell whether they are to be fetched: not there, and no attempt failed within a day."""
    mark = folder / FAILED
    return not present(folder) and not (mark.exists() and time.time() - mark.stat().st_mtime < AGAIN)


def fetch(folder: Path) -> bool:
    """Put the files into `folder`, whole or not at all; tell whether it worked. A failure leaves a mark and raises nothing."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetching-") as scratch:
        try:
            _unpack(_package(Path(scratch)), Path(scratch))
            for name in FILES:
                (Path(scratch) / name).replace(folder / name)
        except (OSError, subprocess.SubprocessError):
            (folder / FAILED).touch()
            return False
    (folder / FAILED).unlink(missing_ok=True)
    return True


def _package(scratch: Path) -> Path:
    """Fetch the package, its signature checked by apt; with lists of our own where the machine has none."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FileNotFoundError("apt-get")
    try:
        _run(["apt-get", *_QUICK, "-qq", "download", PACKAGE], scratch)
    except subprocess.CalledProcessError:
        (scratch / "lists" / "partial").mkdir(parents=True)
        own = ["-o", f"Dir::State::lists={scratch}/lists", "-o", f"Dir::Cache={scratch}/cache"]
        _run(["apt-get", *_QUICK, *own, "-qq", "update"], scratch)
        _run(["apt-get", *_QUICK, *own, "-qq", "download", PACKAGE], scratch)
    for found in scratch.glob(f"{PACKAGE}_*.deb"):
        return found
    raise FileNotFoundError(PACKAGE)


# who is offline shall not wait for long; the download needs no user of apt's own
_QUICK = [
    option
    for value in ("Acquire::Retries=0", "Acquire::http::Timeout=15", "Acquire::https::Timeout=15", "APT::Sandbox::User=root")
    for option in ("-o", value)
]


def _unpack(package: Path, scratch: Path) -> None:
    above = INSIDE.count("/") + 1
    wanted = [f"{INSIDE}/{name}" for name in FILES]
    unpack: list[str | Path] = ["dpkg-deb", "--fsys-tarfile", package]
    with subprocess.Popen(unpack, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as archive:
        try:
            _run(["tar", "-x", "-C", scratch, f"--strip-components={above}", *wanted], scratch, archive.stdout)
        finally:
            archive.kill()  # what follows the last file is of no interest, and an error of tar's leaves it waiting


def _run(command: list[str | Path], folder: Path, given: object = subprocess.DEVNULL) -> None:
    subprocess.run(
        [str(part) for part in command],
        check=True,
        cwd=folder,
        stdin=given,  # type: ignore[call-overload]
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=TIMEOUT,
        env={**os.environ, "LC_ALL": "C"},
    )


def main(folder: Path) -> int:
    """Fetch what is missing and due, and say so. Returns the exit status: 1 where it failed."""
    if not due(folder):
        return 0
    print("Fetching the fonts of printed documents …", flush=True)
    if fetch(folder):
        return 0
    print("They can't be fetched: documents are printed in what stands in (manage.py fonts lists it).", flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
