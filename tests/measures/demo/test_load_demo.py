"""`manage.py load_demo`: refused beside a real round, and what it lists."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from issues.models import Round
from rectify.accounts.models import User
from rectify.history.models import Entry
from reports.management.commands import load_demo
from tests import factories as make


def test_refused_beside_a_real_round_in_one_sentence(db: None) -> None:
    make.make_round("正式轮次")
    before = Entry.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command("load_demo")
    assert (str(refused.value), refused.value.returncode) == ("已有正式轮次，不能装入演示数据。", 1)
    assert (Round.objects.count(), User.objects.count(), Entry.objects.count()) == (1, 0, before)


def test_says_that_it_is_loaded_already(db: None) -> None:
    make.make_round("演示轮次", demonstration=True)
    out = StringIO()
    call_command("load_demo", stdout=out)
    assert out.getvalue() == "演示轮次已装入，没有改动。\n"
    assert Round.objects.count() == 1


def test_a_password_file_that_is_missing_is_one_sentence(db: None, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^The password file can't be read: "):
        call_command("load_demo", password_file=tmp_path / "none")
    assert Round.objects.count() == 0


def test_what_is_cut_off_before_the_sheets_leaves_nothing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(**kwargs: Any) -> Round:
        return make.make_round("演示轮次", demonstration=True)

    def cut_off(*args: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(load_demo, "load", load)
    monkeypatch.setattr(load_demo, "compose", cut_off)
    with pytest.raises(KeyboardInterrupt):
        call_command("load_demo")
    assert Round.objects.count() == 0


def test_the_list_names_everybody_and_loads_nothing(db: None) -> None:
    out = StringIO()
    call_command("load_demo", list=True, json=True, stdout=out)
    listed = json.loads(out.getvalue())
    assert {who["username"]: who["post"] for who in listed} == {
        "director": "领导小组办公室主任",
        "clerk": "领导小组办公室经办人",
        "head": "组长",
        "leader": "副组长、责任领导",
        "lead": "执法一支队负责人",
        "cooperating": "法制监督室负责人",
        "outsider": "科技信息室负责人",
        "inspector": "驻局纪检监察组副组长",
        "supervisor": "督导组成员",
        "admin": "系统管理员",
        "twoposts": "副组长、领导小组办公室副主任",
    }
    assert User.objects.count() == 0
