"""The forms of signing in, of one's own password, and of people, departments and accounts."""

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Q

from rectify.accounts import throttle
from rectify.accounts.models import Department, Person, User
from rectify.conflict import Versioned, name_what_is_missing

PASSWORD_HINT = "至少10个字符，不能全是数字，不能用常见密码，不能与用户名相近。"  # noqa: S105


class SignInForm(AuthenticationForm):
    """Username and password; says the same whatever is wrong with them, and pauses after repeated failures."""

    error_messages = {"invalid_login": "用户名或密码不正确。请核对后再试，注意区分大小写。", "inactive": "用户名或密码不正确。"}
    request: Any
    locked = False  # whether this very failure began the pause

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = "用户名"
        name_what_is_missing(self)

    @property
    def paused(self) -> bool:
        """Whether the answer is to wait."""
        return self.has_error("__all__", "paused")

    def clean(self) -> dict[str, Any]:
        """Check the pair; raise ValidationError where it is wrong or has been wrong too often."""
        username = self.cleaned_data.get("username")
        if not username:
            return self.cleaned_data
        if throttle.paused(self.request, username):
            raise ValidationError(throttle.MESSAGE, code="paused")
        try:
            cleaned = super().clean()
        except ValidationError:
            self.locked = throttle.note_failure(self.request, username)
            raise
        if self.get_user() is not None:
            throttle.forget_failures(self.request, username)
        return cleaned


def _password_field(label: str, autocomplete: str, **kwargs: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, strip=False, max_length=128, widget=widget, **kwargs)


class OwnPasswordForm(forms.Form):
    """One's password now, and the new one twice; whether they will do is for the door to say."""

    current = _password_field("原密码", "current-password")
    password = _password_field("新密码", "new-password", help_text=PASSWORD_HINT)
    again = _password_field("再次输入新密码", "new-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name_what_is_missing(self)

    def clean_again(self) -> str:
        """Refuse two different new passwords."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError("两次输入的新密码不一致。")
        return again


class FirstPasswordField(forms.CharField):
    """A password that the administrator may choose, in sight; left empty, one is generated."""

    def __init__(self) -> None:
        super().__init__(
            label="首次登录密码",
            required=False,
            strip=False,
            max_length=128,
            help_text=f"留空则由系统生成。{PASSWORD_HINT}本人首次登录后须立即修改。",
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )


class DepartmentForm(Versioned, forms.ModelForm[Department]):
    """A department."""

    class Meta:
        model = Department
        fields = ["name", "short", "address", "email", "order"]

    def clean_name(self) -> str:
        """Refuse a name that another department bears."""
        name: str = self.cleaned_data["name"]
        others = Department.objects.exclude(pk=self.record.pk) if self.record else Department.objects.all()
        if others.filter(name=name).exists():
            raise ValidationError("已有同名部门。")
        return name


class PersonForm(Versioned, forms.ModelForm[Person]):
    """Somebody on the roll."""

    record: Person | None

    class Meta:
        model = Person
        fields = ["name", "title", "department"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        department = self.fields["department"]
        assert isinstance(department, forms.ModelChoiceField)
        own = self.record.department_id if self.record else None
        department.queryset = Department.objects.filter(Q(active=True) | Q(pk__in=[own] if own else []))
        department.empty_label = "不属于任何部门"


class UserForm(Versioned, forms.ModelForm[User]):
    """An account's username and address."""

    class Meta:
        model = User
        fields = ["username", "email"]
