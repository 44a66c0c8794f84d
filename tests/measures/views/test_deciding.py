"""The list of one meeting: what stands on it, who decides, and that each matter is decided on its own."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from issues.models import Issue, Meeting
from measures.changes import changes_after
from measures.closure.recusal import consultation_of
from measures.closure.services.opinions import give_opinion
from measures.closure.services.steps import take
from measures.services.conclusions import decline
from rectify.history.models import Entry
from tests import factories as make
from tests.conftest import World
from tests.measures.conftest import changed

HELD = datetime.date(2022, 4, 20)


@pytest.fixture
def meeting(world: World) -> Meeting:
    return make._made(Meeting(round=world.cast.round, kind="group", held_on=HELD, title="审定结论", minutes_number="第3号"))


@pytest.fixture
def proposed(world: World) -> list[Issue]:
    """Let three issues wait, one of them proposed by a man who is also of the leading group."""
    cast, on = world.cast, HELD
    return [
        changed(issue, proposed="phased", proposed_reason=f"理由{n}", proposed_by=by, proposed_on=on)
        for n, (issue, by) in enumerate(
            [(world.issue, cast.director), (world.follow_on, cast.clerk), (world.deep_task, cast.two_posts)]
        )
    ]


def _address(world: World, name: str = "deciding") -> str:
    return reverse(f"measures:{name}", args=[world.cast.round.pk])


def _posted(meeting: Meeting, *words: tuple[Issue, str, str]) -> dict[str, object]:
    data: dict[str, object] = {"meeting": meeting.pk}
    for issue, word, note in words:
        data |= {
            f"conclusion-{issue.pk}-{key}": value for key, value in (("word", word), ("note", note), ("version", issue.version))
        }
    return data


def test_each_matter_is_decided_on_its_own(world: World, meeting: Meeting, proposed: list[Issue], client: Client) -> None:
    first, second, third = proposed
    before = Entry.objects.count()
    client.force_login(world.cast.head)

    answer = client.post(
        _address(world), _posted(meeting, (first, "agree", ""), (second, "disagree", "佐证不足"), (third, "", "")), follow=True
    )

    first, second, third = (Issue.objects.get(pk=issue.pk) for issue in proposed)
    assert (first.conclusion, first.concluded_in, first.concluded_by) == ("phased", meeting, world.cast.head)
    assert first.conclusion_note == "经2022年4月20日领导小组会议审议同意。"
    assert (second.conclusion, second.proposed, second.proposed_reason) == ("undetermined", "", "")
    assert (third.conclusion, third.proposed) == ("undetermined", "phased")
    entries = Entry.objects.order_by("id")[before:]
    assert [(e.action, e.record, e.reason) for e in entries] == [
        ("issue.approve", first.pk, "经2022年4月20日领导小组会议审议同意。"),
        ("issue.decline", second.pk, "2022年4月20日领导小组会议：佐证不足"),
    ]
    page = answer.content.decode()
    assert "已记录2项，未能记录0项" in page
    assert "已审定为“阶段性完成”。" in page


def test_one_that_fails_does_not_take_the_others_along(
    world: World, meeting: Meeting, proposed: list[Issue], client: Client
) -> None:
    first, second, _ = proposed
    data = _posted(meeting, (first, "agree", ""), (second, "agree", "同意。"))
    changed(first, hard=True)  # changed by another while the list was open
    client.force_login(world.cast.head)

    answer = client.post(_address(world), data, follow=True)

    assert [issue.conclusion for issue in Issue.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")] == [
        "undetermined",
        "phased",
    ]
    assert "已记录1项，未能记录1项" in answer.content.decode()


def test_what_another_decided_meanwhile_is_answered_for(
    world: World, meeting: Meeting, proposed: list[Issue], client: Client
) -> None:
    """Nobody is told “decide at least one” who did: the matter has left the list since it was opened."""
    first = proposed[0]
    data = _posted(meeting, (first, "agree", ""))
    decline(issue=first, by=world.cast.head, reason="材料不足")
    client.force_login(world.cast.leader)

    answer = client.post(_address(world), data, follow=True).content.decode()

    assert "已记录0项，未能记录1项" in answer
    assert "打开清单之后，已由他人决定或撤回，这次未作决定。" in answer
    assert first.title in answer


def test_recusal_takes_the_choice_away(world: World, meeting: Meeting, proposed: list[Issue], client: Client) -> None:
    third = proposed[2]
    client.force_login(world.cast.two_posts)

    shown = client.get(_address(world)).content.decode()
    answer = client.post(_address(world), _posted(meeting, (third, "agree", "")))

    assert "回避：结论由您拟定，须由他人审定。" in shown
    assert f"conclusion-{third.pk}-word" not in shown
    assert answer.status_code == 400
    assert Issue.objects.get(pk=third.pk).conclusion == "undetermined"


def test_what_is_missing_is_said_and_what_was_typed_stays(
    world: World, meeting: Meeting, proposed: list[Issue], client: Client
) -> None:
    first = proposed[0]
    client.force_login(world.cast.head)

    without_reason = client.post(_address(world), _posted(meeting, (first, "disagree", " ")))
    without_meeting = client.post(_address(world), {**_posted(meeting, (first, "agree", "写好的意见")), "meeting": ""})
    nothing = client.post(_address(world), _posted(meeting))

    assert [answer.status_code for answer in (without_reason, without_meeting, nothing)] == [400, 400, 400]
    assert "不同意的，请写明原因。" in without_reason.content.decode()
    assert "请选择议定的会议。" in without_meeting.content.decode()
    assert "写好的意见" in without_meeting.content.decode()
    assert "请至少对一个事项作出决定。" in nothing.content.decode()
    assert Issue.objects.get(pk=first.pk).conclusion == "undetermined"


def test_a_meeting_of_another_round_or_withdrawn_or_to_come_is_none(
    world: World, meeting: Meeting, proposed: list[Issue], client: Client
) -> None:
    far = make._made(Meeting(round=world.cast.other_round, kind="group", held_on=HELD, title="另一轮"))
    gone = make._made(Meeting(round=world.cast.round, kind="group", held_on=HELD, title="误录", withdrawn=True))
    coming = make._made(Meeting(round=world.cast.round, kind="group", held_on=datetime.date(2099, 1, 1), title="以后"))
    client.force_login(world.cast.head)

    answers = [client.post(_address(world), _posted(m, (proposed[0], "agree", ""))).status_code for m in (far, gone, coming)]

    assert answers == [400, 400, 400]
    assert Issue.objects.get(pk=proposed[0].pk).conclusion == "undetermined"


def test_the_office_reads_the_list_and_decides_nothing(
    world: World, meeting: Meeting, proposed: list[Issue], client: Client
) -> None:
    client.force_login(world.cast.director)

    shown = client.get(_address(world))
    answer = client.post(_address(world), _posted(meeting, (proposed[0], "agree", "")))

    assert shown.status_code == 200
    assert 'name="meeting"' not in shown.content.decode()
    assert answer.status_code == 403


@pytest.mark.parametrize("n", [1, 3])
def test_its_queries(world: World, proposed: list[Issue], client: Client, django_assert_num_queries: object, n: int) -> None:
    for issue in proposed[n:]:
        changed(Issue.objects.get(pk=issue.pk), proposed="")
    client.force_login(world.cast.head)

    with django_assert_num_queries(11):  # type: ignore[operator]
        client.get(_address(world))


class TestClosures:
    """Closures that are asked for stand on the same list."""

    @pytest.fixture
    def asked(self, world: World) -> Issue:
        """Let the closure of the issue wait, answered by the inspection team without objection."""
        for measure in (world.measure, world.second):
            changed(measure, status="done")
        completed = changed(world.issue, conclusion="completed", proposed="completed")
        issue = take(issue=completed, name="request", by=world.cast.director, given={"note": "已全部完成"})
        consultation = consultation_of(issue)
        assert consultation is not None
        give_opinion(consultation=consultation, by=world.cast.inspector, opinion="no_objection")
        return issue

    def _data(self, meeting: Meeting, issue: Issue, word: str, note: str = "") -> dict[str, object]:
        key = f"closure-{issue.pk}"
        return {"meeting": meeting.pk, f"{key}-word": word, f"{key}-note": note, f"{key}-version": issue.version}

    @pytest.mark.parametrize(
        ("word", "note", "closure", "said"),
        [
            ("agree", "", "closed", "经2022年4月20日领导小组会议审议同意。"),
            ("disagree", "再看一季度", "open", "2022年4月20日领导小组会议：再看一季度"),
        ],
    )
    def test_it_is_closed_or_put_off(
        self, world: World, meeting: Meeting, asked: Issue, client: Client, word: str, note: str, closure: str, said: str
    ) -> None:
        client.force_login(world.cast.head)

        answer = client.post(_address(world), self._data(meeting, asked, word, note), follow=True)

        issue = Issue.objects.get(pk=asked.pk)
        assert (issue.closure, issue.closure_note) == (closure, said)
        assert "已记录1项，未能记录0项" in answer.content.decode()

    def test_what_changed_since_the_list_was_shown_was_not_approved(
        self, world: World, meeting: Meeting, asked: Issue, client: Client
    ) -> None:
        client.force_login(world.cast.head)
        shown = client.get(_address(world)).content.decode()
        seen = shown.split(f'name="closure-{asked.pk}-seen" value="')[1].split('"')[0]
        changed(world.measure, plan="另一个方案")
        data = self._data(meeting, asked, "agree") | {f"closure-{asked.pk}-seen": seen}
        client.post(_address(world), data)

        issue = Issue.objects.get(pk=asked.pk)
        assert (issue.closure, issue.closed_after) == ("closed", int(seen))
        assert list(changes_after([issue])) == [issue.pk]

    def test_what_stands_against_it_takes_agreeing_away(
        self, world: World, meeting: Meeting, asked: Issue, client: Client
    ) -> None:
        consultation = consultation_of(asked)
        assert consultation is not None
        give_opinion(consultation=consultation, by=world.cast.inspector, opinion="defer", text="佐证不足")
        client.force_login(world.cast.head)

        shown = client.get(_address(world)).content.decode()
        answer = client.post(_address(world), self._data(meeting, asked, "agree"))

        assert "须先提请领导小组研究。" in shown
        assert [f'name="closure-{asked.pk}-word" value="{word}"' in shown for word in ("later", "agree", "disagree")] == [
            True,
            False,
            True,
        ]
        assert answer.status_code == 400
        assert Issue.objects.get(pk=asked.pk).closure == "requested"
        put_off = client.post(_address(world), self._data(meeting, asked, "disagree", "补正案卷后再报"), follow=True)
        assert "已记录1项，未能记录0项" in put_off.content.decode()
        assert Issue.objects.get(pk=asked.pk).closure == "open"
