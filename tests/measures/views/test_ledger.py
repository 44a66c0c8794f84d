"""The ledger's page: the filter in the address and in memory, its weight, its queries."""

import datetime
import gzip
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from issues.models import Issue
from measures.services.transitions import transition
from tests import factories as make
from tests.conftest import Cast, World
from tests.measures.conftest import changed, url

LIMIT = 150_000


def text(response: Any) -> str:
    return str(response.content.decode())


def test_the_page_shows_each_measure_with_its_next_step(world: World, sign_in: Any) -> None:
    page = text(sign_in(world.cast.lead).get(url("ledger", world.cast.round)))

    assert page.count('<tbody class="measure"') == 2
    assert "改进监管模式" in page
    assert "开展案卷阅评" not in page
    assert "另一轮的措施" not in page
    assert page.count("启动</button>") == 2 + 1  # one a row, one of the bulk
    assert "共<b>2</b>条" in page


def test_who_may_only_look_gets_no_steps(world: World, sign_in: Any) -> None:
    page = text(sign_in(world.cast.inspector).get(url("ledger", world.cast.round)))

    assert page.count('<tbody class="measure"') == 4
    assert 'class="step"' not in page
    assert 'id="bulk"' not in page
    assert "data-pick-all" not in page


def test_an_outsider_of_the_round_finds_nothing(world: World, sign_in: Any) -> None:
    for who in (world.cast.stranger, world.cast.admin):
        assert sign_in(who).get(url("ledger", world.cast.round)).status_code == 404


def test_the_filter_is_remembered_and_cleared(world: World, sign_in: Any) -> None:
    client, plain = sign_in(world.cast.clerk), url("ledger", world.cast.round)
    changed(world.second, status="done")

    narrowed = client.get(plain, {"status": "done", "kind": "", "q": ""})
    assert (narrowed.status_code, narrowed["Location"]) == (302, f"{plain}?status=done")
    page = text(client.get(f"{plain}?status=done"))
    assert "共<b>4</b>条，显示<b>1</b>条" in page
    assert 'aria-label="取消筛选 状态：已完成"' in page

    again = client.get(plain)
    assert (again.status_code, again["Location"]) == (302, f"{plain}?status=done")

    cleared = client.get(f"{plain}?all=1")
    assert (cleared.status_code, cleared["Location"]) == (302, plain)
    assert "共<b>4</b>条：" in text(client.get(plain))


def test_each_round_remembers_its_own_filter(world: World, sign_in: Any) -> None:
    make.make_membership(world.cast.stranger, world.cast.round, world.cast.clerk.posts[0].role_enum)
    client = sign_in(world.cast.stranger)
    client.get(url("ledger", world.cast.round, query="status=done"))

    assert client.get(url("ledger", world.cast.other_round)).status_code == 200
    assert client.get(url("ledger", world.cast.round)).status_code == 302


def test_a_filter_that_cannot_be_read_is_left_out_and_said(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.clerk)

    page = text(client.get(url("ledger", world.cast.round, query="status=nonsense&kind=follow_on"), follow=True))

    assert "筛选条件“状态”无法识别，已略去。" in page
    assert page.count('<tbody class="measure"') == 1


def test_nothing_found_says_so_and_how_to_go_on(world: World, sign_in: Any) -> None:
    page = text(sign_in(world.cast.clerk).get(url("ledger", world.cast.round, query="status=reported")))

    assert "没有符合条件的措施。" in page
    assert "清除筛选" in page


def test_an_empty_ledger_says_what_to_do_first(cast: Cast, sign_in: Any) -> None:
    assert "台账还没有内容。" in text(sign_in(cast.clerk).get(url("ledger", cast.round)))


def test_what_people_typed_is_shown_as_text(world: World, sign_in: Any) -> None:
    changed(world.measure, plan="<script>alert(1)</script>")

    page = text(sign_in(world.cast.clerk).get(url("ledger", world.cast.round)))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_count_line_is_asked_for_alone(world: World, sign_in: Any) -> None:
    response = sign_in(world.cast.clerk).get(
        url("ledger", world.cast.round), headers={"HX-Request": "true", "HX-Target": "tally"}
    )

    assert text(response).lstrip().startswith('<p id="tally"')
    assert "<tbody" not in text(response)


def test_a_row_is_given_alone_to_htmx_and_in_the_ledger_without(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("measure_row", world.cast.round, world.measure.pk)

    plain, row = client.get(address), client.get(address, headers={"HX-Request": "true"})

    assert (plain.status_code, plain["Location"]) == (302, f"{url('ledger', world.cast.round)}#m-{world.measure.pk}")
    assert text(row).count("<tbody") == 1
    assert "<html" not in text(row)


def counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_the_queries_are_ten_and_do_not_grow(world: World, sign_in: Any) -> None:
    client, address = sign_in(world.cast.clerk), url("ledger", world.cast.round)
    few = counted(client, address)
    demonstration(world)
    transition(measure=world.measure, name="start", by=world.cast.clerk)

    assert (few, counted(client, address)) == (10, 10)


def demonstration(world: World) -> int:
    """Fill the world's round up to 130 measures with texts as long as the demonstration's; return how many there are then."""
    cast, made = world.cast, 4
    statuses = ["not_started", "in_progress", "reported", "done"]
    for problem in range(4, 18):
        headline = make.make_key_problem(cast.round, problem, title=f"关于“落实全面从严治党主体责任不到位{problem}”的问题")
        for number in range(1, 4):
            issue: Issue = make.make_issue(
                headline, number, title=f"责任落实不够有力，第{problem}项第{number}个问题表现，研究部署不深入"
            )
            for measure in range(1, 4):
                made += 1
                make.make_measure(
                    issue,
                    measure,
                    lead=cast.lead_department,
                    cooperating=(cast.cooperating_department,),
                    plan=f"第{made}条：修订有关制度，明确牵头部门和完成时限，按月调度、按季通报，逐项对账销号。" * 2,
                    outcome=f"已修订制度{made}项，组织培训{made}次。" * 20,
                    status=statuses[made % 4],
                    responsible_leader=cast.leader.person,
                    due_on=timezone.localdate() + datetime.timedelta(days=made - 60),
                )
    return made


def test_the_whole_ledger_is_light(world: World, sign_in: Any) -> None:
    made = demonstration(world)
    client = sign_in(world.cast.clerk)

    response = client.get(url("ledger", world.cast.round), headers={"Accept-Encoding": "gzip"})

    assert made == 130
    assert response["Content-Encoding"] == "gzip"
    page = gzip.decompress(response.content).decode()
    assert page.count('<tbody class="measure"') == 130
    assert len(response.content) < LIMIT
