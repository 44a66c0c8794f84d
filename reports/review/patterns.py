"""Patterns of changes that are worth a look (值得关注): facts with the rows they come from, never verdicts.

Thresholds are the round's settings. Each pattern looks at no more than the latest entries of its kind, by the log's index.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone

from issues.models import Round
from issues.words import Conclusion
from measures.models import Measure
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.history.models import Entry
from rectify.templatetags.rectify import cdate, ctime
from reports.review.filters import LogFilters
from reports.review.finding import Search
from reports.review.papers import twice_on_paper

MOST = 2000  # entries of one kind, the latest
SHOWN = 100  # facts of one pattern
WORDING = {"measures.measure": {"plan", "outcome"}, "issues.issue": {"title"}}


@dataclass(frozen=True)
class Fact:
    """One finding in a sentence, and where its rows are."""

    said: str
    url: str


@dataclass(frozen=True)
class Pattern:
    """A pattern with its rule in words and what was found."""

    key: str
    title: str
    rule: str
    found: list[Fact]


class _Log:
    """The round's log as one person may read it: entries by filter, and addresses of rows."""

    def __init__(self, round: Round, user: User) -> None:
        self.round, self.user = round, user
        self._read: dict[str, list[Entry]] = {}

    def entries(self, **filters: Any) -> list[Entry]:
        """Return the latest entries of a filter, the earliest first; the same ones are read once."""
        asked = LogFilters(**filters)
        if asked.query not in self._read:
            search = Search(self.round, self.user, asked)
            self._read[asked.query] = search.loaded(search.keys(MOST, MOST))[::-1]
        return self._read[asked.query]

    def url(self, **query: Any) -> str:
        """Return the address of the rows."""
        return f"{reverse('reports:log', args=[self.round.pk])}?{urlencode(query)}"


def found_patterns(round: Round, user: User) -> list[Pattern]:
    """Return the patterns, in their order, with what `user` may see of each."""
    log = _Log(round, user)
    minutes, moves, last = round.notable_minutes, round.notable_due_moves, round.notable_last_day
    named: list[tuple[str, str, str, Callable[[_Log], Iterable[Fact]]]] = [
        ("due", "完成时限多次调整", f"同一措施调整{moves}次及以上", _due_moves),
        ("quick", "启动后很快完成", f"启动到核验通过不超过{minutes}分钟", _quick),
        ("late", "完成之后补传佐证材料", "长期坚持的措施除外", _late_evidence),
        ("paper", "一人办理两个环节", "其中至少一个环节是线下签批", _on_paper),
        ("wording", "审定之后修改文字", "审定结论后修改题目、整改措施或落实情况", _wording),
        ("last_day", "期限当天集中报送", f"同一天到期、当天报送的措施{last}条及以上", _last_day),
    ]
    return [Pattern(key, title, rule, list(find(log))[:SHOWN]) for key, title, rule, find in named]


def _due_moves(log: _Log) -> Iterable[Fact]:
    moved: dict[int, list[tuple[Entry, dict[str, Any]]]] = defaultdict(list)
    for entry in log.entries(field="measures.measure.due_on"):
        for change in entry.changes:
            if change["field"] == "due_on" and change["old"]:
                moved[entry.record].append((entry, change))
    for pk, changes in moved.items():
        if len(changes) >= log.round.notable_due_moves:
            dates = " → ".join([changes[0][1]["old_text"], *(change["new_text"] or "（空）" for _, change in changes)])
            said = f"{changes[-1][0].record_label}的完成时限调整{len(changes)}次：{dates}"
            yield Fact(said, log.url(measure=pk, field="measures.measure.due_on"))


def _quick(log: _Log) -> Iterable[Fact]:
    steps = _by_measure(log, "measure.start", "measure.verify")
    for pk, entries in steps.items():
        for start, done in pairwise(entries):
            seconds = (done.effective_at - start.effective_at).total_seconds()
            if (start.action, done.action) == ("measure.start", "measure.verify") and seconds <= 60 * log.round.notable_minutes:
                said = f"{done.record_label}{ctime(start.effective_at)}启动，{_after(seconds)}后核验通过"
                yield Fact(said, log.url(measure=pk, kind="status"))


def _late_evidence(log: _Log) -> Iterable[Fact]:
    steps = _by_measure(log, "measure.verify", "measure.reopen", "evidence.attach")
    suspects = {pk for pk, entries in steps.items() if any(entry.action == "measure.verify" for entry in entries)}
    long_term = set(Measure.objects.filter(pk__in=suspects, long_term=True).values_list("pk", flat=True))
    for pk in suspects - long_term:
        done: Entry | None = None
        for entry in steps[pk]:
            if entry.action != "evidence.attach":
                done = entry if entry.action == "measure.verify" else None
            elif done is not None:
                days = cdate(done.effective_at), cdate(entry.effective_at)
                said = f"{done.record_label}{days[0]}核验通过，{days[1]}又上传{entry.record_label}"
                yield Fact(said, log.url(measure=pk, kind="evidence"))


def _on_paper(log: _Log) -> Iterable[Fact]:
    for (record_type, record), said in twice_on_paper(log.round, log.user):
        yield Fact(said, log.url(record=f"{record_type}:{record}"))


def _wording(log: _Log) -> Iterable[Fact]:
    concluded: dict[int | None, list[Entry]] = defaultdict(list)
    for entry in log.entries(field="issues.issue.conclusion"):
        concluded[entry.issue].append(entry)
    for entry in log.entries(kind="wording"):
        words = [c["label"] for c in entry.changes if c["field"] in WORDING.get(entry.record_type, ()) and c["old"]]
        before = [e for e in concluded[entry.issue] if (e.effective_at, e.pk) < (entry.effective_at, entry.pk)]
        if words and not entry.created and before and _approves(before[-1]):
            day, since = cdate(before[-1].effective_at), f"{timezone.localtime(before[-1].effective_at):%Y-%m-%d}"
            said = f"{entry.record_label}的结论{day}审定，{cdate(entry.effective_at)}修改{'、'.join(words)}"
            yield Fact(said, log.url(issue=entry.issue, kind="wording", since=since))


def _last_day(log: _Log) -> Iterable[Fact]:
    measures = visible(Measure.objects.filter(round=log.round, withdrawn_at=None), log.user)
    days = (
        measures.exclude(due_on=None)
        .order_by()
        .values("due_on")
        .annotate(due=Count("pk", distinct=True), on_day=Count("pk", filter=Q(reported_on=F("due_on")), distinct=True))
    )
    for day in days.order_by("due_on"):
        if day["on_day"] >= log.round.notable_last_day:
            said = f"{cdate(day['due_on'])}到期的措施{day['due']}条，其中{day['on_day']}条当天报送完成情况"
            yield Fact(said, log.url(action="measure.report", since=day["due_on"], until=day["due_on"]))


def _approves(entry: Entry) -> bool:
    return any(c["field"] == "conclusion" and c["new"] != Conclusion.UNDETERMINED for c in entry.changes)


def _by_measure(log: _Log, *actions: str) -> dict[int, list[Entry]]:
    """Return the latest entries of some actions by measure, in order of time."""
    found = sorted((e for action in actions for e in log.entries(action=action)), key=lambda e: (e.effective_at, e.pk))
    steps: dict[int, list[Entry]] = defaultdict(list)
    for entry in found:
        if entry.measure is not None:
            steps[entry.measure].append(entry)
    return steps


def _after(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return "".join(([f"{minutes}分"] if minutes else []) + ([f"{rest}秒"] if rest or not minutes else ["钟"]))
