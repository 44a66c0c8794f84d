"""checked() and locked(): what the models would refuse as a sentence, and the version a form was made from."""

import pytest
from django.utils.functional import SimpleLazyObject

from issues.models import Membership
from rectify.accounts.models import Department, User
from rectify.accounts.roles import Role
from rectify.errors import Refused, Stale
from rectify.history.checks import checked
from rectify.history.locking import locked
from tests import factories as make
from tests.conftest import Cast


def _refusal(record: Department | Membership) -> tuple[str, str | None]:
    with pytest.raises(Refused) as caught:
        checked(record)
    return caught.value.message, caught.value.field


def test_a_record_that_holds_comes_back(db: None) -> None:
    department = Department(name="办公室", short="办")

    assert checked(department) is department
    assert department.pk is None


def test_a_field_is_named_with_its_label(db: None) -> None:
    make.make_department("办公室")

    assert _refusal(Department(name="办公室", short="办")) == ("名称：具有 名称 的 部门 已存在。", "name")
    assert _refusal(Department(name="部" * 61, short="办")) == ("名称：内容过长，最多60字，现在61字。", "name")
    assert _refusal(Department(name="另一个", short="")) == ("简称：此字段不能为空。", "short")


def test_a_text_without_a_limit_of_its_own_has_that_of_all_texts(cast: Cast) -> None:
    round = cast.round
    round.opening = "长" * 20_001

    with pytest.raises(Refused) as caught:
        checked(round)
    assert (caught.value.message, caught.value.field) == ("通报开头：内容过长，最多20000字，现在20001字。", "opening")


def test_a_word_that_is_none_of_the_choices_is_no_choice_however_long(cast: Cast) -> None:
    membership = Membership(user=cast.clerk, round=cast.round, role="x" * 200, post="系统管理员")

    assert _refusal(membership)[1] == "role"
    assert "不是" in _refusal(membership)[0]


def test_a_constraint_of_several_fields_has_none(cast: Cast) -> None:
    membership = Membership(user=cast.clerk, round=cast.round, role=Role.ADMIN, post="系统管理员")

    assert _refusal(membership) == ("系统管理员不属于任何轮次，其他角色必须选择轮次。", None)


@pytest.mark.django_db(transaction=False)
def test_locked_gives_the_row_as_it_is_now(db: None) -> None:
    department = make.make_department("办公室")
    other = Department.objects.get(pk=department.pk)
    with make.prepared():
        other.short = "综合办"
        other.save()

    assert locked(department).short == "综合办"
    assert locked(department, 2).version == 2
    assert department.short == "办公室"


def test_a_version_that_has_passed_is_stale(db: None) -> None:
    department = make.make_department("办公室")
    with make.prepared():
        department.short = "综合办"
        department.save()

    with pytest.raises(Stale) as caught:
        locked(department, 1)
    assert caught.value.current == department
    assert caught.value.current.short == "综合办"
    assert (caught.value.status, caught.value.field) == (409, None)


def test_a_requests_lazy_user_can_be_taken(cast: Cast) -> None:
    lazy: User = SimpleLazyObject(lambda: cast.clerk)  # type: ignore[assignment]

    assert locked(lazy) == cast.clerk
