"""What the frame of every page shows: who is signed in, the round, the places, what waits.

Everything is worked out when the template asks for it, and once: a fragment for htmx or an error page costs nothing.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from issues.models import Membership, Round
from rectify.accounts.models import User
from rectify.accounts.permissions import can
from rectify.accounts.roles import Action
from reports.waiting.rows import count_waiting

REMEMBERED = "round"  # the session's key for the round that was looked at last


@dataclass(frozen=True)
class Place:
    """A place of the rail: shown to those whom the matrix gives `action`; `names` are the pages that lie in it."""

    key: str
    label: str
    icon: str
    view: str
    action: Action
    names: tuple[str, ...]


Tabs = tuple[tuple[str, str, str, Action], ...]  # key, word, page, and who may read it

OVERVIEW_PAGES = ("reports:overview", "reports:waiting", "reports:reconciliation")
NOTICE_PAGES = ("reports:notice", "reports:feedback", "issues:narrative", "issues:section")
SUPERVISION_PAGES = (
    "reports:log",
    "reports:comparison",
    "reports:past",
    "reports:proof",
    "measures:remark",
    "measures:register",
    "measures:clearing",
)
# the look's six places, in their order
ROUND_PLACES = (
    Place("overview", "总览", "home", "reports:overview", Action.VIEW_LEDGER, OVERVIEW_PAGES),
    Place("ledger", "台账", "ledger", "measures:ledger", Action.VIEW_LEDGER, ("measures:", "issues:issue")),
    Place("sheets", "调度", "calendar", "reports:sheets", Action.READ_SHEETS, ("reports:sheet", "issues:meeting")),
    Place("log", "监督", "eye", "reports:log", Action.VIEW_HISTORY, SUPERVISION_PAGES),
    Place("notice", "通报", "document", "reports:notice", Action.READ_NOTICE, NOTICE_PAGES),
    Place("settings", "设置", "gear", "issues:settings", Action.EDIT_ROUND, ("issues:",)),
)
# what lies beside one another in the notice's place
NOTICE_TABS: Tabs = (
    ("notice", "通报", "reports:notice", Action.READ_NOTICE),
    ("versions", "送审与公布", "reports:notice_versions", Action.READ_NOTICE),
    ("disclosure", "公开方式", "reports:notice_disclosure", Action.READ_NOTICE),
    ("narrative", "叙述部分", "issues:narrative", Action.READ_NOTICE),
    ("masking", "词语替换", "reports:notice_masking", Action.READ_NOTICE),
    ("check", "公布前核对", "reports:notice_check", Action.READ_NOTICE),
    ("report", "内部报告", "reports:notice_report", Action.READ_REPORT),
    ("feedback", "意见建议", "reports:feedback", Action.READ_FEEDBACK),
    ("summary", "意见办理汇总", "reports:feedback_summary", Action.READ_FEEDBACK),
    ("accusations", "涉嫌检举控告", "reports:feedback_accusations", Action.READ_ACCUSATIONS),
)
# what lies beside one another in the supervision's place: the change log, and what is drawn from it
SUPERVISION_TABS: Tabs = (
    ("log", "变更记录", "reports:log", Action.VIEW_HISTORY),
    ("patterns", "值得关注", "reports:log_patterns", Action.VIEW_HISTORY),
    ("remarks", "监督意见", "measures:remarks", Action.VIEW_HISTORY),
    ("register", "来文登记", "measures:register", Action.VIEW_HISTORY),
    ("comparison", "基线对比", "reports:comparison", Action.VIEW_HISTORY),
    ("proof", "记录校验", "reports:proof", Action.VERIFY_HISTORY),
    ("clearings", "清除", "measures:clearings", Action.CLEAR),
    ("clearings", "清除", "measures:clearings", Action.CONFIRM_CLEARING),
)
ADMINISTRATION = "issues:administration"
# the administrator's, who sees no ledger
ADMIN_PLACES = tuple(
    Place(key, label, icon, f"{names[0]}_list", Action.MANAGE_ACCOUNTS, names)
    for key, label, icon, names in (
        ("users", "账号", "person", (f"{ADMINISTRATION}:user", f"{ADMINISTRATION}:membership")),
        ("people", "人员", "people", (f"{ADMINISTRATION}:person",)),
        ("departments", "部门", "flag", (f"{ADMINISTRATION}:department",)),
    )
)


# a phone's bottom bar holds four places; of a round's six these come first
BAR = 4
PHONE_ORDER = ("overview", "ledger", "sheets", "notice", "log", "settings")


def address(name: str, *args: Any) -> str:
    """Return the address of a page of another room, "" where the room doesn't have it."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


