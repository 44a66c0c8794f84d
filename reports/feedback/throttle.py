"""Slowing down whoever floods the public form: from one address five submissions an hour."""

from django.http import HttpRequest

from rectify.http import client_address
from rectify.pausing import Limit

SUBMISSIONS = Limit("feedback", times=5, seconds=60 * 60)
MESSAGE = "提交次数过多，请过一小时再提交；急需反映的，请通过电话或信函联系。"


def flooded(request: HttpRequest) -> bool:
    """Tell whether this address has to wait."""
    return SUBMISSIONS.reached(client_address(request))


def note_submission(request: HttpRequest) -> None:
    """Count a submission."""
    SUBMISSIONS.note(client_address(request))
