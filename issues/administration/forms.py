"""The forms of opening accounts, of posts, and of looking for rows."""

from typing import Any

from django import forms

from issues.models import Round
from rectify.accounts.forms import FirstPasswordField
from rectify.accounts.models import Department, Person
from rectify.accounts.roles import Role
from rectify.conflict import Versioned, name_what_is_missing

POST_FIELDS = ("role", "round", "department", "post", "head", "director")


class FilterForm(forms.Form):
    """What a list is narrowed to; whatever is wrong in it counts as not asked for."""

    q = forms.CharField(label="查找", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("active", "使用中"), ("inactive", "已停用"), ("all", "全部")]
    )

    def asked(self) -> dict[str, str]:
        """Return the search words and the state, which is “active” unless another one was asked for."""
        self.is_valid()
        return {"q": self.cleaned_data.get("q", "").strip(), "state": self.cleaned_data.get("state") or "active"}


class RollFilterForm(FilterForm):
    """The same for people, who are on the roll or off it."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("active", "在册"), ("inactive", "已出册"), ("all", "全部")])


class MembershipForm(forms.Form):
    """A post; what fits together is for the door to say."""

    role = forms.ChoiceField(label="角色", choices=[("", "请选择"), *Role.choices])
    round = forms.ModelChoiceField(
        Round.objects.all(), label="轮次", required=False, empty_label="不属于任何轮次", help_text="系统管理员不选轮次。"
    )
    department = forms.ModelChoiceField(
        Department.objects.none(), label="任职部门", required=False, empty_label="不选部门", help_text="只有责任部门的任职才选。"
    )
    post = forms.CharField(label="任职", max_length=60, help_text="办理事项时显示的身份，如：副组长、负责人、经办人。")
    head = forms.BooleanField(label="领导小组组长", required=False)
    director = forms.BooleanField(label="领导小组办公室主任", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "department", Department.objects.active())
        name_what_is_missing(self)


class NewUserForm(MembershipForm):
    """An account for somebody on the roll or somebody new, with a first post where one is chosen."""

    person = forms.ModelChoiceField(Person.objects.none(), label="在册人员", required=False, empty_label="新人员（在下面填写）")
    name = forms.CharField(label="新人员姓名", required=False, max_length=40)
    title = forms.CharField(label="新人员职务", required=False, max_length=60)
    works_in = forms.ModelChoiceField(
        Department.objects.none(), label="新人员所在部门", required=False, empty_label="不属于任何部门"
    )
    username = forms.CharField(label="用户名", max_length=40, help_text="登录时使用，可用文字、数字和 @ . + - _。")
    email = forms.EmailField(label="邮箱", required=False, help_text="接收待办提醒。")
    password = FirstPasswordField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "person", Person.objects.active().filter(user=None))
        _offer(self, "works_in", Department.objects.active())
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices, role.required = [("", "暂不授予任职"), *Role.choices], False
        self.fields["post"].required = False

    def clean(self) -> dict[str, Any]:
        """Refuse neither or both of a person on the roll and a new one, and a post without its role or its name."""
        values = self.cleaned_data
        if values.get("person") and values.get("name"):
            self.add_error("name", "已经选择在册人员，请不要再填写新人员。")
        if not values.get("person") and not values.get("name") and "person" in values:
            self.add_error("person", "请选择在册人员，或者填写新人员的姓名。")
        if values.get("role") and not values.get("post"):
            self.add_error("post", "请填写任职。")
        if values.get("role") == "" and any(values.get(name) for name in POST_FIELDS):
            self.add_error("role", "请选择角色，或者把任职各项留空。")
        return values

    def chosen_person(self) -> Person:
        """Return who gets the account: somebody on the roll, or somebody new who isn't saved yet."""
        values = self.cleaned_data
        return values["person"] or Person(name=values["name"], title=values["title"], department=values["works_in"])

    def chosen_post(self) -> dict[str, Any] | None:
        """Return what the door of posts takes, or None where no role was chosen."""
        return {name: self.cleaned_data[name] for name in POST_FIELDS} if self.cleaned_data["role"] else None


class PasswordForm(Versioned):
    """A new first password of an account."""

    password = FirstPasswordField()

    def standing(self, record: Any) -> dict[str, Any]:
        """Return nothing: what the account holds is the password's hash, which no page shows."""
        return {}


def _offer(form: forms.Form, name: str, rows: Any) -> None:
    """Fill a choice with the rows of this very moment."""
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
