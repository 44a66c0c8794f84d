"""A measure's steps: in the row with htmx, on a page without; what is refused, and two people at once."""

from collections.abc import Callable
from typing import Any

import pytest

from measures.models import Measure
from measures.services.plan import edit_public_text
from measures.services.transitions import transition
from measures.workflow import Need
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import PDF, PNG, changed, fresh, upload, url

HTMX = {"HX-Request": "true"}
Log = Callable[[], list[tuple[str, str]]]


def step(world: World, name: str, measure: Measure | None = None, query: str = "") -> str:
    return url("measure_step", world.cast.round, (measure or world.measure).pk, name, query=query)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_starting_in_place_replaces_the_row_alone(world: World, sign_in: Any, log: Log) -> None:
    response = sign_in(world.cast.lead).post(step(world, "start"), {"version": 1}, headers=HTMX)

    assert response.status_code == 200
    assert text(response).startswith("<tbody") or text(response).lstrip().startswith("<tbody")
    assert text(response).count("<tbody") == 1
    assert "推进中" in text(response)
    assert "已启动" in text(response)
    assert response["HX-Trigger"] == "changed"
    assert (fresh(world.measure).status, log()) == ("in_progress", [("measure.start", "measures.measure")])


def test_starting_without_javascript_leads_back_to_the_row_with_the_filter_kept(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.lead)
    client.get(url("ledger", world.cast.round, query="kind=manifestation"))

    response = client.post(step(world, "start"), {"version": 1})

    assert response.status_code == 302
    assert response["Location"] == f"{url('ledger', world.cast.round)}?kind=manifestation#m-{world.measure.pk}"
    assert "第3-2-1条已启动，现在是“推进中”。" in text(client.get(response["Location"]))


def test_a_step_begun_on_the_measures_page_leads_back_there(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.lead).post(step(world, "start", query="from=measure"), {"version": 1})

    assert response["Location"] == url("measure", world.cast.round, world.measure.pk)


def test_the_small_form_asks_for_what_the_step_needs(world: World, sign_in: Any) -> None:
    changed(world.measure, status="in_progress", outcome="已做了一半")
    own = text(sign_in(world.cast.lead).get(step(world, "report"), headers=HTMX))
    office = text(sign_in(world.cast.clerk).get(step(world, "report")))

    assert 'name="outcome"' in own
    assert "已做了一半" in own
    assert 'name="proof"' in own
    assert 'name="reporter"' not in own
    assert own.count("<tbody") == 1
    assert 'name="reporter"' in office
    assert "<html" in office


def test_with_evidence_nobody_asks_why_there_is_none(world: World, sign_in: Any) -> None:
    changed(world.measure, status="in_progress")
    make.make_evidence(world.measure, world.cast.lead)
    client = sign_in(world.cast.lead)

    assert 'name="proof"' not in text(client.get(step(world, "report"), headers=HTMX))
    done = client.post(step(world, "report"), {"version": 2, "outcome": "已办结"}, headers=HTMX)

    assert (done.status_code, fresh(world.measure).status) == (200, "reported")


def test_evidence_comes_along_with_the_report(world: World, sign_in: Any, log: Log) -> None:
    changed(world.measure, status="in_progress")
    sent = {"version": 2, "outcome": "已办结", "files": [upload("纪要.pdf", PDF), upload("照片.png", PNG)]}

    response = sign_in(world.cast.lead).post(step(world, "report"), sent, headers=HTMX)

    assert (response.status_code, fresh(world.measure).status) == (200, "reported")
    assert log() == [("evidence.attach", "measures.evidence")] * 2 + [("measure.report", "measures.measure")]


