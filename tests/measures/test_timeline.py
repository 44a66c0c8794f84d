"""Lines of the change log as the timeline shows them."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from issues.models import Meeting
from measures.models import Extension, LookBack, RegisterFile, RegisterLink, RemarkFile
from measures.services.plan import assign_lead, edit_outcome
from measures.services.proof import attach
from measures.services.transitions import transition
from measures.timeline import action_words, timeline_rows
from measures.workflow import TRANSITIONS, Need
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.guards.test_tracked_writes import FILE
from tests.measures.conftest import PDF, changed, upload, url


def rows(world: World, here: Any = None) -> list[dict[str, Any]]:
    return timeline_rows(Entry.objects.exclude(action="test.prepare"), here)


def test_a_step_says_who_as_what_old_and_new_and_why(world: World) -> None:
    transition(measure=world.measure, name="withdraw", by=world.cast.clerk, given={Need.BASIS: "会议纪要第2号"})

    (row,) = rows(world, world.measure)

    assert (row["who"], row["post"], row["what"], row["reason"]) == (
        "clerk的姓名",
        "领导小组办公室经办人",
        "撤销",
        "会议纪要第2号",
    )
    assert {"label": "状态", "old": "尚未启动", "new": "已撤销"} in row["changes"]
    assert (row["ago"], row["url"]) == ("刚刚", "")


def test_elsewhere_a_line_names_its_record_and_leads_to_it(world: World) -> None:
    transition(measure=world.measure, name="start", by=world.cast.lead)

    (plain,), (on_issue,) = rows(world), rows(world, world.issue)

    assert plain["what"] == on_issue["what"] == "启动：第3-2-1条"
    assert plain["url"] == on_issue["url"] == url("measure", world.cast.round, world.measure.pk)


def test_what_hangs_on_the_record_is_named_on_its_page(world: World) -> None:
    attach(measure=world.measure, by=world.cast.lead, files=[upload("会议纪要.pdf", PDF)])

    (row,) = rows(world, world.measure)

    assert (row["what"], row["url"]) == ("上传佐证材料：会议纪要.pdf", "")
    # name, uploader and moment stand in the line already; where the file lies is nobody's business
    assert [change["label"] for change in row["changes"]] == ["大小（字节）", "SHA-256", "类型"]


def test_of_a_new_record_what_is_so_stands_alone(world: World) -> None:
    attach(measure=world.measure, by=world.cast.lead, files=[upload("会议纪要.pdf", PDF)])

    (row,) = rows(world, world.measure)

    assert row["changes"][0]["diff"] == [("same", str(len(PDF)))]


def test_a_new_lead_is_two_lines(world: World) -> None:
    assign_lead(measure=world.measure, by=world.cast.clerk, department=world.cast.outside_department, basis="会议纪要第3号")

    assert [row["what"] for row in rows(world, world.measure)] == [
        "调整部门分工：第3-2-1条 牵头：办公室",
        "调整部门分工：第3-2-1条 牵头：执法一支队",
    ]


def test_long_texts_are_shown_as_a_difference(world: World) -> None:
    long = "已修订制度三项，组织培训五次，覆盖全体执法人员，检查案卷一百二十件。"
    edit_outcome(measure=world.measure, by=world.cast.lead, outcome=long)
    edit_outcome(measure=world.measure, by=world.cast.lead, outcome=long.replace("三项", "四项"))

    second, first = rows(world, world.measure)

    assert [(part.kind, part.text) for part in second["changes"][0]["diff"] if part.kind != "same"] == [
        ("old", "三"),
        ("new", "四"),
    ]
    assert first["changes"] == [{"label": "落实情况", "old": "", "new": long}]


def test_every_apps_actions_have_their_words(world: World) -> None:
    words = action_words()

    assert words["measure.verify"] == "核验通过"
    assert words["department.edit"] == "修改部门"
    assert {f"measure.{name}" for name in TRANSITIONS} <= set(words)


def test_a_line_leads_to_the_page_of_its_record(world: World, django_assert_num_queries: Any) -> None:
    """The record's own page where it has one, else its part of the measure's or issue's page."""
    round, cast, now = world.cast.round, world.cast, timezone.now()
    kept = {**FILE, "uploaded_by": cast.clerk, "uploaded_at": now}
    scanned = {**kept, "path": "2" * 32}
    remarks = [make.make_remark(world.issue, cast.inspector) for _ in range(3)]
    remark = changed(remarks[2], measure=world.measure)
    item, other = (make.make_paper(round, cast.clerk) for _ in range(2))
    make._made(RegisterLink(item=item, issue=world.issue, measure=world.measure))
    made = {
        remark: url("remark", round, 3),
        make._made(RemarkFile(**{**kept, "path": "1" * 32}, remark=remark, attempt=1)): url("remark", round, 3),
        item: url("register_item", round, item.pk),
        make._made(RegisterFile(**scanned, item=other, part="received")): url("register_item", round, other.pk),
        item.links.get(): url("register_item", round, item.pk),
        make._made(
            Extension(
                measure=world.measure, due_before="2022-06-30", until="2022-09-30", reason="等待批复", asked_by=cast.lead,
                asked_on="2022-06-20",
            )
        ): f"{url('measure', round, world.measure.pk)}#extensions",
        make._made(LookBack(issue=world.issue, planned_on="2022-11-01")): f"{url('issue', round, world.issue.pk)}#closure",
        make.make_evidence(world.measure, cast.lead): f"{url('measure', round, world.measure.pk)}#evidence",
        make._made(Meeting(round=round, kind="promotion", held_on=round.feedback_on, title="推动")): reverse(
            "issues:meetings", args=[round.pk]
        ),
        world.measure: url("measure", round, world.measure.pk),
        world.issue: url("issue", round, world.issue.pk),
    }  # fmt: skip
    lines = {record: Entry.objects.for_record(record).latest("pk") for record in made}
    with django_assert_num_queries(4):  # one for each kind of record that goes by another number
        found = timeline_rows(lines.values())
    assert [row["url"] for row in found] == list(made.values())

    home = {record: row["url"] for record, row in zip(lines, timeline_rows(lines.values(), item), strict=True)}
    assert (home[item], home[item.links.get()], home[remark]) == ("", "", url("remark", round, 3))
    there = dict(zip(lines, (row["url"] for row in timeline_rows(lines.values(), world.measure)), strict=True))
    assert [bool(there[record]) for record in made] == [*[True] * 5, False, True, False, True, False, True]


def test_a_line_of_no_round_leads_nowhere(world: World) -> None:
    department = make.make_department("新部门")
    assert [row["url"] for row in timeline_rows(Entry.objects.for_record(department))] == [""]
