"""The pages of remarks: list and filters, a remark's exchange, making one from three pages, its steps and files."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from measures.models import Measure, Remark
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, changed, upload, url
from tests.measures.remarks.conftest import brought, colleague, made, measure, step
from tests.reports.reading import text_of

__all__ = ["colleague", "measure"]


def get(client: Any, name: str, world: World, *args: Any, query: str = "") -> str:
    response = client.get(url(name, world.cast.round, *args, query=query))
    assert response.status_code == 200
    return text_of(response)


def test_the_list_tells_two_words_and_where_each_stands(world: World, measure: Measure, sign_in: Any) -> None:
    brought(world, measure, "settled")
    changed(made(world, world.issue), answer_by="2022-06-20")
    said = get(sign_in(world.cast.inspector), "remarks", world)
    assert "未办结 1 （其中 逾期未答复 1 ），已办结 1" in said
    assert "2 台账与现场不符，请说明。 （三）2 驻局纪检监察组" in said
    assert "已逾期 未办结 待答复" in said
    assert said.index("2 台账") < said.index("1 台账")


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [4, 3, 2, 1]), ("state=unsettled", [4, 3, 2]), ("state=settled", [1]), ("state=signed", [3]),
        ("state=nonsense", [4, 3, 2, 1]),
        ("overdue=1", [4]), ("maker=leader", [2]), ("maker=inspector", [4, 3, 1]), ("department=office", [4]),
        ("department=lead", [3, 2, 1]), ("department=x", [4, 3, 2, 1]), ("state=unsettled&maker=inspector", [4, 3]),
    ],
)  # fmt: skip
def test_filters_narrow(query: str, numbers: list[int], world: World, measure: Measure, sign_in: Any) -> None:
    brought(world, measure, "settled")
    made(world, measure, by="head")
    brought(world, measure, "signed")
    changed(made(world, world.issue), answer_by="2022-06-20")
    query = query.replace("department=lead", f"department={world.cast.lead_department.pk}")
    page = sign_in(world.cast.supervisor).get(url("remarks", world.cast.round, query=query)).context
    assert [row.remark.number for row, _ in page["rows"]] == numbers


def test_a_department_finds_its_own_alone(world: World, sign_in: Any) -> None:
    made(world, world.measure)
    client = sign_in(world.cast.outsider)
    assert "还没有监督意见。" in get(client, "remarks", world)
    assert client.get(url("remark", world.cast.round, 1)).status_code == 404


@pytest.mark.parametrize("more", [1, 12])
def test_as_many_queries_however_many_there_are(more: int, world: World, sign_in: Any) -> None:
    for _ in range(more):
        made(world, world.measure)
    client = sign_in(world.cast.inspector)
    with CaptureQueriesContext(connection) as queries:
        client.get(url("remarks", world.cast.round))
    assert len(queries) == 12


def test_a_remark_tells_its_exchange_and_whose_turn_it_is(world: World, measure: Measure, sign_in: Any) -> None:
    remark = brought(world, measure, "answered")
    said = get(sign_in(world.cast.leader), "remark", world, remark.number)
    assert "未办结 已答复待审签 待leader的姓名审签 审签 不予审签" in said
    assert "lead的姓名 （执法一支队 负责人）" in said.replace("　", " ")
    assert "审签 不予审签" not in get(sign_in(world.cast.lead), "remark", world, remark.number)


def test_who_is_recused_reads_why(world: World, measure: Measure, sign_in: Any) -> None:
    remark = changed(brought(world, measure, "signed"), signed_by=world.cast.inspector.person)
    said = get(sign_in(world.cast.inspector), "remark", world, remark.number)
    assert "这次答复由您审签，须由他人办结或退回。" in said


def test_whose_turn_it_is_without_a_responsible_leader(world: World, sign_in: Any) -> None:
    remark = step(made(world, world.measure), "answer", world.cast.lead, world)
    assert "待领导小组成员审签" in get(sign_in(world.cast.clerk), "remark", world, remark.number)


@pytest.mark.parametrize("name", ["remark_issue", "remark_measure", "remark_evidence"])
def test_a_remark_is_made_from_three_pages(name: str, world: World, sign_in: Any) -> None:
    evidence = make.make_evidence(world.measure, world.cast.lead)
    about = {"remark_issue": world.issue, "remark_measure": world.measure, "remark_evidence": evidence}[name]
    client = sign_in(world.cast.inspector)
    address = url(name, world.cast.round, about.pk)
    assert client.get(address).status_code == 200
    department = {"department": world.cast.lead_department.pk} if name == "remark_issue" else {}
    response = client.post(address, {"text": "请说明", **department}, follow=True)
    remark = Remark.objects.get()
    assert (remark.about, remark.department) == (about, world.cast.lead_department)
    assert "已提出第1号监督意见，待执法一支队答复。" in text_of(response)


@pytest.mark.parametrize("name", ["issue", "measure"])
def test_the_pages_show_remarks_and_the_way_to_remark(name: str, world: World, sign_in: Any) -> None:
    evidence = make.make_evidence(world.measure, world.cast.lead)
    made(world, evidence)
    pk = world.issue.pk if name == "issue" else world.measure.pk
    said = get(sign_in(world.cast.inspector), name, world, pk)
    assert "监督意见 1条 提出监督意见 第1号 台账与现场不符，请说明。" in said.replace("　", " ")
    assert "提出监督意见 第1号" not in get(sign_in(world.cast.lead), name, world, pk).replace("　", " ")


def test_without_remarks_a_department_sees_no_empty_section(world: World, sign_in: Any) -> None:
    assert "监督意见" not in get(sign_in(world.cast.lead), "measure", world, world.measure.pk)


def test_an_answer_comes_with_a_file_that_others_may_look_at(world: World, measure: Measure, sign_in: Any) -> None:
    remark = brought(world, measure, "open")
    address = url("remark_step", world.cast.round, remark.number, "answer")
    sent = {"version": 1, "answer": "已补正", "files": [upload("说明.pdf", PDF)]}
    response = sign_in(world.cast.lead).post(address, sent, follow=True)
    assert "第1号监督意见现在是“已答复待审签”。" in text_of(response)
    file = remark.files.get()
    shown = sign_in(world.cast.inspector).get(url("remark_file", world.cast.round, remark.number, file.pk, query="inline"))
    assert (b"".join(shown), shown["Content-Type"]) == (PDF, "application/pdf")


def test_what_is_missing_keeps_what_was_typed(world: World, measure: Measure, sign_in: Any) -> None:
    remark = brought(world, measure, "open")
    response = sign_in(world.cast.clerk).post(
        url("remark_step", world.cast.round, remark.number, "answer"), {"version": 1, "answer": "已补正"}
    )
    assert response.status_code == 400
    assert "请选择答复人。" in text_of(response)
    assert "已补正" in response.content.decode()


def test_two_who_answer_at_once_meet_on_a_page(world: World, measure: Measure, sign_in: Any) -> None:
    remark = step(brought(world, measure, "open"), "answer", world.cast.lead, world, answer="甲")
    response = sign_in(world.cast.clerk).post(
        url("remark_step", world.cast.round, remark.number, "answer"),
        {"version": 1, "answer": "乙", "answer_from": world.cast.lead.person.pk},
    )
    assert response.status_code == 409
    assert "现在保存的 lead的姓名（执法一支队" in text_of(response)
    assert (response.context["disputed"][0].theirs, response.context["disputed"][0].mine) == ("甲", "乙")


def test_a_closed_step_says_why(world: World, measure: Measure, sign_in: Any) -> None:
    remark = brought(world, measure, "settled")
    response = sign_in(world.cast.inspector).get(url("remark_step", world.cast.round, remark.number, "settle"))
    assert response.status_code == 400
    assert "当前为“已办结”，不能“办结”" in response.content.decode()
