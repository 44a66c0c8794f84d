"""Every main screen of every kind of reader at both widths: sound, and on a phone with targets that a finger hits."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from issues.models import MaskingRule, NarrativeSection, SectionDraft
from issues.services.narrative import edit_section
from issues.words import Conclusion
from measures.services.conclusions import propose
from measures.services.proof import add_note
from measures.services.transitions import transition
from measures.workflow import Need
from tests import factories as make
from tests.browser.conftest import DESKTOP, PHONE, PageFor
from tests.browser.ledger import row, status, take_step
from tests.browser.soundness import faults, low_targets
from tests.browser.survey import below, survey_all
from tests.conftest import World

Paths = Callable[[World], list[str]]


def in_round(*paths: str) -> Paths:
    """Return addresses below the round's; {m} {r} {i} {k} {s}: a measure, a reported one, an issue, a key problem, a section."""

    def made(world: World) -> list[str]:
        keys = {"m": world.measure.pk, "r": world.second.pk, "i": world.issue.pk, "k": world.key_problem.pk}
        keys["s"] = getattr(NarrativeSection.objects.filter(round=world.cast.round).first(), "pk", 0)
        return below(world.cast.round, *(path.format(**keys) for path in paths))

    return made


READING = (
    "",
    "ledger/?all=1",
    "ledger/?q=没有",
    "measures/{m}/",
    "measures/{r}/",
    "issues/{i}/",
    "log/",
    "log/?action=measure.start",
)
OFFICE = in_round(
    *READING,
    *("waiting/", "reconciliation/", "notice/", "sheets/", "settings/", "settings/basic/", "settings/stated/", "structure/"),
    *("opinions/", "narrative/", "narrative/new/", "issues/{i}/edit/", "issues/{i}/propose/"),
    *("notice/disclosure/", "notice/disclosure/{i}/", "notice/masking/", "notice/masking/new/", "notice/check/"),
    *("notice/figures/", "notice/report/", "settings/contact/", "narrative/{s}/edit/", "narrative/{s}/history/"),
    *(
        "measures/{m}/plan/",
        "measures/{m}/outcome/",
        "measures/{m}/public/",
        "measures/{m}/steps/withdraw/",
        "measures/{r}/steps/return/",
    ),
    *(
        "measures/{m}/evidence/add/",
        "measures/{m}/notes/add/",
        "issues/{i}/measures/new/",
        "ledger/bulk/due/?measure={m}&measure={r}",
    ),
    *("ledger/bulk/result/", "issues/new/?kind=manifestation&key_problem={k}"),
)


def administration(world: World) -> list[str]:
    """Return the administrator's addresses."""
    user = f"users/{world.cast.clerk.pk}/"
    lists = ["users/", "users/?q=没有", "users/new/", "people/", "people/new/", "departments/", "departments/new/"]
    ones = [user, f"{user}edit/", f"{user}password/", f"{user}deactivate/", f"{user}memberships/new/"]
    return [f"/administration/{path}" for path in [*lists, *ones]]


READERS: dict[str, Paths] = {
    "nobody": lambda world: ["/accounts/sign-in/"],
    "director": OFFICE,
    "leader": in_round(*READING, "waiting/", "issues/{i}/approve/", "notice/"),
    "head": in_round("measures/{m}/", "measures/{m}/verifier/"),
    "lead": in_round("", "ledger/?all=1", "measures/{m}/", "issues/{i}/", "log/", "sheets/", "waiting/"),
    "cooperating": in_round("", "measures/{m}/", "measures/{m}/notes/add/"),
    "inspector": in_round(*READING, "notice/"),
    "admin": administration,
    "two_posts": lambda world: ["/", "/rounds/", "/accounts/password/"],
}


