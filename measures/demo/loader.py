"""Loading the demonstration round: departments, people and the round's parts through the doors, then its story."""

import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from issues.administration.services import grant_membership
from issues.models import Issue, KeyProblem, Round
from issues.services import aspects, clauses, issue_records, key_problems, narrative, opinions, plan, rounds
from issues.words import Disclosure, Kind
from measures.demo.actors import Actors
from measures.demo.data import Fixtures, IssueData, Json
from measures.demo.requests import tell_requests
from measures.demo.story import Story
from measures.demo.supervision import Supervision
from measures.demo.weeks import Weeks
from measures.models import Measure
from measures.services.plan import Plan, create_measure
from rectify.accounts.models import Department, Person, User
from rectify.accounts.roles import Role
from rectify.accounts.services import create_department, create_person, create_user
from rectify.errors import Refused

Moment = datetime.datetime
BASIS = "党总支委员会会议纪要〔示例〕第3号"


def load(*, password: str, today: datetime.date, fixtures: Fixtures | None = None) -> Round | None:
    """Load the demonstration round once, with one `password` for the whole cast, and return it; None where it stands already.

    Raises Refused beside a real round. All or nothing: one transaction.
    """
    if Round.objects.filter(demonstration=True).exists():
        return None
    if Round.objects.exists():
        raise Refused("已有正式轮次，不能装入演示数据。")
    settings.UPLOADS.mkdir(parents=True, exist_ok=True)
    with transaction.atomic():
        return _Loader(fixtures or Fixtures(), Weeks(today), password).load()


