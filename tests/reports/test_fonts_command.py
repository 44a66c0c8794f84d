"""`manage.py fonts`: the faces, and the characters of a round's notice that none of them has."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.conftest import World
from tests.reports.printing import SANS, SERIF
from tests.reports.telling import change

ROLES = ["仿宋", "楷体", "黑体", "小标宋", "宋体", "后备"]
ROOT = Path(__file__).resolve().parents[2]
UNREADY = "数据库连接不上，或者还没有建表（先运行 manage.py migrate）。"
FONTS = {"仿宋": str(SERIF), "楷体": str(SERIF), "小标宋": str(SERIF), "黑体": str(SANS), "宋体": str(SERIF), "后备": str(SERIF)}


def run(*words: str) -> str:
    out = StringIO()
    call_command("fonts", *words, stdout=out, no_color=True)
    return out.getvalue()


@override_settings(FONTS=FONTS)
def test_faces_and_missing_characters_of_a_round(world: World) -> None:
    change(world.cast.round, opening="现予公布😀🧪😀。")
    answer: dict[str, Any] = json.loads(run("--json", "--round", str(world.cast.round.pk)))
    assert answer["round"] == world.cast.round.pk
    assert answer["missing_glyphs"] == "😀🧪"
    assert answer["faces"][0] == {"role": "仿宋", "name": "Noto Serif SC", "origin": "设置", "substitute": False}
    newest = json.loads(run("--json"))
    assert (newest["round"], newest["missing_glyphs"]) == (world.cast.other_round.pk, "")
    lines = run("--round", str(world.cast.round.pk)).splitlines()
    assert lines[0] == "仿宋\tNoto Serif SC（设置）"
    assert lines[-1] == f"《{world.cast.round.title}》的通报中，所选字体没有的字符：😀（U+1F600）、🧪（U+1F9EA）。"


@override_settings(FONTS={**FONTS, "仿宋": "/nowhere/own.otf"})
@pytest.mark.django_db
def test_a_font_that_is_not_there_is_named() -> None:
    with pytest.raises(CommandError, match=r"字体文件无法使用：/nowhere/own\.otf"):
        run()


@override_settings(FONTS=FONTS)
@pytest.mark.django_db
def test_without_a_round_there_are_the_faces_alone() -> None:
    assert [line.split("\t")[0] for line in run().splitlines()[:6]] == ROLES
    assert json.loads(run("--json"))["missing_glyphs"] == ""


@pytest.mark.django_db
def test_an_unknown_round_is_refused() -> None:
    with pytest.raises(CommandError, match="没有编号为77的轮次。"):
        run("--round", "77")


def without_tables(folder: Path, *words: str) -> tuple[int, str, str]:
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(folder)}
    command = [sys.executable, "manage.py", "fonts", "--no-color", *words]
    left = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True)
    return left.returncode, left.stdout, left.stderr


def test_the_faces_need_no_database(tmp_path: Path) -> None:
    code, out, err = without_tables(tmp_path, "--json")

    assert (code, err) == (0, f"{UNREADY}通报用字没有检查。\n")
    answer = json.loads(out)
    assert ([face["role"] for face in answer["faces"]], answer["round"]) == (
        ROLES,
        None,
    )


def test_a_named_round_without_tables_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    assert without_tables(tmp_path, "--round", "1") == (1, "", f"CommandError: {UNREADY}\n")
