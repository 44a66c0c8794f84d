"""Accounts: the list, opening one, one account's page, closing and opening it again, a new first password."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.administration import selectors
from issues.administration.forms import FilterForm, NewUserForm, PasswordForm
from issues.administration.pages import answer, ask, done, page_of, row, version_sent
from issues.administration.services import open_account
from issues.services.rounds import may_create_round
from rectify.accounts import services
from rectify.accounts.forms import UserForm
from rectify.accounts.models import User
from rectify.accounts.roles import Action
from rectify.accounts.views import needs, signed_in
from rectify.pages import posted

LIST, DETAIL = "issues:administration:user_list", "issues:administration:user_detail"


def _told(password: str) -> str:
    return f"首次登录密码：{password}（只显示这一次，请当面或电话告知本人，登录后须立即修改）"


@require_safe
@needs(Action.MANAGE_ACCOUNTS)
def user_list(request: HttpRequest) -> HttpResponse:
    """List the accounts: search, in use or not, posts; where no office is at work yet, with the way to the first round."""
    form = FilterForm(request.GET)
    rows = selectors.users(signed_in(request), **form.asked())
    context = {"tab": "users", "filter": form, **form.asked(), **page_of(request, rows)}
    context["may_create_round"] = may_create_round(request.user)
    return render(request, "issues/administration/user_list.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def user_create(request: HttpRequest) -> HttpResponse:
    """Open an account, for somebody on the roll or somebody new, with a first post if one is chosen."""
    form = NewUserForm(posted(request))

    def do() -> tuple[User, str]:
        values = form.cleaned_data
        password = values["password"] or services.generated_password()
        account = {"username": values["username"], "email": values["email"], "password": password}
        return open_account(by=signed_in(request), person=form.chosen_person(), post=form.chosen_post(), **account), password

    return answer(
        request,
        form,
        do,
        reverse(LIST),
        done=lambda made: f"已为{made[0]}开通账号。{_told(made[1])}",
        to=lambda made: reverse(DETAIL, args=[made[0].pk]),
        template="issues/administration/user_create.html",
        tab="users",
    )


@require_safe
@needs(Action.MANAGE_ACCOUNTS)
def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an account with its posts and its changes."""
    user = row(request, User, pk)
    posts, timeline = selectors.memberships_of(user), selectors.account_timeline(user)
    context = {"account": user, "memberships": posts, "timeline": timeline, "tab": "users"}
    return render(request, "issues/administration/user_detail.html", {**context, "myself": user == request.user})


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an account's username and address."""
    user = row(request, User, pk)
    form = UserForm(posted(request), record=user)
    return answer(
        request,
        form,
        lambda: services.edit_user(user=user, by=signed_in(request), **form.values()),
        reverse(DETAIL, args=[pk]),
        done="已保存对账号的修改。",
        title=f"修改{user}的账号",
        submit="保存账号",
        tab="users",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def user_deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, after asking."""
    user = row(request, User, pk)
    if request.method == "GET":
        follows = [
            "立即退出登录，此后不能再登录。",
            "现有任职保留但不起作用，恢复账号后继续有效。",
            "已经办理的事项和变更记录不受影响。",
        ]
        back = reverse(DETAIL, args=[pk])
        return ask(request, user, back, title=f"停用{user}的账号", submit="停用账号", follows=follows, tab="users")
    services.deactivate_user(user=user, by=signed_in(request), version=version_sent(request))
    return done(request, f"已停用{user}的账号。", DETAIL, pk)


@require_POST
@needs(Action.MANAGE_ACCOUNTS)
def user_reactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a closed account again."""
    user = row(request, User, pk)
    services.reactivate_user(user=user, by=signed_in(request), version=version_sent(request))
    return done(request, f"已恢复{user}的账号。", DETAIL, pk)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def user_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a new first password, shown once."""
    user = row(request, User, pk)
    form = PasswordForm(posted(request), record=user)

    def do() -> str:
        values = {**form.values(), "password": form.cleaned_data["password"] or services.generated_password()}
        services.set_password(user=user, by=signed_in(request), **values)
        return str(values["password"])

    return answer(
        request,
        form,
        do,
        reverse(DETAIL, args=[pk]),
        done=lambda password: f"已重设{user}的密码。{_told(password)}",
        title=f"重设{user}的密码",
        submit="重设密码",
        note="重设后，本人在各处的登录立即失效。",
        tab="users",
    )
