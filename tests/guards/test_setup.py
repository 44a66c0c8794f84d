"""What stands around the application: `make setup`, the preparation of a start, and the question for the services."""

import fcntl
import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from rectify.setup import install, prepare, services
from tests import factories

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Collect the commands that would be run, and run none of them."""
    commands: list[list[str]] = []

    def note(command: list[Any], **kwargs: Any) -> subprocess.CompletedProcess[str]:
        commands.append([str(part) for part in command])
        return subprocess.CompletedProcess(command, 0, stdout="")

    monkeypatch.setattr(subprocess, "run", note)
    return commands


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Put an empty project in the place of this one, on a machine that lacks no library and no font."""
    (tmp_path / "uv.lock").write_text("version = 1\n")
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "TOOL", tmp_path / ".venv" / "uv")
    monkeypatch.setattr(install, "STAMP", tmp_path / ".venv" / "rectify-setup")
    monkeypatch.setattr(install, "opens", lambda library: True)
    monkeypatch.setattr(install, "fetch_typefaces", lambda: None)  # tests/guards/test_typefaces.py
    return tmp_path


def finish(house: Path) -> None:
    """Leave the project as a finished set-up does."""
    (house / ".venv" / "bin").mkdir(parents=True)
    (house / ".venv" / "bin" / "python").symlink_to(sys.executable)
    install.STAMP.write_text(install.wanted_stamp())


def programs(ran: list[list[str]]) -> list[str]:
    """Return what each command was, in one word."""
    words = {"venv": "venv", "pip": "pip", "sync": "sync"}
    return [next((word for part in command for key, word in words.items() if part == key), "other") for command in ran]


