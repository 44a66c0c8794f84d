"""Lines of the change log as the timeline shows them."""

from typing import Any

from measures.services.plan import assign_lead, edit_outcome
from measures.services.proof import attach
from measures.services.transitions import transition
from measures.timeline import action_words, timeline_rows
from measures.workflow import TRANSITIONS, Need
from rectify.history.models import Entry
from tests.conftest import World
from tests.measures.conftest import PDF, upload, url


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
