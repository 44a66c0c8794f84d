"""The register: what the office enters, every step by the table, who sees what, the summary and its table."""

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from rectify.errors import Refused
from rectify.history.models import Entry
from reports.feedback.models import Feedback, FeedbackWindow
from reports.feedback.register import plain_cell
from reports.feedback.services import register, take_step
from reports.feedback.workflow import ACCUSED, ORDINARY, STEPS, State
from tests import factories as make
from tests.conftest import World
from tests.reports.feedback.conftest import SECRET, letter, marked, stepped
from tests.reports.reading import fresh, text_of

pytestmark = pytest.mark.usefixtures("on_20_june")

# state × step, written by hand: who may take it (o office, i inspection team) and to which state
TABLE = """
           answer     route     decline     reopen      mark           take     send_back
received   o:answered o:routed  o:declined  -           o:accusation   -        -
routed     o:answered o:routed  o:declined  -           o:accusation   -        -
answered   -          -         -           o:received  o:accusation   -        -
declined   -          -         -           o:received  o:accusation   -        -
accusation -          -         -           -           -              i:taken  i:received
taken      -          -         -           -           -              -        i:received
"""


def url(name: str, world: World, *args: str) -> str:
    return reverse(f"reports:{name}", args=[world.cast.round.pk, *args])


def test_the_steps_are_the_tables() -> None:
    head, *rows = [line.split() for line in TABLE.strip().splitlines()]
    who = {"handle_feedback": "o", "read_accusations": "i"}
    found = {
        state.value: [f"{who[step.action]}:{step.target}" if state in step.sources else "-" for step in STEPS.values()]
        for state in State
    }

    assert list(STEPS) == head
    assert found == {row[0]: row[1:] for row in rows}
    assert set(ORDINARY) | set(ACCUSED) == set(State)
    assert not set(ORDINARY) & set(ACCUSED)


def test_a_piece_goes_its_way(world: World) -> None:
    piece, clerk = letter(world), world.cast.clerk
    assert (piece.state, piece.channel) == (State.RECEIVED, "letter")
    piece = stepped(piece, "route", clerk, department=world.cast.lead_department, route_note=" 五日内反馈 ")
    assert (piece.state, piece.department, piece.route_note) == (State.ROUTED, world.cast.lead_department, "五日内反馈")
    piece = stepped(piece, "answer", clerk, reply="已延长", reply_way="call")
    assert (piece.state, piece.reply, piece.reply_way, piece.replied_on) == (
        State.ANSWERED,
        "已延长",
        "call",
        dt.date(2022, 6, 20),
    )
    piece = stepped(piece, "reopen", clerk, reason="来电补充")
    piece = stepped(piece, "decline", clerk, reason="不属于受理范围")
    assert (piece.state, piece.reason, piece.version) == (State.DECLINED, "不属于受理范围", 5)
    assert [row.reason for row in Feedback.history.order_by("history_id")] == ["", "", "", "来电补充", "不属于受理范围"]


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("route", {}, "请选择转办部门"),
        ("answer", {"reply_way": "call"}, "请填写答复内容"),
        ("answer", {"reply": "好"}, "请选择答复方式"),
        ("answer", {"reply": "好", "reply_way": "pigeon"}, "答复方式"),
        ("decline", {"reason": "　 "}, "请填写说明"),
        ("reopen", {"reason": "再办"}, "当前为“新收到”，不能“重新办理”"),
        ("nothing", {}, "没有这样的办理步骤"),
    ],
)
def test_what_a_step_needs(world: World, name: str, given: dict[str, Any], said: str) -> None:
    piece, entries = letter(world), Entry.objects.count()
    with pytest.raises(Refused, match=said):
        stepped(piece, name, world.cast.clerk, **given)
    assert (Feedback.objects.get().version, Entry.objects.count()) == (1, entries)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"channel": "web"}, "请选择来件渠道"),
        ({"received_on": dt.date(2022, 6, 21)}, "收到日期不能晚于今天"),
        ({"message": "  "}, "请填写意见建议的内容"),
        ({"message": "长" * 3001}, "最多3000字"),
        ({"message": "有\x00"}, "含有无法保存的字符"),
    ],
)
def test_what_cannot_be_entered(world: World, values: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused, match=said):
        letter(world, **{"message": "建议", **values})
    assert Feedback.objects.count() == 0