def test_the_offices_evidence_names_who_reported(world: World, sign_in: Any) -> None:
    changed(world.measure, status="in_progress")
    reporter = world.cast.lead.person
    sent = {"version": 2, "outcome": "已办结", "files": [upload("纪要.pdf", PDF)], "reporter": reporter.pk}

    assert sign_in(world.cast.clerk).post(step(world, "report"), sent).status_code == 302

    evidence = world.measure.evidence.get()
    assert (evidence.uploaded_by, evidence.provided_by) == (world.cast.clerk, reporter)


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [(b"MZ\x90\x00" + b"\x00" * 99, 400, "的内容与文件名不符"), (PDF + b"\x00" * (51 * 1024 * 1024), 413, "超过50 MB")],
    ids=["executable", "51 MB"],
)
def test_bad_evidence_stops_the_report(content: bytes, status: int, said: str, world: World, sign_in: Any, log: Log) -> None:
    changed(world.measure, status="in_progress")
    sent = {"version": 2, "outcome": "写了半天", "files": [upload("纪要.pdf", content)]}

    response = sign_in(world.cast.lead).post(step(world, "report"), sent, headers=HTMX)

    assert (response.status_code, said in text(response), "写了半天" in text(response)) == (status, True, True)
    assert (fresh(world.measure).status, log()) == ("in_progress", [])


def test_the_office_reports_for_a_department(world: World, sign_in: Any) -> None:
    changed(world.measure, status="in_progress")
    sent = {"version": 2, "outcome": "已办结", "proof": "会议口头布置", "reporter": world.cast.lead.person.pk}

    assert sign_in(world.cast.clerk).post(step(world, "report"), sent).status_code == 302

    measure = fresh(world.measure)
    assert (measure.status, measure.outcome, measure.proof_note) == ("reported", "已办结", "会议口头布置")
    assert (measure.reported_by, measure.recorded_by) == (world.cast.lead.person, world.cast.clerk)


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_what_is_missing_is_said_beside_the_field_and_what_was_typed_stays(
    headers: Any, world: World, sign_in: Any, log: Log
) -> None:
    changed(world.measure, status="in_progress")

    response = sign_in(world.cast.lead).post(step(world, "report"), {"version": 2, "outcome": "写了半天"}, headers=headers)

    assert response.status_code == 400
    assert "请先上传佐证材料；确无材料的，请说明原因。" in text(response)
    assert "写了半天" in text(response)
    assert (fresh(world.measure).status, log()) == ("in_progress", [])


def test_too_long_a_text_is_refused(world: World, sign_in: Any, log: Log) -> None:
    changed(world.measure, status="in_progress")
    sent = {"version": 2, "outcome": "长" * 20_001, "proof": "无"}

    response = sign_in(world.cast.lead).post(step(world, "report"), sent, headers=HTMX)

    assert response.status_code == 400
    assert "内容过长，最多20000字，现在20001字。" in text(response)
    assert log() == []


@pytest.mark.parametrize("version", ["", "x", "99999999999999999999999"])
def test_a_version_that_is_none_is_refused(version: str, world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.lead).post(step(world, "start"), {"version": version})

    assert response.status_code in {400, 409}
    assert fresh(world.measure).status == "not_started"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_forged_step_is_refused(method: str, world: World, sign_in: Any, log: Log) -> None:
    response = getattr(sign_in(world.cast.clerk), method)(step(world, "finish"), {"version": 1})

    assert response.status_code == 400
    assert "没有这样的办理步骤。" in text(response)
    assert log() == []


def test_a_step_that_the_table_does_not_allow_is_refused(world: World, sign_in: Any, log: Log) -> None:
    client = sign_in(world.cast.clerk)

    asked, done = client.get(step(world, "verify")), client.post(step(world, "verify"), {"version": 1, "note": "同意"})
    in_place = client.get(step(world, "verify"), headers=HTMX)

    for response in (asked, done, in_place):
        assert response.status_code == 400
        assert "第3-2-1条当前为“尚未启动”，不能“核验通过”。" in text(response)
    assert text(in_place).count("<tbody") == 1
    assert (fresh(world.measure).status, log()) == ("not_started", [])


@pytest.mark.parametrize(("who", "status"), [("cooperating", 403), ("inspector", 403), ("outsider", 404), ("stranger", 404)])
def test_who_may_not_is_turned_away(who: str, status: int, world: World, sign_in: Any) -> None:
    client = sign_in(getattr(world.cast, who))

    assert [client.get(step(world, "start")).status_code, client.post(step(world, "start")).status_code] == [status, status]
    assert fresh(world.measure).status == "not_started"


