"""Posts: granting one to an account, ending one."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from issues.administration import services
from issues.administration.forms import MembershipForm
from issues.administration.pages import answer, ask, done, row, version_sent
from issues.models import Membership
from rectify.accounts.models import User
from rectify.accounts.roles import Action
from rectify.accounts.views import needs, signed_in
from rectify.pages import posted

DETAIL = "issues:administration:user_detail"


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def membership_grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the account `pk` a post."""
    user = row(request, User, pk)
    form = MembershipForm(posted(request))
    return answer(
        request,
        form,
        lambda: services.grant_membership(by=signed_in(request), user=user, **form.cleaned_data),
        reverse(DETAIL, args=[pk]),
        done=lambda made: f"已授予{user}任职：{made.acting_as.label}。",
        title=f"授予{user}任职",
        submit="授予任职",
        tab="users",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post, after asking."""
    membership = row(request, Membership, pk)
    label, back = membership.acting_as.label, reverse(DETAIL, args=[membership.user_id])
    if request.method == "GET":
        follows = ["自今日起，本人不再以这一身份查看和办理事项。", "已经办理的事项和变更记录不受影响。"]
        title = f"结束{membership.user}的任职：{label}"
        return ask(request, membership, back, title=title, submit="结束任职", follows=follows, tab="users")
    services.end_membership(membership=membership, by=signed_in(request), version=version_sent(request))
    return done(request, f"已结束{membership.user}的任职：{label}。", back)
