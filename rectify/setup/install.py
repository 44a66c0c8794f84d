"""`make setup`: the virtual environment from the lock file, the system libraries that are missing, and fonts for the notices.

Run by its path with any Python 3.11 (`python3.11 rectify/setup/install.py [--browser]`), before a single package is
installed, so it uses Python's own library and nothing of the project. Once done it needs no network and takes no time.
"""

# ruff: noqa: S603, T201 (a script of the command line: it prints, and starts the programs it names itself)

import ctypes
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
TOOL = VENV / "uv"  # uv has an environment of its own: syncing the project's would remove it
STAMP = VENV / "rectify-setup"
UV = "0.13.9"

# what WeasyPrint opens (its page "First steps"), and Debian's packages that hold it
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz.so.0": "libharfbuzz0b",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
    "libfontconfig.so.1": "libfontconfig1",
}
FONTS = Path("/usr/share/fonts")
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


class SetupError(Exception):
    """Setting up can't go on; the message is the one sentence that says what to do."""


def run(command: Sequence[str | Path], *, otherwise: str, env: dict[str, str] | None = None) -> None:
    """Run a command and show its errors alone; a failure raises SetupError with the sentence `otherwise`."""
    try:
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL, env=env)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(otherwise) from error


def as_root() -> list[str] | None:
    """Return what to put before a command that needs root (nothing, or sudo), or None where there is no way."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    # without a terminal nobody could answer a question for a password
    return ["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]


def apt_install(packages: Sequence[str]) -> None:
    """Install Debian packages as root or through sudo; SetupError names them where that can't be done."""
    names = " ".join(packages)
    sentence = f"Rectify needs the system packages {names}: install them (apt-get install {names}) and run this again."
    prefix = as_root()
    if prefix is None or not shutil.which("apt-get"):
        raise SetupError(sentence)
    say(f"Installing the system packages {names} …")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    subprocess.run([*apt, "update"], check=False, stdout=subprocess.DEVNULL)  # offline, the lists of last time may still do
    run([*apt, "install", "-y", "--no-install-recommends", *packages], otherwise=sentence)


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(text, flush=True)


def opens(library: str) -> bool:
    """Tell whether the dynamic linker finds a library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries() -> list[str]:
    """Return the packages of the libraries that can't be opened; none on a machine that is ready."""
    return [package for library, package in LIBRARIES.items() if not opens(library)]


def missing_for_browser() -> list[str]:
    """Return the packages that the browser tests need and this machine lacks: a browser, and a font with Chinese."""
    packages = [] if any(map(shutil.which, BROWSERS)) else ["chromium"]
    if not any(FONTS.rglob("*CJK*")):
        packages.append("fonts-noto-cjk")
    return packages


def wanted_stamp() -> str:
    """Return what the stamp of a finished environment says: this folder (scripts name it), this uv, this lock file."""
    lock = hashlib.sha256((ROOT / "uv.lock").read_bytes()).hexdigest()
    return f"{ROOT}\nuv {UV}\n{lock}\n"


def stamp() -> str:
    """Return the stamp of the environment as it is; empty where it was never finished or its Python is gone."""
    if not STAMP.is_file() or not (VENV / "bin" / "python").exists():
        return ""
    return STAMP.read_text(encoding="utf-8")


def make_venv(folder: Path, *options: str) -> None:
    """Make an empty virtual environment in `folder`, in place of what stands there."""
    if importlib.util.find_spec("ensurepip") is None:
        apt_install(["python3-venv"])
    run(
        [sys.executable, "-m", "venv", "--clear", *options, folder],
        otherwise=f"The virtual environment {folder} can't be made: remove the folder and run this again.",
    )


def works(python: Path) -> bool:
    """Tell whether an environment's interpreter starts and is Python 3.11."""
    check = "import sys; sys.exit(sys.version_info[:2] != (3, 11))"
    try:
        return subprocess.run([python, "-c", check], check=False, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def install_uv() -> None:
    """Install the pinned uv into an environment inside the environment, unless it is there."""
    uv = TOOL / "bin" / "uv"
    if uv.exists() and subprocess.run([uv, "--version"], capture_output=True, text=True).stdout.startswith(f"uv {UV} "):
        return
    make_venv(TOOL)
    run(
        [TOOL / "bin" / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={UV}"],
        otherwise=f"uv {UV} can't be installed: see pip's message above, and check the network.",
    )


def sync() -> None:
    """Bring the environment to the lock file: what it names and nothing else, hashes checked."""
    moved = stamp() != "" and not stamp().startswith(f"{ROOT}\n")
    if moved or not works(VENV / "bin" / "python"):
        say("Making the virtual environment .venv …")
        make_venv(VENV, "--without-pip")
    install_uv()
    say("Installing the packages of uv.lock …")
    env = {**os.environ, "UV_PROJECT_ENVIRONMENT": str(VENV), "UV_PYTHON_DOWNLOADS": "never"}
    env.pop("VIRTUAL_ENV", None)
    run(
        [
            TOOL / "bin" / "uv",
            "sync",
            "--quiet",
            "--frozen",
            "--compile-bytecode",
            "--project",
            ROOT,
            "--python",
            VENV / "bin" / "python",
        ],
        env=env,
        otherwise="The packages of uv.lock can't be installed: see uv's message above, and check the network.",
    )
    STAMP.write_text(wanted_stamp(), encoding="utf-8")


def fetch_typefaces() -> None:
    """Have the fonts of printed documents fetched; without them all works too, in faces that stand in."""
    folder = VENV / "share" / "fonts"  # where the program looks for them
    if not any(folder.glob("Fandol*.otf")):
        subprocess.run([sys.executable, str(Path(__file__).with_name("typefaces.py")), str(folder)], check=False)


def install(*, browser: bool) -> None:
    """Do what is missing, one process at a time: whoever comes second finds it done."""
    descriptor = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        packages = missing_libraries() + (missing_for_browser() if browser else [])
        if packages:
            apt_install(packages)
        if stamp() != wanted_stamp():
            sync()
        fetch_typefaces()
    finally:
        os.close(descriptor)


def main(arguments: Sequence[str]) -> int:
    """Set up; `--browser` adds what the browser tests need. Returns the exit status."""
    try:
        install(browser="--browser" in arguments)
    except SetupError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