def test_the_database_holds_the_states_too(world: World) -> None:
    for values in ({"state": "routed"}, {"state": "answered"}, {"state": "x"}, {"channel": "x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            make._made(
                Feedback(**{"round": world.cast.round, "channel": "call", "received_on": "2022-06-01", "message": "m", **values})
            )


@pytest.mark.parametrize("who", ["head", "lead", "inspector", "supervisor", "admin", "stranger"])
def test_others_enter_nothing_and_take_no_step(world: World, who: str) -> None:
    piece, user = letter(world), fresh(getattr(world.cast, who))
    with pytest.raises(PermissionDenied):
        register(round=world.cast.round, by=user, channel="call", received_on=dt.date(2022, 6, 1), message="来电")
    with pytest.raises(PermissionDenied):
        take_step(feedback=piece, name="mark", by=user, version=1)
    assert Feedback.objects.get().state == State.RECEIVED


def test_the_list_filters_by_state_and_channel(world: World, window: FeedbackWindow, sign_in: Any) -> None:
    letter(world, "来信一")
    stepped(letter(world, "来电一", channel="call"), "decline", world.cast.clerk, reason="重复")
    client = sign_in(world.cast.leader)
    pages = {
        query: text_of(client.get(url("feedback", world) + query))
        for query in ("", "?state=declined", "?channel=letter", "?state=accusation")
    }

    assert {query: [word in said for word in ("来信一", "来电一")] for query, said in pages.items()} == {
        "": [True, True],
        "?state=declined": [False, True],
        "?channel=letter": [True, False],
        "?state=accusation": [True, True],  # no choice of this page: narrows nothing
    }
    assert "新收到 1 已转办 0 已答复 0 不予办理 1 截至2022年6月20日" in pages["?state=declined"]
    assert "登记意见建议" not in pages[""]


@pytest.mark.parametrize(("name", "queries"), [("clerk", 10), ("leader", 10)])
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_with_one_row_as_with_three(
    world: World, window: FeedbackWindow, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int, rows: int
) -> None:
    for n in range(rows):
        stepped(letter(world, f"第{n}件"), "route", world.cast.clerk, department=make.make_department())
    client = sign_in(getattr(world.cast, name))
    with django_assert_num_queries(queries):
        assert client.get(url("feedback", world)).content.decode().count("的") > 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_accusations_and_the_summary_take_as_many_queries(
    world: World, window: FeedbackWindow, sign_in: Any, django_assert_num_queries: Any, rows: int
) -> None:
    for _ in range(rows):
        marked(world)
        stepped(letter(world), "route", world.cast.clerk, department=make.make_department())
    client = sign_in(world.cast.inspector)
    with django_assert_num_queries(8):
        client.get(url("feedback_accusations", world))
    client = sign_in(world.cast.leader)
    with django_assert_num_queries(8):
        client.get(url("feedback_summary", world))


def test_a_step_on_its_page(world: World, sign_in: Any) -> None:
    piece, client = letter(world), sign_in(world.cast.clerk)
    page = url("feedback_step", world, piece.receipt, "answer")
    shown = client.get(page)
    wrong = client.post(page, {"version": 1, "reply": "写好的答复", "reply_way": ""})
    done = client.post(page, {"version": 1, "reply": "已采纳", "reply_way": "letter"}, follow=True)

    assert "建议改进窗口服务" in text_of(shown)
    assert (wrong.status_code, "写好的答复" in wrong.content.decode()) == (400, True)
    said = text_of(done)
    assert "已答复" in said
    assert "答复 2022年6月20日，书面 已采纳" in said
    assert "clerk的姓名 （领导小组办公室经办人） 答复" in said


def test_two_at_once(world: World, sign_in: Any) -> None:
    piece, client = letter(world), sign_in(world.cast.clerk)
    stepped(piece, "route", world.cast.director, department=world.cast.lead_department)
    response = client.post(url("feedback_step", world, piece.receipt, "decline"), {"version": 1, "reason": "打了字的理由"})

    assert (response.status_code, Feedback.objects.get().state) == (409, State.ROUTED)
    assert "打了字的理由" in response.content.decode()


def test_the_summary_counts_the_window_and_says_what_was_done(world: World, window: FeedbackWindow, sign_in: Any) -> None:
    clerk = world.cast.clerk
    stepped(letter(world, "一"), "route", clerk, department=world.cast.lead_department, route_note="五日内反馈")
    stepped(letter(world, "二", channel="call"), "answer", clerk, reply="已办", reply_way="call")
    stepped(letter(world, "三", sender="李四", contact="139"), "decline", clerk, reason="重复来件")
    letter(world, "四")
    letter(world, "受理期之前的", received_on=dt.date(2022, 6, 12))
    marked(world)
    said = text_of(sign_in(world.cast.head).get(url("feedback_summary", world)))

    assert "2022年6月13日至2022年6月30日受理的意见建议，截至2022年6月20日共4件。受理期外收到的1件不计入。" in said
    assert "新收到 1 已转办 1 已答复 1 不予办理 1 按渠道 截至2022年6月20日 网上 0 来电 1 来信 3 电子邮件 0 来访 0" in said
    assert "二 已答复 2022年6月20日电话：已办" in said
    assert "一 已转办 转执法一支队办理：五日内反馈" in said
    assert "三 不予办理 不予办理：重复来件" in said
    assert [word in said for word in ("受理期之前的", "李四", "139", SECRET)] == [False] * 4


def test_the_table_for_a_spreadsheet(world: World, window: FeedbackWindow, sign_in: Any) -> None:
    letter(world, '=HYPERLINK("http://x","点我"),\n第二行')
    marked(world)
    response = sign_in(world.cast.clerk).get(url("feedback_csv", world))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))

    assert response["Content-Disposition"] == 'attachment; filename="feedback-2022-06-20.csv"'
    assert rows == [
        ["收到日期", "渠道", "内容", "状态", "办理情况"],
        ["2022-06-15", "来信", '\'=HYPERLINK("http://x","点我"),\n第二行', "新收到", "尚未办理"],
    ]


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "\n=1", "　=1", "＝1", "＋1"])
def test_what_a_spreadsheet_would_take_for_a_formula(text: str) -> None:
    assert plain_cell(text) == f"'{text}"


