"""The comparison's page, its exports, and the record as it was: who sees what, and that nothing there can be done."""

import datetime as dt
import io
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from measures.models import Measure, ProgressNote
from measures.services.plan import Plan, assign_lead, edit_plan
from rectify.history.models import Entry
from rectify.jobs import waking
from rectify.jobs.models import Job
from reports.render import pdf
from reports.tasks import comparison_pdf
from tests import factories as make
from tests.conftest import Cast, World
from tests.reports.reading import fresh, text_of
from tests.reports.telling import change, make_past_world, prepared_at

MAY = dt.datetime(2022, 5, 10, 2, tzinfo=dt.UTC)
JUNE = dt.datetime(2022, 6, 10, 2, tzinfo=dt.UTC)
SPAN = {"then": "2022-04-30", "now": "2022-06-30"}


@pytest.fixture
def told(cast: Cast) -> World:
    """In May the plan's wording changed, in June the measure went to another department, which wrote what it did."""
    world = make_past_world(cast)
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    plan = Plan("改进监管方式", due_on=dt.date(2022, 6, 30), lead=measure.lead, cooperating=tuple(measure.cooperating))
    edit_plan(measure=measure, by=fresh(cast.clerk), plan=plan, basis="会议纪要第2号", effective_at=MAY)
    measure = Measure.objects.with_people().get(pk=world.measure.pk)
    assign_lead(
        measure=measure, by=fresh(cast.clerk), department=cast.outside_department, basis="会议纪要第3号", effective_at=JUNE
    )
    with prepared_at(JUNE + dt.timedelta(days=1)):
        change(Measure.objects.get(pk=world.measure.pk), outcome="接手之后的内情", status="in_progress")
    return world


def url(name: str, told: World, *args: Any) -> str:
    return reverse(f"reports:{name}", args=[told.cast.round.pk, *args])


def page(client: Client, told: World, **data: str) -> str:
    response = client.get(url("comparison", told), {**SPAN, **data})
    assert response.status_code == 200
    return text_of(response)


def test_the_page_says_what_differs_and_by_how_much(told: World, sign_in: Any) -> None:
    text = page(sign_in(told.cast.supervisor), told)

    assert "1条记录有变化：调整部门1、改动文字1、其他状态变化1、更新落实情况1。" in text
    assert "改进监管模方式" in "".join(text.split())  # the difference: 模 went, 方 came
    assert "推进中 0 1 +1" in " ".join(text.split())


def test_the_adopted_plan_stands_beside_now_unless_asked_otherwise(told: World, sign_in: Any) -> None:
    asked = sign_in(told.cast.clerk).get(url("comparison", told)).context["asked"]

    assert (asked.then.key, asked.now.key) == ("plan", "now")


def test_filters_narrow_and_what_cant_be_read_is_said(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.clerk)

    assert "1条记录有变化：改动文字1。" in page(client, told, kind="reworded")
    assert "没有符合条件的变化" in page(client, told, department=str(told.cast.cooperating_department.pk), kind="delayed")
    assert "没有符合条件的变化" in page(client, told, problem="0")
    assert "1条记录有变化" in page(client, told, measure=str(told.measure.pk))
    assert "条件“变化”无法识别" in page(client, told, kind="better")
    assert "条件“到”无法识别" in page(client, told, now="2999-01-01")


def test_the_later_moment_stands_last_however_they_were_asked_for(told: World, sign_in: Any) -> None:
    response = sign_in(told.cast.clerk).get(url("comparison", told), {"then": "now", "now": "w3"})

    assert [response.context["asked"].then.key, response.context["asked"].now.key] == ["w3", "now"]


def test_a_department_reads_nothing_of_the_time_when_it_was_anothers(told: World, sign_in: Any) -> None:
    response = sign_in(told.cast.lead).get(url("comparison", told), SPAN)
    [row] = response.context["compared"].shown.rows

    assert [(change.old, change.new) for change in row.changes] == [("执法一支队", "其他部门")]
    assert "接手之后的内情" not in response.content.decode()
    assert "接手之后的内情" in page(sign_in(told.cast.cooperating), told)


@pytest.mark.parametrize(
    ("name", "moment", "status"),
    [
        ("lead", "2022-05-31", 200),
        ("lead", "2022-06-30", 404),
        ("outsider", "2022-05-31", 404),
        ("outsider", "2022-06-30", 200),
        ("cooperating", "2022-05-31", 200),
        ("cooperating", "2022-06-30", 200),
        ("inspector", "2022-05-31", 200),
        ("inspector", "2022-01-01", 404),
    ],
)
def test_a_past_record_is_seen_by_whose_it_was(told: World, sign_in: Any, name: str, moment: str, status: int) -> None:
    client = sign_in(getattr(told.cast, name))

    assert client.get(url("past_measure", told, moment, told.measure.pk)).status_code == status