class Frame:
    """One request's frame; each value is read once, when it is asked for."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        user = getattr(request, "user", None)
        self.user = user if isinstance(user, User) else None

    @cached_property
    def posts(self) -> list[Membership]:
        """The posts held now."""
        return cast("list[Membership]", self.user.posts) if self.user else []

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds in which the person holds a post, the latest first."""
        found = {post.round.pk: post.round for post in self.posts if post.round is not None}
        return [found[key] for key in sorted(found, reverse=True)]

    @cached_property
    def round(self) -> Round | None:
        """The address's round; on pages of none, the one looked at last, else the latest. Never one without a post."""
        match = self.request.resolver_match
        asked = match.kwargs.get("round_id") if match else None
        wanted = asked or (self._session.get(REMEMBERED) if len(self.rounds) > 1 else None)
        found = next((r for r in self.rounds if r.pk == wanted), self.rounds[0] if self.rounds else None)
        if found is not None and found.pk == asked and len(self.rounds) > 1 and self._session.get(REMEMBERED) != found.pk:
            self._session[REMEMBERED] = found.pk
        return found

    @property
    def _session(self) -> Any:
        return getattr(self.request, "session", {})

    @cached_property
    def me(self) -> dict[str, Any]:
        """The person's name and posts in the round (or for the installation)."""
        if self.user is None:
            return {"name": "", "post": "", "is_authenticated": False}
        here = self.round.pk if self.round else None
        posts = [_post_words(post) for post in self.posts if post.round_id in {here, None}]
        return {"name": str(self.user), "post": "、".join(posts), "is_authenticated": True}

    @cached_property
    def places(self) -> list[dict[str, Any]]:
        """The places that the person may enter."""
        if self.user is None:
            return []
        here = [_entry(p, self.round.pk) for p in ROUND_PLACES if can(self.user, p.action, self.round)] if self.round else []
        everywhere = [_entry(p) for p in ADMIN_PLACES if can(self.user, p.action)]
        return _with_bar([place for place in here + everywhere if place["url"]])

    @cached_property
    def place(self) -> str:
        """The key of the place in which the page lies, "" outside all of them."""
        match = self.request.resolver_match
        name = match.view_name if match else ""
        fitting = [(len(n), p.key) for p in (*ROUND_PLACES, *ADMIN_PLACES) for n in p.names if name.startswith(n)]
        return max(fitting)[1] if fitting else ""

    @cached_property
    def waiting_count(self) -> int | None:
        """How much waits for the person in the round; None where nothing ever can."""
        return count_waiting(self.user, self.round) if self.user and self.round else None

    @cached_property
    def waiting_url(self) -> str:
        """Where the list of it is."""
        return reverse("reports:waiting", args=[self.round.pk]) if self.round else ""

    @cached_property
    def notice_tabs(self) -> list[tuple[str, str, str]]:
        """The pages beside the notice that the person may read, as (key, word, address); none where it is the notice alone."""
        return self._tabs(NOTICE_TABS)

    @cached_property
    def supervision_tabs(self) -> list[tuple[str, str, str]]:
        """The pages of supervision that the person may read, in the same form."""
        return self._tabs(SUPERVISION_TABS)

    def _tabs(self, table: Tabs) -> list[tuple[str, str, str]]:
        if not self.user or not self.round:
            return []
        tabs = [(key, word, address(name, self.round.pk)) for key, word, name, a in table if can(self.user, a, self.round)]
        tabs = list(dict.fromkeys(tabs))  # one page may be open by either of two rights
        return tabs if len(tabs) > 1 else []


def _post_words(post: Membership) -> str:
    """The department and the post in it, the department once."""
    named = post.department is not None and post.post.startswith(post.department.name)
    return post.post if named else post.acting_as.label


def _entry(place: Place, *args: Any) -> dict[str, Any]:
    return {"key": place.key, "label": place.label, "icon": place.icon, "url": address(place.view, *args), "count": 0}


def _with_bar(places: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Mark the places that a phone's bottom bar has no room for: leadership's notice comes before the log there."""
    keys = [place["key"] for place in places]
    barred = sorted(keys, key=lambda key: (PHONE_ORDER.index(key) if key in PHONE_ORDER else 0, keys.index(key)))[:BAR]
    return [{**place, "rest": place["key"] not in barred} for place in places]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's context: a function for each value, which a template calls where it shows it."""
    shown = Frame(request)
    return {
        "me": lambda: shown.me,
        "round": lambda: shown.round,
        "rounds": lambda: shown.rounds,
        "places": lambda: shown.places,
        "place": lambda: shown.place,
        "waiting_count": lambda: shown.waiting_count,
        "waiting_url": lambda: shown.waiting_url,
        "notice_tabs": lambda: shown.notice_tabs,
        "supervision_tabs": lambda: shown.supervision_tabs,
    }
