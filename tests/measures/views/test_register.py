"""The pages of the register: list, form with numbers of the ledger, a paper's page, its steps and scans."""

from typing import Any

from measures.models import RegisterItem, RegisterLink
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, changed, upload, url
from tests.reports.reading import text_of

NEW = {"kind": "proposal", "sender": "驻局纪检监察组", "number": "示例1号", "dated_on": "2022-06-08", "matter": "请整改"}


def test_a_paper_is_registered_by_the_numbers_of_the_ledger(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.clerk)
    assert client.get(url("register_new", world.cast.round)).status_code == 200
    sent = {**NEW, "about": "3-2、 深1-1，3-2-①", "files": [upload("建议书.pdf", PDF)]}
    said = text_of(client.post(url("register_new", world.cast.round), sent, follow=True))
    item = RegisterItem.objects.get()
    assert [link.measure or link.issue for link in item.current] == [world.issue, world.of_deep_task, world.follow_on]
    assert "驻局纪检监察组纪检监察建议书（示例1号）" in said
    assert "登记来文" in said
    scan = client.get(url("register_file", world.cast.round, item.pk, item.files.get().pk, query="inline"))
    assert b"".join(scan) == PDF


def test_a_number_that_names_nothing_is_said(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.clerk).post(url("register_new", world.cast.round), {**NEW, "about": "3-2、9-9"})
    assert response.status_code == 400
    assert "台账中没有编号为“9-9”的事项或措施。" in text_of(response)
    assert RegisterItem.objects.count() == 0


def test_correcting_begins_with_what_stands(world: World, sign_in: Any) -> None:
    item = make.make_paper(world.cast.round, world.cast.clerk)
    make._made(RegisterLink(item=item, issue=world.issue, measure=world.measure))
    client, address = sign_in(world.cast.inspector), url("register_edit", world.cast.round, item.pk)
    assert 'value="3-2-1"' in client.get(address).content.decode()
    client.post(address, {"version": 1, **NEW, "about": "3-2"})
    again = RegisterItem.objects.get()
    assert (again.number, [link.measure or link.issue for link in again.current]) == ("示例1号", [world.issue])


def test_the_list_by_kind_and_overdue(world: World, sign_in: Any) -> None:
    late = make.make_paper(world.cast.round, world.cast.clerk)
    done = make.make_paper(world.cast.round, world.cast.clerk, kind="talk", state="done")
    client = sign_in(world.cast.supervisor)
    found = {
        query: [row[0] for row in client.get(url("register", world.cast.round, query=query)).context["rows"]]
        for query in ("", "kind=talk", "overdue=1", "kind=nonsense", "kind=talk&overdue=1")
    }
    assert found == {
        "": [done, late],
        "kind=talk": [done],
        "overdue=1": [late],
        "kind=nonsense": [done, late],
        "kind=talk&overdue=1": [],
    }
    said = text_of(client.get(url("register", world.cast.round)))
    assert "逾期未回复 1 件" in said
    assert "登记来文" not in said


def test_a_reply_is_recorded_with_its_scan(world: World, sign_in: Any) -> None:
    item = make.make_paper(world.cast.round, world.cast.clerk)
    client = sign_in(world.cast.clerk)
    sent = {"version": 1, "replied_on": "2022-06-15", "reply": "已整改", "files": [upload("复函.pdf", PDF)]}
    said = text_of(client.post(url("register_step", world.cast.round, item.pk, "reply"), sent, follow=True))
    assert "现在是“已回复”。" in said
    assert "回复情况 2022年6月15日 已整改 复函.pdf" in said
    assert "登记回复" not in said.split("变更记录")[0].split("办结")[0]
    assert item.files.get().part == "reply"


def test_who_does_not_keep_it_sees_no_button(world: World, sign_in: Any) -> None:
    item = changed(make.make_paper(world.cast.round, world.cast.clerk), matter="请说明")
    said = text_of(sign_in(world.cast.head).get(url("register_item", world.cast.round, item.pk)))
    assert "请说明" in said
    assert "登记回复" not in said


def test_a_step_that_is_closed_says_why(world: World, sign_in: Any) -> None:
    item = make.make_paper(world.cast.round, world.cast.clerk, state="done")
    response = sign_in(world.cast.clerk).get(url("register_step", world.cast.round, item.pk, "reply"))
    assert response.status_code == 400
    assert "这份来文已办结，不能“登记回复”。" in response.content.decode()