def test_ordinary_cells_stay_as_they_are() -> None:
    assert [plain_cell(text) for text in ("建议", "1-2", "", "a=1")] == ["建议", "1-2", "", "a=1"]


def test_the_window_is_set_once_and_changed_with_its_version(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("feedback_window", world)
    days = {"opens_on": "2022-06-13", "closes_on": "2022-06-30"}
    values = {**days, "answered_by": "整改办", "organ": "纪检监察组", "organ_phone": "12388"}
    wrong = client.post(address, {**values, "closes_on": "2022-06-01"})
    nowhere = client.post(address, {**values, "organ_phone": ""})
    assert (wrong.status_code, nowhere.status_code, FeedbackWindow.objects.count()) == (400, 400, 0)
    assert "截止日期不能早于开始日期。" in text_of(wrong)
    assert "举报电话、地址和其他方式至少填写一项。" in text_of(nowhere)
    assert client.post(address, values).status_code == 302
    assert client.post(address, {**values, "version": 1, "organ_phone": "12388转1"}).status_code == 302
    assert client.post(address, {**values, "version": 1, "organ_phone": "12388转2"}).status_code == 409
    assert FeedbackWindow.objects.get().organ_phone == "12388转1"


def test_a_form_names_what_is_to_be_chosen(world: World, sign_in: Any) -> None:
    """Not that some field is required: what is missing, in its own words."""
    client, piece = sign_in(world.cast.clerk), letter(world)
    answered = client.post(url("feedback_step", world, piece.receipt, "answer"), {"version": "1", "reply": "已办"})
    entered = client.post(url("feedback_new", world), {"received_on": "2022-06-15", "message": "来电"})

    assert (answered.status_code, entered.status_code) == (400, 400)
    assert "答复方式：请选择答复方式。" in text_of(answered)
    assert "渠道：请选择渠道。" in text_of(entered)
