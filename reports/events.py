"""Downloads of what leaves the system, as entries: notices and their packages, the internal report.

Looking at a page leaves none, nor does evidence, which came from those who work with it; nor what the public may read anyway.
"""

from issues.models import Round
from rectify.accounts.models import User
from rectify.accounts.permissions import permit
from rectify.accounts.roles import Action
from rectify.history.models import Entry
from rectify.history.recording import note_event


def note_download(*, round: Round, user: User, action: Action, code: str, label: str, sha256: str = "") -> Entry:
    """Write that somebody took a file away by the right `action`; `sha256` says which bytes. Raises PermissionDenied."""
    acting_as = permit(user, action, round)
    facts = [("SHA-256", sha256)] if sha256 else []
    return note_event(actor=user, acting_as=acting_as, action=code, label=label, round=round.pk, facts=facts)
