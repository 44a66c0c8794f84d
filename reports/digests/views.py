"""The sheets' pages: by week, one sheet, and asking for this week's."""

import datetime
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from issues.models import Issue, Round
from measures.models import Measure, RegisterItem, Remark
from measures.views.common import me
from rectify.accounts.permissions import can, permit, visible
from rectify.accounts.roles import Action
from rectify.errors import Refused
from reports.anchors import read_anchor
from reports.content import Document, Ref, refs
from reports.digests import scheduling
from reports.links import links_of
from reports.models import Delivery, DeliveryState, Digest, DigestQuerySet
from reports.numbering import monday_of
from reports.render import html

WEEKS = 8  # on a page
# the records that a sheet names: where they are read, and the field by which a sheet calls them
NAMED: dict[str, tuple[Any, str]] = {
    "issue": (Issue.objects.all(), "pk"),
    "measure": (Measure.objects.all(), "pk"),
    "remark": (Remark.objects.all(), "number"),
    "registeritem": (RegisterItem.objects.all(), "pk"),
}
BADGES = {
    DeliveryState.PENDING: {"tone": "pending", "shape": "dots"},
    DeliveryState.SENDING: {"tone": "phased", "shape": "half"},
    DeliveryState.SENT: {"tone": "good", "shape": "full"},
    DeliveryState.FAILED: {"tone": "bad", "shape": "peak"},
}


@require_safe
def sheets(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the sheets that the person may read, week by week."""
    round = _round(request, round_id)
    found = _readable(request, round_id)
    weeks = found.order_by("-week_start").values_list("week_start", flat=True).distinct()
    page = Paginator(weeks, WEEKS).get_page(request.GET.get("page"))
    may_send = can(request.user, Action.SEND_SHEETS, round)
    shown = found.filter(week_start__in=list(page)).in_order().defer("content")
    if may_send:
        shown = shown.prefetch_related(Prefetch("deliveries", Delivery.objects.order_by("address")))
    context = {"round": round, "page": page, "weeks": _by_week(shown, may_send), "may_send": may_send, "made": _made(found)}
    context["sees_meetings"] = can(request.user, Action.READ_NOTICE, round)
    return render(request, "reports/sheet_list.html", context)


def _by_week(digests: DigestQuerySet, may_send: bool) -> list[tuple[Digest, list[dict[str, Any]]]]:
    """Group the sheets by week; the first of each says which week it is."""
    weeks = [list(group) for _, group in groupby(digests, key=lambda digest: digest.week_start)]
    return [(week[0], [{"digest": d, "mails": _mails(d) if may_send else []} for d in week]) for week in weeks]


def _mails(digest: Digest) -> list[dict[str, Any]]:
    return [
        {"mail": mail, "badge": {"word": mail.get_state_display(), **BADGES[DeliveryState(mail.state)]}}
        for mail in digest.deliveries.all()
    ]


def _made(found: DigestQuerySet) -> bool:
    """Whether this week's sheets stand already."""
    return found.filter(week_start=this_monday()).exists()


def this_monday() -> datetime.date:
    """Return the Monday of this week."""
    return monday_of(timezone.localdate())


@require_safe
def sheet(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Show one sheet as it was composed; measures in sight are linked."""
    round = _round(request, round_id)
    digest = get_object_or_404(_readable(request, round_id).select_related("department"), pk=pk)
    document = digest.document
    body = mark_safe(_body(request, round, document))  # noqa: S308 (the renderer escapes every text)
    anchor = read_anchor(document.log_head) if can(request.user, Action.VERIFY_HISTORY, round) else None
    context = {"round": round, "digest": digest, "document": document, "body": body, "anchor": anchor}
    return render(request, "reports/sheet_detail.html", context)


def _body(request: HttpRequest, round: Round, document: Document) -> str:
    """What the reader may see is linked: a sheet may name a measure that has gone to another department since."""
    link, seen = links_of(round), _seen(request, round, set(refs(document)))
    return html.fragment(document, lambda ref: link(ref) if ref in seen else None)


def _seen(request: HttpRequest, round: Round, named: set[Ref]) -> set[Ref]:
    seen: set[Ref] = set()
    for record, (rows, key) in NAMED.items():
        if keys := {ref.pk for ref in named if ref.record == record}:
            found = visible(rows.filter(round=round, **{f"{key}__in": keys}), request.user)
            seen |= {Ref(record, each) for each in found.values_list(key, flat=True)}
    return seen


@require_POST
def sheets_compose(request: HttpRequest, round_id: int) -> HttpResponse:
    """Queue this week's sheets; whose job it is sees its page, anyone else is told where it stands."""
    round = _round(request, round_id)
    permit(request.user, Action.SEND_SHEETS, round)
    if not round.adopted:
        raise Refused("整改方案审议通过之后才生成调度单。")
    job = scheduling.ask(round=round, monday=this_monday(), by=me(request))
    if job.requested_by_id == me(request).pk:
        return redirect(job)
    messages.info(request, "本周调度单已经生成并发送，不会重复发送。" if job.done else "本周调度单正在生成，请稍后刷新本页。")
    return redirect("reports:sheets", round.pk)


@require_POST
def sheet_resend(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Send again a mail that failed."""
    round = _round(request, round_id)
    mails = Delivery.objects.filter(digest__in=_readable(request, round_id)).select_related("digest")
    found = get_object_or_404(mails, pk=pk)
    permit(request.user, Action.SEND_SHEETS, round)
    return redirect(scheduling.ask_again(delivery=found, by=me(request)))


def _round(request: HttpRequest, round_id: int) -> Round:
    """Return the round whose sheets may be read; Http404 otherwise."""
    return get_object_or_404(visible(Round.objects.all(), request.user, Action.READ_SHEETS), pk=round_id)


def _readable(request: HttpRequest, round_id: int) -> DigestQuerySet:
    return visible(Digest.objects.filter(round=round_id), request.user, Action.READ_SHEETS)