@pytest.mark.parametrize("kind", ["ledger", "issue", "measure"])
def test_a_past_page_is_marked_has_no_buttons_and_stays_on_its_date(told: World, sign_in: Any, kind: str) -> None:
    pk = {"ledger": (), "issue": (told.issue.pk,), "measure": (told.measure.pk,)}[kind]
    response = sign_in(told.cast.clerk).get(url(f"past_{kind}", told, "2022-05-31", *pk))
    body = response.content.decode().split('id="main"')[-1]

    assert "这是2022年5月31日24时的记录，不是现在的。" in text_of(response)
    assert "回到现在" in text_of(response)
    assert ("改进监管方式" in body, "接手之后的内情" in body) == (True, False)
    links = [part.split('"')[0] for part in body.split('href="')[1:]]
    here, back = "/past/2022-05-31/", reverse(f"measures:{kind}", args=[told.cast.round.pk, *pk])
    records = [link for link in links if "/measures/" in link or "/issues/" in link]
    assert [link for link in records if here not in link and link != back] == []
    assert body.count('method="post"') == 0


def test_the_past_log_ends_at_its_date(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.clerk)
    may, june = (client.get(url("past_measure", told, day, told.measure.pk)) for day in ("2022-05-31", "2022-06-30"))

    assert [len(response.context["timeline"]) for response in (may, june)] == [4, 7]


def test_who_wrote_a_note_bears_the_name_of_then(told: World, sign_in: Any) -> None:
    writer, teller = told.cast.lead, told.cast.leader.person
    then = dt.datetime(2022, 5, 12, 2, tzinfo=dt.UTC)
    with prepared_at(then):
        change(writer.person, name="从前录入")
        change(teller, name="从前提供")
        make._made(ProgressNote(measure=told.measure, text="走访", written_by=writer, reported_by=teller, written_at=then))
    with prepared_at(then + dt.timedelta(days=31)):
        change(writer.person, name="后来录入")
        change(teller, name="后来提供")
    client = sign_in(told.cast.clerk)
    may, june = (text_of(client.get(url("past_measure", told, day, told.measure.pk))) for day in ("2022-05-31", "2022-06-30"))

    assert ("从前提供提供，从前录入代录" in may, "后来" in may) == (True, False)
    assert ("后来提供提供，后来录入代录" in june, "从前提供提供" in june) == (True, False)


def test_a_day_leads_to_its_ledger(told: World, sign_in: Any) -> None:
    client = sign_in(told.cast.clerk)

    assert client.get(url("past", told), {"on": "2022-05-31"}).url == url("past_ledger", told, "2022-05-31")
    assert client.get(url("past", told), {"on": "2999-01-01"}).url == url("comparison", told)


@pytest.mark.parametrize(("name", "queries"), [("clerk", 27), ("lead", 27)])
def test_the_page_asks_as_many_questions_for_whoever_reads(
    told: World, sign_in: Any, name: str, queries: int, django_assert_num_queries: Any
) -> None:
    client = sign_in(getattr(told.cast, name))
    client.get(url("comparison", told), SPAN)
    with django_assert_num_queries(queries):
        client.get(url("comparison", told), SPAN)


# exports


def test_a_workbook_holds_what_the_page_shows_and_leaves_an_entry(told: World, sign_in: Any) -> None:
    response = sign_in(told.cast.lead).post(f"{url('comparison_xlsx', told)}?then=2022-04-30&now=2022-06-30")
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        texts = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    entry = Entry.objects.latest("pk")

    assert ("其他部门" in texts, "接手之后的内情" in texts) == (True, False)
    assert (entry.action, entry.actor_name, entry.acting_role, entry.department) == (
        "export.comparison",
        "lead的姓名",
        "department",
        told.cast.lead_department.pk,
    )
    assert [(c["label"], c["new_text"]) for c in entry.changes] == [
        ("格式", "XLSX"),
        ("此前", "2022年4月30日24时"),
        ("此后", "2022年6月30日24时"),
    ]


def test_who_may_not_export_leaves_nothing(told: World, sign_in: Any) -> None:
    before = Entry.objects.count()
    client = sign_in(told.cast.supervisor)

    assert [client.post(url(name, told)).status_code for name in ("comparison_xlsx", "comparison_pdf")] == [403, 403]
    assert (Entry.objects.count(), Job.objects.count()) == (before, 0)


def test_the_pdf_is_made_of_what_its_reader_saw_and_bears_their_name(
    told: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[Any, str]] = []

    def draw(document: Any, chosen: Any, *, watermark: str) -> bytes:
        made.append((document, watermark))
        return b"%PDF-1.7"

    monkeypatch.setattr(waking, "send", lambda job: None)
    monkeypatch.setattr(pdf, "render", draw)
    client = sign_in(told.cast.lead)
    client.post(f"{url('comparison_pdf', told)}?then=2022-04-30&now=2022-06-30&kind=reassigned")
    result = comparison_pdf(Job.objects.latest("pk"), lambda percent, text="": None)  # type: ignore[arg-type]
    [(document, watermark)] = made

    assert result["url"] == url("comparison_file", told, Job.objects.latest("pk").pk)
    assert watermark.startswith("lead的姓名　")
    assert ("第3-2-1条 改进监管模式", "调整部门", "执法一支队", "其他部门") in document.blocks[-1].rows
    assert "接手之后的内情" not in str(document)
    assert [entry.action for entry in Entry.objects.filter(action="export.comparison")] == ["export.comparison"]
