"""Departments: the list, making and changing one, taking one out of use and back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from issues.administration import selectors
from issues.administration.pages import answer, ask, done, row, version_sent
from rectify.accounts import services
from rectify.accounts.forms import DepartmentForm
from rectify.accounts.models import Department
from rectify.accounts.roles import Action
from rectify.accounts.views import needs, signed_in
from rectify.pages import posted

LIST = "issues:administration:department_list"


@require_safe
@needs(Action.MANAGE_ACCOUNTS)
def department_list(request: HttpRequest) -> HttpResponse:
    """List the departments, those in use first."""
    context = {"departments": selectors.departments(signed_in(request)), "tab": "departments"}
    return render(request, "issues/administration/department_list.html", context)


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def department_create(request: HttpRequest) -> HttpResponse:
    """Make a department."""
    form = DepartmentForm(posted(request))
    return answer(
        request,
        form,
        lambda: services.create_department(by=signed_in(request), **form.values()),
        reverse(LIST),
        done=lambda made: f"已新增部门：{made}。",
        title="新增部门",
        submit="新增部门",
        tab="departments",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def department_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a department."""
    department = row(request, Department, pk)
    form = DepartmentForm(posted(request), record=department)
    return answer(
        request,
        form,
        lambda: services.edit_department(department=department, by=signed_in(request), **form.values()),
        reverse(LIST),
        done=lambda changed: f"已保存对部门的修改：{changed}。",
        title=f"修改部门：{department}",
        submit="保存部门",
        tab="departments",
    )


@require_http_methods(["GET", "POST"])
@needs(Action.MANAGE_ACCOUNTS)
def department_retire(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a department out of use, after asking."""
    department = row(request, Department, pk)
    if request.method == "GET":
        follows = [
            "此后不能再选为牵头、配合部门，也不能再授予其任职。",
            "已有的分工和记录不变；仍在推进的措施请领导小组办公室另行分工。",
        ]
        context = {"title": f"停用部门：{department}", "submit": "停用部门", "follows": follows, "tab": "departments"}
        return ask(request, department, reverse(LIST), **context)
    services.retire_department(department=department, by=signed_in(request), version=version_sent(request))
    return done(request, f"已停用部门：{department}。", LIST)


@require_POST
@needs(Action.MANAGE_ACCOUNTS)
def department_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a retired department back into use."""
    department = row(request, Department, pk)
    services.restore_department(department=department, by=signed_in(request), version=version_sent(request))
    return done(request, f"已恢复使用部门：{department}。", LIST)