def test_the_first_time_makes_the_environment_and_syncs_it(house: Path, ran: list[list[str]]) -> None:
    (house / ".venv").mkdir()
    install.install(browser=False)
    assert ran == [
        [str(house / ".venv/bin/python"), "-c", "import sys; sys.exit(sys.version_info[:2] != (3, 11))"],
        [sys.executable, "-m", "venv", "--clear", str(house / ".venv/uv")],
        [str(house / ".venv/uv/bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv==0.13.9"],
        [
            str(house / ".venv/uv/bin/uv"), "sync", "--quiet", "--frozen", "--compile-bytecode", "--project", str(house),
            "--python", str(house / ".venv/bin/python"),
        ],
    ]  # fmt: skip
    assert install.STAMP.read_text() == install.wanted_stamp()


def test_once_done_it_runs_nothing(house: Path, ran: list[list[str]]) -> None:
    finish(house)
    install.install(browser=False)
    assert ran == []


def test_another_lock_file_is_synced_into_the_same_environment(house: Path, ran: list[list[str]]) -> None:
    finish(house)
    (house / "uv.lock").write_text("version = 2\n")
    install.install(browser=False)
    assert programs(ran) == ["other", "venv", "pip", "sync"]
    assert "--clear" not in ran[0]


def test_an_environment_that_was_moved_is_made_anew(house: Path, ran: list[list[str]]) -> None:
    finish(house)
    install.STAMP.write_text("/somewhere/else\nuv 0.13.9\n\n")
    install.install(browser=False)
    assert ran[0] == [sys.executable, "-m", "venv", "--clear", "--without-pip", str(house / ".venv")]


def test_an_environment_whose_python_is_gone_is_not_finished(house: Path) -> None:
    finish(house)
    (house / ".venv" / "bin" / "python").unlink()
    assert install.stamp() == ""


def test_a_failed_step_leaves_no_stamp(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (house / ".venv").mkdir()

    def fail(command: list[Any], **kwargs: Any) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(install, "works", lambda python: True)
    monkeypatch.setattr(subprocess, "run", fail)
    with pytest.raises(install.SetupError, match="virtual environment"):
        install.install(browser=False)
    assert install.stamp() == ""


def test_the_second_of_two_waits_for_the_first(house: Path, ran: list[list[str]]) -> None:
    finish(house)
    first = os.open(house, os.O_RDONLY)
    fcntl.flock(first, fcntl.LOCK_EX)
    second = threading.Thread(target=install.install, kwargs={"browser": False})
    second.start()
    time.sleep(0.2)
    assert second.is_alive()
    os.close(first)
    second.join(timeout=5)
    assert not second.is_alive()


def test_a_library_that_is_missing_names_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "LIBRARIES", {"libno-such-library.so.0": "libnone0", "libc.so.6": "libc6"})
    assert install.missing_libraries() == ["libnone0"]


APT = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
SENTENCE = "Rectify needs the system packages one two: install them (apt-get install one two) and run this again."


@pytest.mark.parametrize(("user", "before"), [(0, []), (1000, ["sudo", "-n"])])
def test_packages_are_installed_as_root_or_through_sudo(
    ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, user: int, before: list[str]
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: False, raising=False)
    install.apt_install(["one", "two"])
    assert ran == [[*before, *APT, "update"], [*before, *APT, "install", "-y", "--no-install-recommends", "one", "two"]]


@pytest.mark.parametrize("absent", ["sudo", "apt-get"])
def test_elsewhere_one_sentence_names_the_packages(ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, absent: str) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(install.shutil, "which", lambda name: None if name == absent else f"/usr/bin/{name}")
    with pytest.raises(install.SetupError) as caught:
        install.apt_install(["one", "two"])
    assert (str(caught.value), ran) == (SENTENCE, [])


def test_the_browser_tests_ask_for_a_browser_and_a_chinese_font(
    house: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(install.shutil, "which", lambda name: None)
    monkeypatch.setattr(install, "FONTS", tmp_path)
    assert install.missing_for_browser() == ["chromium", "fonts-noto-cjk"]
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert install.missing_for_browser() == ["chromium"]
    monkeypatch.setattr(install.shutil, "which", lambda name: f"/usr/bin/{name}")
    assert install.missing_for_browser() == []


def test_a_sentence_goes_to_stderr_with_status_1(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def refuse(*, browser: bool) -> None:
        raise install.SetupError(f"No disk ({browser}).")

    monkeypatch.setattr(install, "install", refuse)
    assert install.main(["--browser"]) == 1
    assert capsys.readouterr() == ("", "No disk (True).\n")


def test_static_files_are_collected_once_until_one_changes(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    collected = []
    source = tmp_path / "source"
    source.mkdir()
    (source / "one.css").write_text("a{}")
    settings.STATICFILES_DIRS = [source]
    settings.STATIC_ROOT = tmp_path / "static"

    def collect(name: str, **options: Any) -> None:
        settings.STATIC_ROOT.mkdir(exist_ok=True)
        collected.append(name)

    monkeypatch.setattr("django.core.management.call_command", collect)
    prepare.collect_static()
    prepare.collect_static()
    assert collected == ["collectstatic"]
    (source / "two.css").write_text("b{}")
    prepare.collect_static()
    assert collected == ["collectstatic", "collectstatic"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rounds", "loads", "listed"),
    [
        ([], 1, True),
        ([{"demonstration": True}], 0, True),
        ([{}], 0, False),
        ([{"demonstration": True}, {}], 0, True),
    ],
    ids=["empty", "the demonstration", "a real round", "both"],
)
def test_the_demonstration_is_loaded_into_an_empty_database_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rounds: list[dict[str, Any]], loads: int, listed: bool
) -> None:
    passwords = []

    def load(command: Any, password: str) -> Any:
        passwords.append(password)
        return factories.make_round(demonstration=True)

    monkeypatch.setattr("reports.management.commands.load_demo.Command._all_or_nothing", load)
    (tmp_path / "password").write_text("松柏常青\n", encoding="utf-8")
    for values in rounds:
        factories.make_round(**values)

    cast = json.loads(prepare.load_once(str(tmp_path / "password")))

    assert passwords == ["松柏常青"] * loads
    assert [person["username"] for person in cast[:2]] == (["director", "clerk"] if listed else [])


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"RECTIFY_PRODUCTION": "yes"}, "SECRET_KEY is missing: production has no default secret.\n"),
        ({"RECTIFY_PRODUCTION": "perhaps"}, "RECTIFY_PRODUCTION must be yes or no, not “perhaps”.\n"),
        (
            {"DATABASE_URL": "nonsense:secret"},
            "DATABASE_URL must be an address such as postgresql://user:password@host:5432/rectify.\n",
        ),
        (
            {"DATABASE_URL": "postgresql://rectify:secret@localhost:port/rectify"},
            "DATABASE_URL must be an address such as postgresql://user:password@host:5432/rectify.\n",
        ),
        (
            {"JOB_LEASE_SECONDS": "0"},
            "JOB_LEASE_SECONDS must be a whole number of at least 1, and of nine digits at most, not “0”.\n",
        ),
        (
            {"EMAIL_PORT": "9" * 5000},
            f"EMAIL_PORT must be a whole number of at least 1, and of nine digits at most, not “{'9' * 5000}”.\n",
        ),
        (
            {"RECTIFY_TMP": "/dev/null/below"},
            "RECTIFY_TMP: the folder /dev/null/below can't be made (Not a directory).\n",
        ),
    ],
)
def test_a_wrong_setting_is_one_sentence(tmp_path: Path, given: dict[str, str], sentence: str) -> None:
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(tmp_path), **given}
    command = [sys.executable, "-P", "rectify/setup/prepare.py", str(tmp_path / "password")]
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", sentence)


def test_the_database_lies_in_its_folder_whatever_the_folder_is_called(tmp_path: Path) -> None:
    var = tmp_path / "整改 台账 100%25 #1?"
    command = [sys.executable, "-c", "from django.conf import settings; print(settings.DATABASES['default']['NAME'])"]
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(var), "DJANGO_SETTINGS_MODULE": "rectify.settings"}
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    assert (result.stderr, result.stdout) == ("", f"{var / 'rectify.sqlite3'}\n")


def closed_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def test_postgresql_that_does_not_answer_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"postgresql://postgres@127.0.0.1:{closed_port()}/postgres"
    assert services.main([url, "redis://127.0.0.1:1/0"]) == 1
    errors = capsys.readouterr().err
    assert errors.startswith(f"PostgreSQL does not answer at {url} (TEST_DATABASE_URL): connection to server")
    assert errors.count("\n") == 1


def test_redis_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    class Connection:
        def close(self) -> None:
            pass

    monkeypatch.setattr("psycopg2.connect", lambda url, connect_timeout: Connection())
    url = f"redis://127.0.0.1:{closed_port()}/5"
    assert services.fault("postgresql://there", url).startswith(f"Redis does not answer at {url} (TEST_BROKER_URL): Error 111")
