"""One person in two steps of the same record, at least one of them on paper: what can't be refused there is shown."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Q

from issues.models import PaperDecision, Round
from measures.timeline import action_words
from rectify.accounts.models import User
from rectify.accounts.permissions import visible
from rectify.accounts.roles import Action
from rectify.history.kinds import ChangeKind, kinds_of
from rectify.history.models import Entry

MOST = 500  # decisions, the latest
STEPS = {ChangeKind.STATUS, ChangeKind.CONCLUSION, ChangeKind.CLOSURE, ChangeKind.DUE}
Subject = tuple[str, int]


def twice_on_paper(round: Round, user: User) -> Iterator[tuple[Subject, str]]:
    """Give the record and the sentence of each signatory who took another step of the same record. Three queries."""
    decisions = visible(PaperDecision.objects.filter(round=round, withdrawn=False), user, Action.VIEW_HISTORY)
    confirmed = decisions.exclude(confirmed_by=None).select_related("signatory").order_by("-pk")[:MOST]
    signed: dict[Subject, list[PaperDecision]] = defaultdict(list)
    for decision in reversed(confirmed):
        signed[decision.subject_type, decision.subject].append(decision)
    done = _steps(signed, user, round)
    for subject, papers in signed.items():
        for paper in papers:
            others = [_word(subject, p.step) for p in papers if p.signatory_id == paper.signatory_id and p.step != paper.step]
            others += [
                action_words().get(action, action)
                for person, action in done[subject]
                if person == paper.signatory_id and action.partition(".")[2] != paper.step
            ]
            if others:
                also = "、".join(dict.fromkeys(f"“{word}”" for word in others))
                yield subject, f"{paper.subject_label}：{paper.signatory}线下签批“{_word(subject, paper.step)}”，又办理了{also}"


def _steps(subjects: Iterable[Subject], user: User, round: Round) -> dict[Subject, list[tuple[int, str]]]:
    """Return by record who took which step in the software."""
    steps: dict[Subject, list[tuple[int, str]]] = defaultdict(list)
    about = Q(pk__in=[])
    for record_type, record in subjects:
        about |= Q(record_type=record_type, record=record)
    entries = visible(Entry.objects.filter(about, round=round.pk), user, Action.VIEW_HISTORY)
    for entry in entries.select_related("actor").defer("payload").order_by("pk"):
        fields = [change["field"] for change in entry.changes]
        kinds = kinds_of(action=entry.action, record_type=entry.record_type, fields=fields, created=entry.created)
        if entry.actor is not None and kinds & STEPS:
            steps[entry.record_type, entry.record].append((entry.actor.person_id, entry.action))
    return steps


def _word(subject: Subject, step: str) -> str:
    """Return a step's word: that of the record's own action of this name, else of any."""
    words = action_words()
    own = f"{subject[0].partition('.')[2]}.{step}"
    return words.get(own) or next((word for code, word in words.items() if code.endswith(f".{step}")), step)
