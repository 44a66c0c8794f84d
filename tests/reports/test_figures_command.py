"""`manage.py figures`: the counts as JSON and as text."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests import factories as make
from tests.conftest import World

ROOT = Path(__file__).resolve().parents[2]
KIND = {"completed": 0, "phased": 0, "basic": 0, "incomplete": 0}
ONE = {"total": 1, **KIND, "undetermined": 1}


@pytest.fixture(autouse=True)
def _in_june(monkeypatch: pytest.MonkeyPatch) -> None:
    import datetime as dt

    monkeypatch.setattr("django.utils.timezone.now", lambda: dt.datetime(2022, 7, 1, 2, tzinfo=dt.UTC))


def run(*words: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("figures", *words, stdout=out, stderr=err, no_color=True)
    return out.getvalue(), err.getvalue()


def test_json_of_a_named_round(world: World) -> None:
    out, err = run("--round", str(world.cast.round.pk), "--json")

    assert err == ""
    assert json.loads(out) == {
        "round": world.cast.round.pk,
        "cut_off": "2022-07-01",
        "aspects": 1,
        "key_problems": 1,
        "manifestations": ONE,
        "follow_on_items": ONE,
        "deep_tasks": ONE,
        "opinions": {"total": 0, "implemented": 0},
        "measures": {"total": 4, "not_started": 4, "in_progress": 0, "reported": 0, "done": 0, "withdrawn": 0, "overdue": 4},
    }


def test_without_a_number_the_newest_round(world: World) -> None:
    out, _ = run("--json")

    assert json.loads(out)["round"] == world.cast.other_round.pk
    assert json.loads(out)["measures"]["total"] == 1


def test_text_gives_every_figure_with_its_word_and_the_cut_off(world: World) -> None:
    out, _ = run("--round", str(world.cast.round.pk))

    assert out.splitlines() == [
        f"本轮巡视整改（编号{world.cast.round.pk}），截至2022年7月1日",
        "方面：1个",
        "重点问题：1个",
        "具体问题：1个，完成整改0，阶段性完成0，基本完成0，未完成0，待认定1",
        "举一反三：1项，完成整改0，阶段性完成0，基本完成0，未完成0，待认定1",
        "深度整改任务：1项，完成整改0，阶段性完成0，基本完成0，未完成0，待认定1",
        "整改意见：0条，已落实0",
        "整改措施：4条，尚未启动4，推进中0，已报待核验0，已完成0；已逾期4，另已撤销0",
    ]


def test_an_unknown_round_is_one_sentence_and_exit_1(world: World) -> None:
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("figures", "--round", "999999", "--json", stdout=out, stderr=err, no_color=True)

    assert (left.value.code, out.getvalue(), err.getvalue()) == (1, "", "没有编号为999999的轮次。\n")


def test_without_any_round_it_says_so(db: None) -> None:
    err = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("figures", stdout=StringIO(), stderr=err, no_color=True)

    assert (left.value.code, err.getvalue()) == (1, "还没有轮次。\n")


def test_a_database_without_tables_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    env = {"PATH": os.environ["PATH"], "RECTIFY_VAR": str(tmp_path)}
    left = subprocess.run([sys.executable, "manage.py", "figures", "--json"], cwd=ROOT, env=env, capture_output=True, text=True)

    sentence = "数据库连接不上，或者还没有建表（先运行 manage.py migrate）。\n"
    assert (left.returncode, left.stdout, left.stderr) == (1, "", sentence)


def test_the_newest_round_is_the_one_made_last(db: None) -> None:
    make.make_round("旧轮次")
    newest = make.make_round("新轮次")

    assert json.loads(run("--json")[0])["round"] == newest.pk