@pytest.fixture
def busy(world: World) -> World:
    """Let a few things have happened: a report that waits, a proposal, a note, an evidence file, a draft, a masking rule."""
    cast = world.cast
    transition(measure=world.measure, name="start", by=cast.lead)
    add_note(measure=world.measure, by=cast.lead, text="已征求意见，正在修改。\n下周定稿。")
    transition(measure=world.second, name="start", by=cast.lead)
    given = {Need.OUTCOME: "案卷已规范。", Need.PROOF: "见案卷。"}
    transition(measure=world.second, name="report", by=cast.lead, given=given)
    propose(issue=world.issue, by=cast.clerk, conclusion=Conclusion.PHASED, reason="制度已建立。", version=None)
    section = make._made(NarrativeSection(round=cast.round, slot="overview", order=1, heading="学习", body="联系13912345678。"))
    edit_section(section=section, by=cast.clerk, version=1, body="请联系13912345678。")
    SectionDraft.objects.create(section=section, user=cast.director, heading="学习", body="草稿", base_version=1)
    make._made(MaskingRule(round=cast.round, term="案卷", replacement="**"))
    make.make_evidence(world.measure, cast.lead, "关于进一步规范执法案卷制作的会议纪要（征求意见稿）.txt")
    return world


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_every_page_is_sound(busy: World, page_for: PageFor, reader: str, width: int) -> None:
    """No page has a second heading, a control without a name, an id twice, or something beside the screen or too low to hit."""
    visitor = page_for(None if reader == "nobody" else getattr(busy.cast, reader), width)
    assert survey_all(visitor, READERS[reader](busy)) == {}


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/rounds/999999/ledger/", 404, "没有找到这个页面"),
        ("/rounds/{r}/measures/999999/", 404, "没有找到这个页面"),
        ("/administration/users/", 403, "您没有办理这件事的权限"),
        ("/rounds/{r}/ledger/bulk/start/", 400, "这次提交没有办成"),
    ],
)
def test_error_pages_have_a_way_on(world: World, page_for: PageFor, path: str, status: int, heading: str) -> None:
    """They say in Chinese what is so and lead back; they are as sound as any other page."""
    visitor = page_for(world.cast.clerk, PHONE)
    visitor.expected.add(status)
    visitor.go(path.format(r=world.cast.round.pk)).heading(heading)
    assert low_targets(visitor.page) == []
    visitor.follow("回到首页").heading("总览")


def test_a_lost_token_is_a_page_of_its_own(world: World, page_for: PageFor) -> None:
    """A form whose token has gone is answered with why, and nothing is written."""
    visitor = page_for(world.cast.clerk).go(f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/outcome/")
    visitor.expected.add(403)
    visitor.page.context.clear_cookies(name="csrftoken")
    visitor.fill(outcome="写好的内容").press("保存落实情况").heading("页面已过期，请重新提交")
    world.measure.refresh_from_db()
    assert (world.measure.outcome, world.measure.version) == ("", 1)


def test_what_has_no_address_of_its_own(world: World, page_for: PageFor, woken: list[int]) -> None:
    """A panel in its row, its errors, both pages of a conflict and a job's page: sound, and nothing too low for a finger."""
    cast, measure, place = world.cast, world.measure, f"/rounds/{world.cast.round.pk}"
    visitor, other = (page_for(cast.clerk, PHONE).go(f"{place}/ledger/") for _ in range(2))
    visitor.expected |= {400, 409}
    found: dict[str, Any] = {}

    def note(state: str, sign: str) -> None:
        expect(visitor.page.locator(sign)).to_be_visible()
        if wrong := {**faults(visitor.page), "low": low_targets(visitor.page)}:
            found.update({f"{state}: {kind}": value for kind, value in wrong.items() if value})

    take_step(visitor, measure, "撤销", basis="")
    note("errors in a panel", ".row-panel .error-summary")
    take_step(other, measure, "启动")
    expect(status(other, measure)).to_have_text("推进中")
    panel = row(visitor, measure).locator(".row-panel form")
    panel.locator("[name=basis]").fill("会议纪要第3号")
    visitor.press("撤销", panel, leads=False)
    note("a step's conflict", ".row-panel h3")
    visitor.go(f"{place}/measures/{measure.pk}/outcome/")
    other.go(f"{place}/measures/{measure.pk}/outcome/").fill(outcome="一稿").press("保存落实情况")
    visitor.fill(outcome="二稿").press("保存落实情况")
    note("a form's conflict", "section.conflict")
    visitor.page.goto(visitor.home + f"{place}/notice/")
    visitor.press("生成PDF")
    note("a job's page", "#job")
    assert found == {}
