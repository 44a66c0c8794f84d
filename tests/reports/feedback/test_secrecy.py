"""A marked accusation is the inspection team's alone: it is looked for wherever anybody else can look, and isn't there."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.history.models import Entry, kept_apart
from reports.digests.composing import compose
from reports.feedback.models import Feedback, FeedbackWindow
from reports.models import Digest
from reports.waiting.rows import count_waiting
from tests.conftest import World
from tests.permissions.table import METHODS, value_in
from tests.permissions.test_urls import ALL_ROWS
from tests.reports.feedback.conftest import CONTACT, SECRET, SENDER, letter, marked, stepped
from tests.reports.reading import fresh

pytestmark = pytest.mark.usefixtures("on_20_june")


# one of each role: what a page shows of feedback hangs on nothing else, and test_no_right_but_the_one_reaches_it asks everybody
ROLES = ("director", "head", "lead", "supervisor", "admin", "two_posts", "stranger", "nobody")


def others(world: World) -> dict[str, User | AnonymousUser]:
    everybody = world.cast.everybody()
    return {name: everybody[name] for name in ROLES}


def pages(world: World, users: dict[str, User | AnonymousUser]) -> dict[str, dict[str, str]]:
    """Return every page that the hand-written table knows, as each of `users` gets it: by row and name; one of each address."""
    clients = {name: _client(user) for name, user in users.items()}
    found: dict[str, dict[str, str]] = {}
    asked = set()
    for row in ALL_ROWS:
        if 405 not in row.answers["GET"].values():
            address = reverse(row.name, kwargs={key: value_in(world, value) for key, value in row.args.items()})
            if address not in asked:
                found[str(row)] = {name: _read(client, address) for name, client in clients.items()}
            asked.add(address)
    return found


def _client(user: User | AnonymousUser) -> Client:
    client = Client()
    if isinstance(user, User):
        client.force_login(user)
    return client


def _read(client: Client, address: str) -> str:
    response = client.get(address)
    content = b"".join(response) if response.streaming else response.content
    # the way to the sign-in carries the address that one asked for oneself
    return f"{response.headers}{content.decode(errors='replace')}".replace(address, "")


def test_no_page_of_anybody_else_has_a_word_of_it(world: World, window: FeedbackWindow) -> None:
    """One world for everybody: making what the addresses name takes longer than asking for them."""
    letter(world, "可以看到的意见")
    piece = marked(world)
    found = pages(world, others(world))
    words = (SECRET, SENDER, CONTACT, piece.receipt)

    assert METHODS[0] == "GET"
    assert len(found) > 60
    assert {tuple(by) for by in found.values()} == {ROLES}
    hits = {(row, name, word) for row, by in found.items() for name, text in by.items() for word in words if word in text}
    assert hits == set()


def test_the_inspection_team_reads_it_and_the_search_would_have_found_it(
    world: World, window: FeedbackWindow, sign_in: Any
) -> None:
    """Negative control."""
    piece = marked(world)
    client = sign_in(world.cast.inspector)
    listed = client.get(reverse("reports:feedback_accusations", args=[world.cast.round.pk])).content.decode()
    shown = client.get(piece.get_absolute_url()).content.decode()

    assert [word in listed for word in (SECRET, piece.receipt)] == [True, True]
    assert [word in shown for word in (SECRET, SENDER, CONTACT, piece.receipt)] == [True] * 4
    found = pages(world, {"inspector": world.cast.inspector})
    assert sorted(row.split()[0] for row, by in found.items() if SECRET in by["inspector"]) == [
        "reports:feedback_accusations",
        *["reports:feedback_item"],
        *["reports:feedback_step"] * 2,
        "reports:waiting",
    ]


def test_before_it_was_marked_the_office_and_the_leaders_read_it(world: World, sign_in: Any) -> None:
    piece = letter(world, SECRET)
    statuses = {name: sign_in(user).get(piece.get_absolute_url()).status_code for name, user in world.cast.everybody().items()}

    assert {name for name, status in statuses.items() if status == 200} == {"director", "clerk", "head", "leader", "two_posts"}
    stepped(piece, "mark", world.cast.clerk)
    statuses = {name: sign_in(user).get(piece.get_absolute_url()).status_code for name, user in world.cast.everybody().items()}
    assert {name for name, status in statuses.items() if status == 200} == {"inspector"}
    assert {status for name, status in statuses.items() if name not in {"inspector", "nobody"}} == {404}


def test_counts_list_and_table_are_as_if_it_had_never_been(world: World, window: FeedbackWindow, sign_in: Any) -> None:
    letter(world, "可以看到的意见")
    names = ("feedback", "feedback_summary", "feedback_csv", "log", "overview", "waiting", "notice", "sheets")
    client = sign_in(world.cast.director)

    def seen() -> dict[str, str]:
        found = {name: client.get(reverse(f"reports:{name}", args=[world.cast.round.pk])).content.decode() for name in names}
        return {name: _without_token(text) for name, text in found.items()}

    before, waiting = seen(), count_waiting(fresh(world.cast.director), world.cast.round)
    marked(world)
    letter(world, SECRET, accusation=True)
    assert seen() == before
    assert count_waiting(fresh(world.cast.director), world.cast.round) == waiting == 1
    assert count_waiting(fresh(world.cast.inspector), world.cast.round) == 2


def _without_token(text: str) -> str:
    import re

    return re.sub(r'(csrfmiddlewaretoken" value="|X-CSRFToken": ")[^"]+', "", text)


def test_the_log_and_its_entries_hold_no_word_and_belong_to_no_round(world: World, window: FeedbackWindow) -> None:
    last = Entry.objects.latest("id").pk
    piece = stepped(marked(world), "take", world.cast.inspector)
    entries = Entry.objects.filter(pk__gt=last).order_by("id")

    assert [entry.action for entry in entries] == ["feedback.register", "feedback.route", "feedback.mark", "feedback.take"]
    columns = {(e.round, e.department, e.others, e.record_label, e.reason) for e in entries}
    assert columns == {(None, None, "", "意见建议", "")}
    told = "".join(entry.payload for entry in entries)
    assert [word in told for word in (SECRET, SENDER, CONTACT, piece.receipt, "请核实")] == [False] * 5
    for user in world.cast.everybody().values():
        for action in (Action.VIEW_HISTORY, Action.MANAGE_ACCOUNTS):
            assert not visible(Entry.objects.filter(pk__gt=last), user, action).exists()
    assert kept_apart() == ["reports.feedback"]


def test_no_right_but_the_one_reaches_it(world: World) -> None:
    marked(world)
    reached = {
        (name, action.value)
        for name, user in world.cast.everybody().items()
        for action in Action
        if visible(Feedback.objects.all(), user, action).exists()
    }

    assert reached == {("inspector", "read_accusations")}


def test_sheets_and_mails_say_nothing_of_it(world: World, window: FeedbackWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    marked(world)
    monkeypatch.undo()  # next Monday's sheets tell of measures that were made today
    compose(world.cast.round, timezone.localdate() + dt.timedelta(days=7))
    sheets = str(list(Digest.objects.values()))

    recipients = list(Digest.objects.order_by("id").values_list("recipient", flat=True))
    assert recipients == ["领导小组办公室", "办公室", "执法一支队", "法制监督室"]
    assert [word in sheets for word in (SECRET, SENDER, CONTACT, "检举", "意见建议")] == [False] * 5
    assert mail.outbox == []


def test_it_stands_in_no_other_table(world: World, window: FeedbackWindow) -> None:
    marked(world)
    holding = {model._meta.label for model in apps.get_models() if SECRET in str(list(model._default_manager.values()))}

    assert holding == {"reports.Feedback", "reports.HistoricalFeedback"}


def test_who_had_it_open_when_it_was_marked_learns_nothing(world: World, sign_in: Any) -> None:
    piece = letter(world, SECRET)
    page = reverse("reports:feedback_step", args=[world.cast.round.pk, piece.receipt, "decline"])
    client = sign_in(world.cast.director)
    assert client.get(page).status_code == 200
    stepped(piece, "mark", world.cast.clerk)
    late = client.post(page, {"version": 1, "reason": "晚到的理由"})

    assert late.status_code == 404
    assert [word in late.content.decode() for word in (SECRET, "检举")] == [False, False]


def test_marked_between_the_views_look_and_the_doors(world: World, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race itself: the view still saw it, the door finds it marked."""
    from reports.feedback import services

    piece, door = letter(world, SECRET), services.take_step

    def late(**given: Any) -> Any:
        if given["name"] == "decline":
            stepped(Feedback.objects.get(), "mark", world.cast.clerk)
        return door(**given)

    monkeypatch.setattr("reports.feedback.views.doors.take_step", late)
    monkeypatch.setattr("tests.reports.feedback.conftest.take_step", door)
    page = reverse("reports:feedback_step", args=[world.cast.round.pk, piece.receipt, "decline"])
    response = sign_in(world.cast.director).post(page, {"version": 1, "reason": "晚到的理由"})

    assert (response.status_code, Feedback.objects.get().state) == (404, "accusation")
    assert [word in response.content.decode() for word in (SECRET, "检举")] == [False, False]