class _Loader:
    """One loading: keeps what was made by the fixture's keys."""

    def __init__(self, fixtures: Fixtures, weeks: Weeks, password: str) -> None:
        self.fixtures, self.weeks, self.password = fixtures, weeks, password
        self.first = weeks.moment(1)
        self.departments: dict[str | None, Department | None] = {None: None}
        self.people: dict[str, Person] = {}
        self.cast: dict[str, User] = {}
        self.issues: dict[str, Issue] = {}
        self.moment = self.first

    def _tick(self) -> Moment:
        """Return the next moment of the set-up, a little after the one before."""
        self.moment += datetime.timedelta(seconds=20)
        return self.moment

    def load(self) -> Round:
        self._people()
        self._round()
        self._parts()
        adopted = self._plan()
        story = Story(self.fixtures, Actors(self.cast, self.people, self.round), self.weeks, adopted)
        for data in self.fixtures.issues():
            self._tell(story, data)
        for opinion, row in self.opinions:
            story.tell_opinion(opinion, row["basis"])
        story.tell_meetings(self.fixtures.meetings)
        Supervision(story, self.issues, self.measures, self.departments).tell(self.fixtures.supervision)
        keys = {key: issue.pk for key, issue in self.issues.items()}
        story.tell_closures(self.fixtures.closures, keys, self.measures)
        tell_requests(story, self.measures, self.issues, self.fixtures.extensions)
        story.play()
        return self.round

    def _people(self) -> None:
        """Make departments, people and accounts; the installation makes them, since nobody has a post yet."""
        for values in self.fixtures.people["departments"]:
            fields = {name: values[name] for name in ("name", "short", "address", "order", "email")}
            self.departments[values["key"]] = create_department(by=None, effective_at=self._tick(), **fields)
        for values in self.fixtures.people["people"]:
            self.people[values["key"]] = create_person(
                by=None,
                name=values["name"],
                title=values["title"],
                department=self.departments[values["department"]],
                effective_at=self._tick(),
            )
        hashed = make_password(self.password)
        for values in self.fixtures.people["cast"]:
            self.cast[values["username"]] = create_user(
                by=None,
                person=self.people[values["person"]],
                username=values["username"],
                password=self.password,
                hashed=hashed,
                email=values.get("email", ""),
                must_change_password=False,
                effective_at=self._tick(),
            )

    def _round(self) -> None:
        """Make the round, by the administrator with the office's director; then everybody's posts."""
        data, admin = self.fixtures.round, self.cast["admin"]
        self._grant("admin", None)
        names = ("title", "unit", "unit_short", "inspection", "opening", "closing", "contact_phone", "contact_email")
        self.round = rounds.create_round(
            by=admin,
            classified=False,
            director=self.cast["director"],
            director_post="领导小组办公室主任",
            demonstration=True,
            effective_at=self._tick(),
            feedback_on=self.weeks.start,
            concentrated_until=self.weeks.start + datetime.timedelta(days=91),
            stated=data["stated"],
            measure_count_note=data["measure_count_note"],
            illustrative=data["illustrative"],
            **{name: data[name] for name in names},
        )
        for username in self.cast:
            if username not in {"admin", "director"}:
                self._grant(username, self.round)
        for user in self.cast.values():
            user.__dict__.pop("posts", None)

    def _grant(self, username: str, round: Round | None) -> None:
        posts = next(c for c in self.fixtures.people["cast"] if c["username"] == username)["posts"]
        for post in posts:
            grant_membership(
                by=None,
                user=self.cast[username],
                round=round,
                role=Role(post["role"]),
                department=self.departments[post["department"]],
                post=post["post"],
                head=post.get("head", False),
                effective_at=self._tick(),
            )

    def _parts(self) -> None:
        """Make aspects, opinions, key problems with their clauses, narrative and issues, as the office."""
        data, by = self.fixtures.round, self.cast["clerk"]
        made = {
            a["number"]: aspects.create_aspect(round=self.round, by=by, effective_at=self._tick(), **a) for a in data["aspects"]
        }
        self._opinions(data["opinions"], by)
        problems: dict[int, KeyProblem] = {}
        for problem in self.fixtures.key_problems:
            problems[problem["number"]] = key_problems.create_key_problem(
                round=self.round,
                by=by,
                title=problem["title"],
                number=problem["number"],
                aspect=made[problem["aspect"]],
                effective_at=self._tick(),
            )
            for text in problem["clauses"]:
                clauses.create_clause(key_problem=problems[problem["number"]], by=by, text=text, effective_at=self._tick())
        for slot in data["narrative"]:
            for section in slot["sections"]:
                narrative.create_section(round=self.round, by=by, slot=slot["slot"], effective_at=self._tick(), **section)
        for issue in self.fixtures.issues():
            self._issue(issue, problems, by)

    def _opinions(self, rows: list[Json], by: User) -> None:
        """Make the opinions; that they are implemented is approved later, in the story."""
        self.opinions = [
            (opinions.create_opinion(round=self.round, by=by, number=r["number"], text=r["text"], effective_at=self._tick()), r)
            for r in rows
        ]

    def _issue(self, data: IssueData, problems: dict[int, KeyProblem], by: User) -> None:
        values = data.values
        issue = issue_records.create_issue(
            round=self.round,
            by=by,
            kind=Kind(data.kind),
            title=values["title"],
            key_problem=problems[data.key_problem] if data.key_problem else None,
            parent=self.issues[data.parent] if data.parent else None,
            number=data.number,
            hard=values.get("hard", False),
            placeholder=data.placeholder,
            effective_at=self._tick(),
        )
        self.issues[data.key] = issue
        disclosure = Disclosure(values.get("disclosure", "full"))
        reason = values.get("disclosure_reason") or ""
        restricted = disclosure != Disclosure.FULL
        if disclosure != issue.disclosure or reason:
            issue_records.set_disclosure(
                issue=issue,
                by=by,
                version=None,
                disclosure=disclosure,
                reason=reason,
                body="领导小组（示例）" if restricted else "",
                on=self.weeks.start if restricted else None,
                effective_at=self._tick(),
            )

    def _plan(self) -> Moment:
        """Make the measures and adopt the plan in the second week; return when it was adopted."""
        self.measures: dict[str, int] = {}
        for data in self.fixtures.issues():
            for key, values in data.measures:
                self.measures[key] = self._measure(self.issues[data.key], key, values).pk
        adopted = self.weeks.moment(2, after=self._tick())
        plan.adopt_plan(
            round=self.round, by=self.cast["director"], version=None, on=adopted.date(), basis=BASIS, effective_at=adopted
        )
        self.round.refresh_from_db()
        return adopted

    def _measure(self, issue: Issue, key: str, values: Json) -> Measure:
        moved = [change["from_week"] for change in self.fixtures.notes["due_changes"] if change["measure"] == key]
        return create_measure(
            issue=issue,
            by=self.cast["clerk"],
            plan=Plan(
                plan=values["plan"],
                responsible_leader=self.people[values["leader"]],
                responsible=self.people[values["responsible"]],
                due_on=self.weeks.due(min(moved, default=values["due_week"])),
                long_term=values["long_term"],
                lead=self.departments[values["lead"]],
                cooperating=tuple(d for key in values["cooperating"] if (d := self.departments[key])),
            ),
            effective_at=self._tick(),
        )

    def _tell(self, story: Story, data: IssueData) -> None:
        for key, values in data.measures:
            story.tell_measure(key, self.measures[key], values)
        pks = [self.measures[key] for key, _ in data.measures]
        story.tell_issue(data.key, self.issues[data.key].pk, pks, data.values["conclusion"])
