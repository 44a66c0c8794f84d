"""What the pages of the notice's text begin with: a round whose notice may be read, and who may write in it."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from issues.models import Round
from measures.views.common import me
from rectify.accounts.permissions import permit, visible
from rectify.accounts.roles import Action


def read_round(request: HttpRequest, round_id: int, action: Action = Action.READ_NOTICE) -> Round:
    """Return the round of which `action` may be done; Http404 otherwise."""
    return get_object_or_404(visible(Round.objects.all(), request.user, action), pk=round_id)


def written_round(request: HttpRequest, round_id: int) -> Round:
    """Return the round whose text may be edited; Http404 where its notice isn't read, PermissionDenied where it is only read."""
    round = read_round(request, round_id)
    permit(me(request), Action.EDIT_ROUND, round)
    return round