def test_marking_leads_back_to_the_list(world: World, sign_in: Any) -> None:
    piece, client = letter(world, SECRET), sign_in(world.cast.clerk)
    page = reverse("reports:feedback_step", args=[world.cast.round.pk, piece.receipt, "mark"])
    asked = client.get(page).content.decode()
    done = client.post(page, {"version": 1}, follow=True)

    assert "都不再看到这件来件" in asked
    assert done.redirect_chain == [(reverse("reports:feedback", args=[world.cast.round.pk]), 302)]
    assert "已移交驻局纪检监察组" in done.content.decode()
    assert [word in done.content.decode() for word in (SECRET, piece.receipt)] == [False, False]


def test_entered_as_an_accusation_it_is_gone_at_once(world: World, sign_in: Any) -> None:
    client = sign_in(world.cast.clerk)
    values = {"channel": "call", "received_on": "2022-06-20", "message": SECRET, "accusation": "on"}
    done = client.post(reverse("reports:feedback_new", args=[world.cast.round.pk]), values, follow=True)

    assert (done.status_code, Feedback.objects.get().state) == (200, "accusation")
    assert SECRET not in done.content.decode()


def test_what_is_no_accusation_comes_back(world: World, sign_in: Any) -> None:
    piece = stepped(marked(world), "send_back", world.cast.inspector, reason="属于一般意见")
    shown = sign_in(world.cast.clerk).get(piece.get_absolute_url()).content.decode()

    assert (piece.state, SECRET in shown, "属于一般意见" in shown) == ("received", True, True)
    assert sign_in(world.cast.inspector).get(piece.get_absolute_url()).status_code == 404
    assert count_waiting(fresh(world.cast.clerk), world.cast.round) == 1
    assert count_waiting(fresh(world.cast.inspector), world.cast.round) == 0


def test_no_file_of_the_installation_is_named_after_it(world: World) -> None:
    piece, folder = marked(world), Path(settings.UPLOADS)
    assert piece.received_on == dt.date(2022, 6, 15)
    assert not folder.exists() or list(folder.rglob("*")) == []
