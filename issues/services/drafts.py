"""Drafts of narrative sections: kept while somebody types, given up, and gone once the section is saved.

A draft is nobody's business but its writer's, and no entry is made of it: it changes no record.
"""

from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone

from issues.models import NarrativeSection, Round, SectionDraft
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.errors import Refused

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


def draft_of(section: NarrativeSection, user: User) -> SectionDraft | None:
    """Return somebody's draft of a section."""
    return SectionDraft.objects.select_related("section").filter(section=section, user=user).first()


def drafted(round: Round, user: User) -> set[int]:
    """Return the keys of the sections of which somebody keeps a draft."""
    return set(SectionDraft.objects.filter(section__round=round, user=user).values_list("section", flat=True))


def keep_draft(*, section: NarrativeSection, user: User, typed: Typed) -> SectionDraft | None:
    """Keep what `user` has typed; None, and no draft left, where that is what stands already.

    Raises Overtaken where the draft has been kept from another window since, PermissionDenied.
    """
    permit(user, Action.EDIT_ROUND, section)
    with transaction.atomic():
        kept = SectionDraft.objects.select_for_update().filter(section=section, user=user).first()
        if (kept.revision if kept else 0) != typed.revision:
            raise Overtaken(ELSEWHERE)
        if (typed.heading, typed.body) == (section.heading, section.body):
            drop_draft(section=section, user=user)
            return None
        return _kept(kept or SectionDraft(section=section, user=user, revision=0), typed)


def _kept(draft: SectionDraft, typed: Typed) -> SectionDraft:
    draft.heading, draft.body, draft.base_version = typed.heading, typed.body, typed.version
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
