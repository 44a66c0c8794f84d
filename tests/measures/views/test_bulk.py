"""Many rows at once: each with its own answer, through the same doors; what is forged is answered and changes nothing."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from measures.models import Measure
from measures.services.plan import edit_outcome
from tests.conftest import World
from tests.measures.conftest import changed, fresh, url

Log = Callable[[], list[tuple[str, str]]]


def text(response: Any) -> str:
    return str(response.content.decode())


def post(world: World, client: Any, name: str, *measures: Any, **values: Any) -> Any:
    picked = [measure.pk if isinstance(measure, Measure) else measure for measure in measures]
    return client.post(url("bulk", world.cast.round, name), {"measure": picked, **values})


def answers(client: Any) -> list[tuple[str, bool, str]]:
    """Return the kept answers: label, whether done, sentence."""
    (kept,) = [value for key, value in client.session.items() if key.startswith("bulk:")]
    return [(label, done, sentence) for label, _, done, sentence in kept["answers"]]


def test_each_row_gets_its_own_answer(world: World, sign_in: Any, log: Log) -> None:
    changed(world.second, status="in_progress")
    client = sign_in(world.cast.clerk)

    response = post(world, client, "start", world.measure, world.second, world.elsewhere, "forged", "999999")

    assert (response.status_code, response["Location"]) == (302, url("bulk_result", world.cast.round))
    assert answers(client) == [
        ("第3-2-1条", True, "已启动。"),
        ("第3-2-2条", False, "第3-2-2条当前为“推进中”，不能“启动”。"),
        (f"编号“{world.elsewhere.pk}”", False, "没有找到这条措施，未作改动。"),
        ("编号“forged”", False, "没有找到这条措施，未作改动。"),
        ("编号“999999”", False, "没有找到这条措施，未作改动。"),
    ]
    assert log() == [("measure.start", "measures.measure")]
    assert fresh(world.elsewhere).status == "not_started"
    page = text(client.get(url("bulk_result", world.cast.round)))
    assert "办成1条，未办成4条。" in page


def test_a_department_starts_its_own_alone(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.cooperating)

    post(world, client, "start", world.measure, world.second, world.of_follow_on)

    assert answers(client) == [
        ("第3-2-1条", False, "您没有办理这条措施的权限，未作改动。"),
        ("第3-2-①-1条", True, "已启动。"),
        (f"编号“{world.second.pk}”", False, "没有找到这条措施，未作改动。"),
    ]


def test_a_row_that_has_moved_on_is_left_as_it_is(world: World, sign_in: Any) -> None:
    edit_outcome(measure=world.measure, by=world.cast.lead, outcome="刚写的")
    client = sign_in(world.cast.clerk)

    post(world, client, "start", f"{world.measure.pk}:1", f"{world.second.pk}:1")

    assert answers(client) == [
        ("第3-2-1条", False, "这条记录在您打开之后已被他人修改，请核对后再提交。"),
        ("第3-2-2条", True, "已启动。"),
    ]
    assert fresh(world.measure).status == "not_started"


def test_the_lead_department_changes_with_its_basis(world: World, sign_in: Any, log: Log) -> None:
    client, outside = sign_in(world.cast.clerk), world.cast.outside_department
    asked = client.get(url("bulk", world.cast.round, "lead"), {"measure": [f"{world.measure.pk}:1", world.second.pk]})
    assert "改进监管模式" in text(asked)
    assert f'name="measure" value="{world.measure.pk}:1"' in text(asked)

    without = post(world, client, "lead", world.measure, world.second, department=outside.pk)
    assert (without.status_code, "请填写变更依据。" in text(without), log()) == (400, True, [])

    post(world, client, "lead", world.measure, world.second, department=outside.pk, basis="会议纪要第3号")
    said = f"牵头部门已调整为{outside}。"
    assert answers(client) == [("第3-2-1条", True, said), ("第3-2-2条", True, said)]
    assert [fresh(measure).lead for measure in (world.measure, world.second)] == [outside, outside]


def test_the_due_date_changes_and_the_original_stays(world: World, sign_in: Any) -> None:
    changed(world.second, status="done")
    client = sign_in(world.cast.clerk)

    post(world, client, "due", world.measure, world.second, due_on="2022-07-31", basis="会议纪要第3号")

    assert answers(client) == [
        ("第3-2-1条", True, "完成时限已调整为2022年7月31日。"),
        ("第3-2-2条", False, "第3-2-2条已完成，不能再调整时限和分工。"),
    ]
    measure = fresh(world.measure)
    assert (measure.due_on, measure.original_due_on) == (datetime.date(2022, 7, 31), datetime.date(2022, 6, 30))
    assert fresh(world.second).due_on == datetime.date(2022, 6, 30)


def test_none_and_too_many_are_refused(world: World, sign_in: Any, log: Log) -> None:
    client = sign_in(world.cast.clerk)

    none, many = post(world, client, "start"), post(world, client, "start", *range(1, 202))

    assert (none.status_code, "请先勾选要办理的措施。" in text(none)) == (400, True)
    assert (many.status_code, "一次最多办理200条，请分几次办理。" in text(many)) == (400, True)
    assert log() == []


@pytest.mark.parametrize("name", ["report", "verify", "done", "withdraw"])
def test_completion_is_not_offered_in_bulk(name: str, world: World, sign_in: Any, log: Log) -> None:
    assert post(world, sign_in(world.cast.clerk), name, world.measure).status_code == 404
    assert log() == []


def test_starting_is_no_question(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.clerk).get(url("bulk", world.cast.round, "start"), {"measure": world.measure.pk})

    assert response.status_code == 400
    assert fresh(world.measure).status == "not_started"


@pytest.mark.parametrize(
    ("who", "start", "lead"), [("lead", 302, 403), ("inspector", 403, 403), ("head", 403, 403), ("stranger", 404, 404)]
)
def test_who_may_and_who_may_not(who: str, start: int, lead: int, world: World, sign_in: Any) -> None:
    client = sign_in(getattr(world.cast, who))

    assert [post(world, client, name, world.measure).status_code for name in ("start", "lead")] == [start, lead]


def test_without_a_bulk_the_result_page_is_empty(world: World, sign_in: Any) -> None:
    assert "还没有批量办理过。" in text(sign_in(world.cast.clerk).get(url("bulk_result", world.cast.round)))
