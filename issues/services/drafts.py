"""Drafts of narrative sections: kept while somebody types, given up, and gone once the section is saved.

A draft is nobody's business but its writer's, and no entry is made of it: it changes no record. A section that isn't there
yet has its draft under the slot under which it was begun.
"""

from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues.models import NarrativeSection, NewSectionDraft, Round, SectionDraft
from issues.words import Slot
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused

D = TypeVar("D", SectionDraft, NewSectionDraft)

ELSEWHERE = "您在另一个窗口里保存了更新的草稿，本页不再自动保存。"


class Overtaken(Refused):
    """The same person keeps a newer draft from another window (HTTP 409): nothing of it is overwritten."""

    status = 409


@dataclass(frozen=True)
class Typed:
    """What stands in the form: the text, the version it was begun from, the revision of the draft it went on from (0: none)."""

    heading: str
    body: str
    version: int
    revision: int


@dataclass(frozen=True)
class Begun:
    """From which draft of a new section somebody writes: under which slot it was begun, its revision (0: none)."""

    slot: Slot
    revision: int


def draft_of(section: NarrativeSection, user: User) -> SectionDraft | None:
    """Return somebody's draft of a section."""
    return SectionDraft.objects.select_related("section").filter(section=section, user=user).first()


def new_draft_of(round: Round, user: User, begun: Slot) -> NewSectionDraft | None:
    """Return somebody's draft of a new section that was begun under a slot."""
    return NewSectionDraft.objects.filter(round=round, user=user, begun=begun).first()


def drafted(round: Round, user: User) -> set[int]:
    """Return the keys of the sections of which somebody keeps a draft."""
    return set(SectionDraft.objects.filter(section__round=round, user=user).values_list("section", flat=True))


def begun(round: Round, user: User) -> set[str]:
    """Return the slots under which somebody keeps a draft of a new section."""
    return set(NewSectionDraft.objects.filter(round=round, user=user).values_list("begun", flat=True))


def keep_draft(*, section: NarrativeSection, user: User, typed: Typed) -> SectionDraft | None:
    """Keep what `user` has typed; None, and no draft left, where that is what stands already.

    Raises Overtaken where the draft has been kept from another window since, PermissionDenied.
    """
    permit(user, Action.EDIT_ROUND, section)
    with transaction.atomic():
        kept = SectionDraft.objects.select_for_update().filter(section=section, user=user).first()
        _not_overtaken(kept, typed.revision)
        if (typed.heading, typed.body) == (section.heading, section.body):
            drop_draft(section=section, user=user)
            return None
        draft = kept or SectionDraft(section=section, user=user, revision=0)
        draft.base_version = typed.version
        return _kept(draft, typed)


def keep_new_draft(*, round: Round, user: User, begun: Slot, slot: Slot, typed: Typed) -> NewSectionDraft | None:
    """Keep what `user` has typed of a new section, by now for `slot`; None, and no draft left, where nothing is written.

    Raises Overtaken where the draft has been kept from another window since, PermissionDenied.
    """
    permit(user, Action.EDIT_ROUND, round)
    with transaction.atomic():
        own = NewSectionDraft.objects.filter(round=round, user=user, begun=begun)
        kept = own.select_for_update().first()
        _not_overtaken(kept, typed.revision)
        if not typed.heading and not typed.body.strip():
            drop_new_draft(round=round, user=user, begun=begun)
            return None
        draft = kept or NewSectionDraft(round=round, user=user, begun=begun, revision=0)
        draft.slot = slot
        return _kept(draft, typed)


def _not_overtaken(kept: D | None, revision: int) -> None:
    if (kept.revision if kept else 0) != revision:
        raise Overtaken(ELSEWHERE)


def _kept(draft: D, typed: Typed) -> D:
    draft.heading, draft.body = typed.heading, typed.body
    draft.revision, draft.saved_at = draft.revision + 1, timezone.now()
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError as error:  # two windows began at the same moment
        raise Overtaken(ELSEWHERE) from error
    return draft


def drop_draft(*, section: NarrativeSection, user: User) -> None:
    """Give up somebody's own draft of a section; nothing happens where there is none."""
    SectionDraft.objects.filter(section=section, user=user).delete()


def drop_new_draft(*, round: Round, user: User, begun: Slot) -> None:
    """Give up somebody's own draft of a new section; nothing happens where there is none."""
    NewSectionDraft.objects.filter(round=round, user=user, begun=begun).delete()


def done_with(section: NarrativeSection, user: User, begun: Begun) -> None:
    """Give up the draft of which a new section was made; one that another window has kept since is another text, and stays."""
    own = NewSectionDraft.objects.filter(round=section.round_id, user=user, begun=begun.slot)
    for draft in own.select_for_update():
        if draft.revision == begun.revision or (draft.heading, draft.body) == (section.heading, section.body):
            draft.delete()
