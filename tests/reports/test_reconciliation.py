"""Stated figures beside computed ones, and the records behind the gap."""

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse

from issues.words import Disclosure
from rectify.accounts.models import User
from reports.reconciliation import Reconciled
from tests import factories as make
from tests.conftest import World
from tests.reports.reading import change, text_of

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)  # a Wednesday


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def get(sign_in: Any, world: World, user: User, name: str = "overview") -> str:
    response = sign_in(user).get(reverse(f"reports:{name}", args=[world.cast.round.pk]))
    assert response.status_code == 200
    return text_of(response)


def test_a_reconciled_figure() -> None:
    same, gap = Reconciled("manifestations", "具体问题", 34, 34, 33), Reconciled("aspects", "方面", 4, 3)

    assert (same.unlisted, same.differs, gap.unlisted, gap.differs) == (1, False, 0, True)
    assert Reconciled("aspects", "方面", None, 3).differs is False


def test_the_reconciliation_names_the_gap_and_the_records_behind_it(world: World, sign_in: Any) -> None:
    change(world.cast.round, stated={"manifestations": 4, "aspects": 2}, measure_count_note="按公开稿条目计")
    change(world.follow_on, disclosure=Disclosure.TITLE_WITHHELD)
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)
    make.make_issue(world.key_problem, 4, title="合并的", disclosure=Disclosure.MERGED, merged_into=world.issue)
    internal = {"disclosure": Disclosure.INTERNAL, "disclosure_reason": "涉及个人", "disclosure_body": "党总支"}
    make.make_issue(world.key_problem, 5, title="内部的", **internal)
    said = get(sign_in, world, world.cast.supervisor, "reconciliation")

    assert "方面 2 1 — — 不一致 重点问题 — 1 — — 反馈未载 具体问题 4 4 1 3 一致 举一反三 — 1 1 0 反馈未载" in said
    assert "整改措施 — 4 — — 反馈未载 （按公开稿条目计）" in said
    assert "（三）3 未刊载 具体问题 单独公开 原文未刊载，只计数" in said
    assert "（三）4 合并的 具体问题 合并公开（（三）2） 尚未填写" in said
    assert "（三）5 内部的 具体问题 不公开 涉及个人 （党总支）" in said
    assert "规范化建设不够扎实" not in said  # printed as an item of its own, under 上述问题


def test_the_overview_gives_the_reconciliation_in_brief(world: World, sign_in: Any) -> None:
    change(world.cast.round, stated={"manifestations": 2, "follow_on_items": 1, "aspects": 2})
    make.make_issue(world.key_problem, 3, title="未刊载", placeholder=True)
    said = get(sign_in, world, world.cast.head)

    assert "口径核对 全部 方面：反馈2、台账1 与反馈不一致 具体问题：反馈2、台账2、单列公开1 未单列公开 1" in said
    assert "举一反三：" not in said


def test_without_stated_figures_there_is_nothing_to_reconcile(world: World, sign_in: Any) -> None:
    assert "口径核对" not in get(sign_in, world, world.cast.head)


def test_the_reconciliation_is_not_a_departments(world: World, sign_in: Any) -> None:
    assert sign_in(world.cast.lead).get(f"/rounds/{world.cast.round.pk}/reconciliation/").status_code == 403


def test_the_reconciliation_takes_as_many_queries(world: World, sign_in: Any, django_assert_num_queries: Any) -> None:
    for number in range(3, 12):
        make.make_issue(world.key_problem, number, disclosure=Disclosure.INTERNAL)
    client = sign_in(world.cast.director)
    with django_assert_num_queries(11):
        client.get(f"/rounds/{world.cast.round.pk}/reconciliation/")
