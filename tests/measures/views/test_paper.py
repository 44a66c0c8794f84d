"""The pages of decisions on paper about the ledger: what is shown to whom, recording, confirming with the scan in sight."""

from typing import Any

from issues.models import Issue, PaperDecision
from measures.paper.registry import STEPS
from measures.services.conclusions import propose
from tests.conftest import World
from tests.measures.conftest import PDF, PNG, changed, upload, url
from tests.measures.paper.conftest import extending, on_paper, proposed

SAID = {"text": "同意", "decided_on": "2022-06-14", "number": "签批单3号"}


def issue_page(world: World, client: Any) -> str:
    return str(client.get(url("issue", world.cast.round, world.issue.pk)).content.decode())


def test_the_office_records_and_another_confirms(world: World, sign_in: Any) -> None:
    issue = proposed(world)
    address = url("paper_record", world.cast.round, "conclusion", issue.pk)
    client = sign_in(world.cast.clerk)
    assert f'href="{address}"' in issue_page(world, client)
    form = client.get(address).content.decode()
    assert ("长期措施仍在推进" in form, "由领导小组成员签批" in form) == (True, True)

    values = {**SAID, "signatory": world.cast.head.person_id, "content_hash": STEPS["conclusion"].bound(issue)}
    answer = client.post(address, {**values, "scan": upload("签批件.png", PNG)}, follow=True).content.decode()
    decision = PaperDecision.objects.get()
    confirm = url("paper_confirm", world.cast.round, decision.pk)
    assert "已补录，待另一人确认后生效。" in answer
    assert ("待另一人确认" in answer, f'href="{address}"' in answer) == (True, False)
    assert "这份线下签批由您代录，须由他人确认。" in client.get(confirm).content.decode()

    client = sign_in(world.cast.two_posts)
    page = client.get(confirm).content.decode()
    scan = url("paper_scan", world.cast.round, decision.pk)
    assert f'src="{scan}?inline"' in page
    shown = client.post(confirm, {"version": decision.version}, follow=True).content.decode()
    assert Issue.objects.get(pk=issue.pk).conclusion == "phased"
    assert "线下签批，由clerk的姓名代录，签批单3号" in shown
    assert "head的姓名 · 2022年6月14日" in shown


def test_what_is_wrong_comes_back_beside_its_field(world: World, sign_in: Any) -> None:
    issue = proposed(world)
    address = url("paper_record", world.cast.round, "conclusion", issue.pk)
    values = {**SAID, "signatory": world.cast.lead.person_id, "content_hash": STEPS["conclusion"].bound(issue)}
    answer = sign_in(world.cast.clerk).post(address, {**values, "scan": upload("签批件.pdf", PDF)})

    assert answer.status_code == 400
    assert answer.context["form"].errors["signatory"] == ["签批人须为领导小组成员。"]
    assert PaperDecision.objects.count() == 0


def test_a_change_after_recording_is_said_before_anybody_confirms(world: World, sign_in: Any) -> None:
    decision = on_paper(world, "conclusion", proposed(world))
    propose(issue=world.issue, by=world.cast.director, conclusion="basic", reason="另一个理由")
    client, address = sign_in(world.cast.two_posts), url("paper_confirm", world.cast.round, decision.pk)
    page = client.get(address).content.decode()

    assert "补录之后，所批的内容已有变动，这份签批不能确认。" in page
    assert "确认线下签批</button>" not in page
    answer = client.post(address, {"version": decision.version})
    assert (answer.status_code, Issue.objects.get(pk=world.issue.pk).conclusion) == (400, "undetermined")


def test_a_wrong_one_is_withdrawn_with_its_reason(world: World, sign_in: Any) -> None:
    decision = on_paper(world, "conclusion", proposed(world))
    client = sign_in(world.cast.director)
    client.post(url("paper_withdraw", world.cast.round, decision.pk), {"version": 1, "reason": "扫错了"})

    decision.refresh_from_db()
    assert decision.withdrawn
    assert "已撤销" in issue_page(world, client)
    assert "已经确认或撤销" in client.get(url("paper_confirm", world.cast.round, decision.pk)).content.decode()


def test_the_scan_is_for_those_who_see_the_whole_round(world: World, sign_in: Any) -> None:
    decision = on_paper(world, "conclusion", proposed(world))
    address = url("paper_scan", world.cast.round, decision.pk)
    answer = sign_in(world.cast.inspector).get(address)
    assert b"".join(answer.streaming_content) == PDF
    inline = sign_in(world.cast.inspector).get(f"{address}?inline")
    assert (inline.headers["Content-Type"], b"".join(inline.streaming_content)) == ("application/pdf", PDF)

    client = sign_in(world.cast.lead)
    assert client.get(address).status_code == 404
    page = issue_page(world, client)
    assert ("签批单3号" in page, "签批件.pdf" in page) == (False, False)


def test_a_closed_step_says_why(world: World, sign_in: Any) -> None:
    answer = sign_in(world.cast.clerk).get(url("paper_record", world.cast.round, "conclusion", world.issue.pk))
    assert answer.status_code == 400
    assert "没有待审定的拟定结论。" in answer.content.decode()


def test_an_extension_on_paper_stands_on_the_measures_page(world: World, sign_in: Any) -> None:
    extension = extending(world)
    client = sign_in(world.cast.clerk)
    address = url("measure", world.cast.round, world.measure.pk)
    record = url("paper_record", world.cast.round, "extension-grant", extension.pk)
    assert f'href="{record}"' in client.get(address).content.decode()
    on_paper(world, "extension-grant", extension)
    assert f'href="{record}"' not in client.get(address).content.decode()
    changed(world.measure, status="done", done_on="2022-06-14")
    assert client.get(record).status_code == 400
