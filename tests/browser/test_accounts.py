"""Accounts from the first to the last step: opened and given a post by the administrator, used after a password of one's own."""

from playwright.sync_api import expect

from issues.models import Membership
from rectify.accounts.models import User
from rectify.accounts.roles import Role
from tests.browser.conftest import PageFor
from tests.conftest import World
from tests.factories import PASSWORD

FIRST, OWN = "首次登录口令-2022", "自己的口令-松柏-2022"


def test_a_new_clerk_begins(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """The administrator opens the account and grants the post; the new clerk must change the password before anything else."""
    cast = world.cast
    admin = page_for(cast.admin, *way).go("/").heading("账号").follow("开通账号")
    admin.fill(name="新来的经办人", username="newcomer", password=FIRST).press("开通账号")
    admin.heading("新来的经办人").told("已为新来的经办人开通账号。").told(FIRST)
    expect(admin.page.locator("main")).to_contain_text("还没有任职")
    admin.follow("授予任职").choose("role", "领导小组办公室").choose("round", str(cast.round))
    admin.fill(post="经办人").press("授予任职").heading("新来的经办人")
    expect(admin.page.locator("main table")).to_contain_text("在任")

    newcomer = page_for(None, *way).sign_in("newcomer", FIRST).heading("修改密码")
    newcomer.go(f"/rounds/{cast.round.pk}/ledger/").heading("修改密码")
    newcomer.expected.add(400)
    newcomer.fill(current=FIRST, password=FIRST, again=FIRST).press("修改密码").heading("修改密码")
    newcomer.fill(current=FIRST, password=OWN, again=OWN).press("修改密码").heading("总览").told("密码已修改")
    newcomer.enter("台账").heading("整改台账")
    newcomer.sign_out()
    newcomer.fill(username="newcomer", password=FIRST).press("登录")
    expect(newcomer.page.locator(".error-summary")).to_contain_text("用户名或密码不正确。")
    newcomer.fill(username="newcomer", password=OWN).press("登录").heading("总览")

    user = User.objects.get(username="newcomer")
    assert (user.must_change_password, user.check_password(OWN)) == (False, True)
    post = Membership.objects.get(user=user)
    assert (post.round, post.role, post.post) == (cast.round, Role.OFFICE, "经办人")


def test_who_isnt_signed_in_comes_back_to_where_they_went(world: World, page_for: PageFor, way: tuple[int, bool]) -> None:
    """An address leads to the sign-in, and from there on to itself; an address of another host isn't followed."""
    wanted = f"/rounds/{world.cast.round.pk}/measures/{world.measure.pk}/"
    visitor = page_for(None, *way).go(wanted).heading("登录")
    visitor.fill(username="clerk", password=PASSWORD).press("登录").heading("整改措施 3-2-1")
    assert visitor.path == wanted
    stranger = page_for(None, *way).go("/accounts/sign-in/?next=https://example.org/").heading("登录")
    stranger.fill(username="clerk", password=PASSWORD).press("登录").heading("总览")
