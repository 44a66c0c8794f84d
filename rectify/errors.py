"""What a door answers when it doesn't open: each carries its sentence in Chinese, for the person at the screen."""

from typing import Any


class Refused(Exception):
    """A rule refuses what was asked (HTTP 400): `message` says which, `field` names the form field it belongs to."""

    status = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Stale(Refused):
    """The record has changed since the form was made (HTTP 409); `current` is the record as it is now."""

    status = 409

    def __init__(self, current: Any) -> None:
        super().__init__("这条记录在您打开之后已被他人修改，请核对后再提交。")
        self.current = current
