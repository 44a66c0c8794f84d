"""Masking rules: the list with every place they strike, a new one, a change, a withdrawal."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from issues.forms.fields import ReasonForm
from issues.forms.masking import RuleForm
from issues.models import MaskingRule, Round
from issues.services import masking as doors
from measures.views.common import me
from rectify.accounts.models import User
from rectify.accounts.permissions import can, visible
from rectify.accounts.roles import Action
from rectify.pages import form_page, posted
from reports.builders.masking import Mask, masks_of
from reports.links import links_of
from reports.text.common import read_round, written_round
from reports.text.striking import struck

LOOK = "_look"  # the button that shows what a rule would strike, saving nothing
FORM = "reports/notice_masking_form.html"


@require_safe
def listed(request: HttpRequest, round_id: int) -> HttpResponse:
    """List the rules in force with what each strikes, and those that were withdrawn."""
    round = read_round(request, round_id)
    rules = list(MaskingRule.objects.filter(round=round))
    found = _strikes(round, me(request), [Mask(rule.term, rule.replacement) for rule in rules if not rule.withdrawn])
    standing = [
        (rule, [(hit, url) for hit, url in found if hit.strike.mask.term == rule.term]) for rule in rules if not rule.withdrawn
    ]
    context = {
        "round": round,
        "tab": "masking",
        "rules": standing,
        "withdrawn": [rule for rule in rules if rule.withdrawn],
        "may_edit": can(request.user, Action.EDIT_ROUND, round),
    }
    return render(request, "reports/notice_masking.html", context)


def _strikes(round: Round, reader: User, masks: list[Mask]) -> list[Any]:
    link = links_of(round, reader)
    return [(hit, link(hit.ref) if hit.ref else None) for hit in struck(round, masks)] if masks else []


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, round_id: int) -> HttpResponse:
    """Add a rule."""
    round = written_round(request, round_id)
    form = RuleForm(posted(request))
    page = {"title": "新增词语替换规则", "submit": "新增规则"}
    return _answer(request, round, form, lambda: doors.create_rule(round=round, by=me(request), **form.values()), page)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Change a rule."""
    rule = _rule(request, round_id, pk)
    form = RuleForm(posted(request), record=rule)
    page = {"title": "修改词语替换规则", "subject": str(rule), "submit": "保存规则"}
    return _answer(request, rule.round, form, lambda: doors.edit_rule(rule=rule, by=me(request), **form.values()), page, rule)


def _answer(
    request: HttpRequest, round: Round, form: RuleForm, do: Any, page: dict[str, Any], rule: MaskingRule | None = None
) -> HttpResponse:
    """Show the form, with what it would strike where that was asked for; or do what it asks."""
    back = reverse("reports:notice_masking", args=[round.pk])
    context = {"round": round, "tab": "masking", "cancel_url": back, "look": LOOK, **page}
    if request.method == "POST" and LOOK in request.POST:
        valid = form.is_valid()
        found = _candidate(round, form, rule, me(request)) if valid else []
        page = {**context, "form": form, "looked": valid, "strikes": found}
        return render(request, FORM, page, status=200 if valid else 400)
    return form_page(request, form, do, template=FORM, done="已保存词语替换规则。", to=back, context=context)


def _candidate(round: Round, form: RuleForm, rule: MaskingRule | None, reader: User) -> list[Any]:
    """What the rule in the form would strike beside the others."""
    mask = Mask(form.cleaned_data["term"], form.cleaned_data["replacement"])
    others = [other for other in masks_of(round) if other.term not in {mask.term, rule.term if rule else ""}]
    return [(hit, url) for hit, url in _strikes(round, reader, [*others, mask]) if hit.strike.mask == mask]


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, round_id: int, pk: int) -> HttpResponse:
    """Withdraw a rule with the reason."""
    rule = _rule(request, round_id, pk)
    form = ReasonForm(posted(request), record=rule)
    back = reverse("reports:notice_masking", args=[round_id])
    page = {"title": "撤销词语替换规则", "subject": str(rule), "submit": "撤销规则", "grave": True}
    return form_page(
        request,
        form,
        lambda: doors.withdraw_rule(rule=rule, by=me(request), **form.values()),
        template=FORM,
        done="已撤销词语替换规则。",
        to=back,
        context={"round": rule.round, "tab": "masking", "cancel_url": back, **page},
    )


def _rule(request: HttpRequest, round_id: int, pk: int) -> MaskingRule:
    """Return the rule to be changed; Http404 where it isn't seen, PermissionDenied where it is only seen."""
    rules = visible(MaskingRule.objects.filter(round=round_id), request.user)
    rule = get_object_or_404(rules.select_related("round"), pk=pk)
    if rule.withdrawn:
        raise Http404
    if not can(request.user, Action.EDIT_ROUND, rule):
        raise PermissionDenied
    return rule
