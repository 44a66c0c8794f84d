"""The versions of a notice: the list, a new one, one version's page, two of them compared."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from issues.models import PaperDecision
from issues.views.common import number_in
from measures.selectors import cleared_of
from measures.views.common import me
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from reports.models import Notice, Publication, Submission
from reports.notice import badges, checks, published, selectors
from reports.notice.comparison import changed_paragraphs, compared_figures
from reports.notice.files import Files
from reports.notice.mending import address_of
from reports.notice.packing import may_pack
from reports.notice.rendering import says_the_same
from reports.notice.services.recusal import paper_conflict
from reports.notice.services.transitions import create_version
from reports.notice.versions import Now, submission_of
from reports.notice.views.common import the_notice, the_round
from reports.notice.way import way_of
from reports.render import html
from reports.workflow import ONCE_PUBLIC, UNDER_WAY, Status

SHOWN = 20  # of the paragraphs that changed


@require_safe
def notice_versions(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the versions, the newest first."""
    round = the_round(request, round_id)
    versions = list(selectors.versions_of(round, me(request)))
    under_way = any(notice.status in UNDER_WAY for notice in versions)
    context = {
        "round": round,
        "versions": [(notice, badges.NOTICE[notice.status]) for notice in versions],
        "comparable": len(versions) > 1,
        "may_create": can(request.user, Action.DRAFT_NOTICE, round) and not under_way,
    }
    return render(request, "reports/notice_versions.html", context)


@require_POST
def notice_new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Begin a new version."""
    notice = create_version(round=the_round(request, round_id), by=me(request))
    messages.success(request, f"已起草{notice}。")
    return redirect(notice)


@require_safe
def notice_version(request: HttpRequest, round_id: int, number: int) -> HttpResponse:
    """Show one version: its way, what can be done, its content, its files, what has changed since, its log."""
    notice = the_notice(request, round_id, number)
    submission = submission_of(notice)
    now, files = Now(notice.round, number), Files(submission.frozen) if submission else None
    document = submission.frozen.document if submission else now.document
    review, papers = selectors.review_of(notice), list(PaperDecision.objects.about(notice))
    context = {
        "round": notice.round,
        "notice": notice,
        "badge": badges.NOTICE[notice.status],
        "document": document,
        # without its title, which stands below the page's own heading
        "body": mark_safe(html.fragment(replace(document, title=""))),  # noqa: S308 (the renderer escapes every text)
        "files": files,
        "may_pack": may_pack(notice, files),
        "way": way_of(notice, [step for step in review if submission and step.attempt == notice.attempt], papers, files),
        "timeline": selectors.entries_of(notice, me(request)),
        **_offered(notice, files),
        **_checked(notice, submission, now, me(request)),
        **_since(submission, now),
        **_doings(request, notice, review, papers),
    }
    return render(request, "reports/notice_version.html", context)


def _offered(notice: Notice, files: Files | None) -> dict[str, Any]:
    """The files to download: as they were published, whatever was rendered since; else the newest complete set."""
    if notice.status not in ONCE_PUBLIC:
        return {"offered": files.offered if files else []}
    made = Publication.objects.get(notice=notice)
    return {"offered": published.offered_files(made), "unsound": published.unsound(notice), "verified": True}


def _checked(notice: Notice, submission: Submission | None, now: Now, reader: User) -> dict[str, Any]:
    """What the checks find in a draft, or what they found in what was submitted, with the reasons that were given."""
    if submission:
        return {"explained": submission.findings}
    found = checks.findings(notice.round, now.document, now.ledger, now.figures)
    return {"findings": [(finding, address_of(notice.round, finding, reader)) for finding in found]}


def _since(submission: Submission | None, now: Now) -> dict[str, Any]:
    """What the ledger says otherwise by now: paragraphs and figures."""
    if submission is None or says_the_same(submission.frozen, now.document):
        return {"changed": [], "changed_count": 0, "figures": []}
    changed = changed_paragraphs(submission.frozen.document, now.document)
    figures = [line for line in compared_figures(submission.figures, now.figures.as_json()) if line.differs]
    return {"changed": changed[:SHOWN], "changed_count": len(changed), "figures": figures}


def _doings(request: HttpRequest, notice: Notice, review: list[Any], papers: list[PaperDecision]) -> dict[str, Any]:
    """What the person may do, and what was and can be recorded of review and paper."""
    user = me(request)
    drafts = can(user, Action.DRAFT_NOTICE, notice)
    lines = selectors.review_lines(notice, review, drafts)
    return {
        "steps": selectors.offered_steps(notice, user),
        "papers": papers,
        "cleared_papers": cleared_of(*papers),
        "cleared_files": cleared_of(*(file for step in review for file in step.attachments.all())),
        "may_clear": can(user, Action.CLEAR, notice),
        "paper_steps": selectors.paper_steps(notice, user, papers),
        "may_decide": can(user, Action.RECORD_DECISION, notice),
        "conflicts": {paper.pk: paper_conflict(paper, notice, user) for paper in papers if paper.pending},
        "may_draft": drafts,
        "review": [line for line in lines if line["step"].attempt == notice.attempt],
        "earlier_review": [line for line in lines if line["step"].attempt != notice.attempt],
        "once_public": notice.status in ONCE_PUBLIC,
        "public_url": _public_url(notice),
    }


def _public_url(notice: Notice) -> str:
    """Where the public reads it on our own pages, "" where they are off or it isn't public."""
    shown = settings.PUBLIC_PAGES and notice.status == Status.PUBLISHED
    return reverse("reports:public_notice", args=[notice.round_id]) if shown else ""


@require_safe
def notice_compare(request: HttpRequest, round_id: int) -> HttpResponse:
    """Show what one version says that another doesn't; without numbers the two newest, “0” is what it would say now."""
    round = the_round(request, round_id)
    versions = list(selectors.versions_of(round, me(request)))
    numbers = [notice.number for notice in versions]
    new = number_in(request, "to")
    new = (numbers[0] if numbers else 0) if new is None else new
    old = number_in(request, "from")
    old = next((number for number in numbers if number != new), 0) if old is None else old
    sides = [_side(round, versions, number) for number in (old, new)]
    changed = changed_paragraphs(sides[0]["document"], sides[1]["document"])
    context = {
        "round": round,
        "old": sides[0],
        "new": sides[1],
        "choices": [(0, "现在的台账"), *((notice.number, str(notice)) for notice in versions)],
        "changed": changed,
        "figures": compared_figures(sides[0]["figures"], sides[1]["figures"]),
    }
    return render(request, "reports/notice_compare.html", context)


def _side(round: Any, versions: list[Notice], number: int) -> dict[str, Any]:
    """One side of a comparison; Http404 for a number that the round doesn't have."""
    notice = next((notice for notice in versions if notice.number == number), None)
    if notice is None and number:
        raise Http404
    submission = submission_of(notice) if notice else None
    if submission is None:
        now = Now(round, number or 1)
        return {"number": number, "name": notice or "现在的台账", "document": now.document, "figures": now.figures.as_json()}
    return {"number": number, "name": notice, "document": submission.frozen.document, "figures": submission.figures}
