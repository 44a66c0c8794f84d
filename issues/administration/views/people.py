"""People on the roll, with or without an account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.administration import selectors
from issues.administration.forms import RollFilterForm
from issues.administration.pages import answer, ask, done, page_of, row, version_sent
from rectify.accounts import services
from rectify.accounts.forms import PersonForm
from rectify.accounts.models import Person
from rectify.accounts.roles import Action
from rectify.accounts.views import needs, signed_in
from rectify.pages import posted

LIST = "issues:administration:person_list"


@require_safe
@needs(Action.MANAGE_ACCOUNTS)
def person_list(request: HttpRequest) -> HttpResponse:
    """List the people: search, on the roll or not, with their account."""
    form = RollFilterForm(request.GET)
    rows = selectors.people(signed_in(request), **form.asked())
    context = {"tab": "people", "filter": form, **form.asked(), **page_of(request, rows)}
    return render(request, "issues/administration/person_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def person_create(request: HttpRequest) -> HttpResponse:
    """Put somebody on the roll."""
    form = PersonForm(posted(request))
    return answer(
        request,
        form,
        lambda: services.create_person(by=signed_in(request), **form.values()),
        reverse(LIST),
        done=lambda made: f"{made}已入册。",
        title="新增人员",
        submit="新增人员",
        tab="people",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def person_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change somebody's name, title or department."""
    person = row(request, Person, pk)
    form = PersonForm(posted(request), record=person)
    return answer(
        request,
        form,
        lambda: services.edit_person(person=person, by=signed_in(request), **form.values()),
        reverse(LIST),
        done=lambda changed: f"已保存对{changed}的修改。",
        title=f"修改人员信息：{person}",
        submit="保存人员信息",
        tab="people",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def person_off_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody off the roll, after asking."""
    person = row(request, Person, pk)
    if request.method == "GET":
        follows = ["此后不能再选为责任领导、责任人或报送人。", "已有的记录不变。"]
        context = {"title": f"{person}出册", "submit": "办理出册", "follows": follows, "tab": "people"}
        return ask(request, person, reverse(LIST), **context)
    services.take_person_off_roll(person=person, by=signed_in(request), version=version_sent(request))
    return done(request, f"{person}已出册。", LIST)


@require_POST
@needs(Action.MANAGE_ACCOUNTS)
def person_on_roll(request: HttpRequest, pk: int) -> HttpResponse:
    """Put somebody back on the roll."""
    person = row(request, Person, pk)
    services.put_person_back_on_roll(person=person, by=signed_in(request), version=version_sent(request))
    return done(request, f"{person}已恢复在册。", LIST)