def test_recusal_is_said_and_nothing_is_changed(world: World, sign_in: Any) -> None:
    changed(world.measure, status="reported", reported_by=world.cast.clerk.person)
    client = sign_in(world.cast.clerk)

    done = client.post(step(world, "verify"), {"version": 2, "note": "同意"}, headers=HTMX)

    assert done.status_code == 400
    assert "您是这条措施的报送人，须由他人核验。" in text(done)
    assert client.get(step(world, "verify")).status_code == 400
    assert fresh(world.measure).status == "reported"


def test_another_rounds_measure_is_not_found(world: World, sign_in: Any) -> None:
    address = url("measure_step", world.cast.round, world.elsewhere.pk, "start")

    assert sign_in(world.cast.clerk).post(address, {"version": 1}).status_code == 404


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_the_second_of_two_sees_what_happened_and_both_texts(headers: Any, world: World, sign_in: Any) -> None:
    measure = changed(world.measure, status="in_progress")
    transition(measure=measure, name="report", by=world.cast.lead, given={Need.OUTCOME: "先到的文字", Need.PROOF: "无"})
    transition(measure=measure, name="return", by=world.cast.clerk, given={Need.MISSING: "请补充会议记录"})
    sent = {"version": 2, "outcome": "后到的文字", "proof": "没有材料"}

    response = sign_in(world.cast.lead).post(step(world, "report"), sent, headers=headers)

    page = text(response)
    assert response.status_code == 409
    assert "您打开之后的改动" in page
    assert "请补充会议记录" in page
    assert "到的文字" in page
    assert "没有材料" in page
    assert 'name="version" value="4"' in page
    assert fresh(world.measure).outcome == "先到的文字"


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_files_of_a_step_that_met_a_conflict_are_kept_and_said_to_be(headers: Any, world: World, sign_in: Any) -> None:
    measure = changed(world.measure, status="in_progress")
    edit_public_text(measure=measure, by=world.cast.clerk, public_text="公开的话")
    client = sign_in(world.cast.lead)
    sent = {"version": 2, "outcome": "已办结", "files": [upload("纪要.pdf", PDF), upload("照片.png", PNG)]}

    page = text(client.post(step(world, "report"), sent, headers=headers))

    assert "您选择的2份材料已存入佐证材料，不必再次上传；报送完成情况还没有完成。" in page
    assert 'type="file"' not in page
    assert (measure.evidence.count(), fresh(measure).status) == (2, "in_progress")
    assert client.post(step(world, "report"), {"version": 3, "outcome": "已办结"}).status_code == 302
    assert (measure.evidence.count(), fresh(measure).status) == (2, "reported")


@pytest.mark.parametrize("headers", [HTMX, {}])
def test_files_of_a_step_that_was_refused_are_kept_and_said_to_be(headers: Any, world: World, sign_in: Any) -> None:
    changed(world.measure, status="reported")
    sent = {"version": 2, "outcome": "已办结", "files": [upload("纪要.pdf", PDF)]}

    response = sign_in(world.cast.lead).post(step(world, "report"), sent, headers=headers)

    assert response.status_code == 400
    assert "您选择的1份材料已存入佐证材料" in text(response)
    assert "已办结" in text(response)
    assert world.measure.evidence.count() == 1


def test_the_second_press_on_start_changes_nothing_and_says_why(world: World, sign_in: Any, log: Log) -> None:
    transition(measure=world.measure, name="start", by=world.cast.clerk)

    response = sign_in(world.cast.lead).post(step(world, "start"), {"version": 1}, headers=HTMX)

    assert response.status_code == 409
    assert "第3-2-1条当前为“推进中”，不能“启动”。" in text(response)
    assert "clerk的姓名" in text(response)
    assert log() == [("measure.start", "measures.measure")]


def test_after_a_conflict_ones_own_text_can_be_kept(world: World, sign_in: Any) -> None:
    measure = changed(world.measure, status="in_progress", outcome="别人的")
    client = sign_in(world.cast.lead)
    sent = {"version": measure.version, "outcome": "我的", "proof": "无", "take_outcome": "mine", "theirs_outcome": "别人的"}

    back = client.post(step(world, "report"), {**sent, "_merge": "1"}, headers=HTMX)
    assert (back.status_code, "我的" in text(back), fresh(measure).status) == (200, True, "in_progress")

    assert client.post(step(world, "report"), {**sent, "take_outcome": "theirs"}).status_code == 302
    assert fresh(measure).outcome == "别人的"
