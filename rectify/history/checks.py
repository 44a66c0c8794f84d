"""Checking a record before it is saved: what the model and the database would refuse, as a sentence for the person."""

from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from rectify.errors import Refused
from rectify.history.models import Tracked

T = TypeVar("T", bound=Tracked)

# characters in one text; a page of a document holds 616
TEXT_LIMIT = 20_000


def checked(record: T) -> T:
    """Return `record` when its fields and constraints hold; else raise Refused with the first message and its field."""
    for field_ in record._meta.concrete_fields:
        value = record.__dict__.get(field_.attname)
        if isinstance(value, str) and len(value) > TEXT_LIMIT:
            raise Refused(f"{field_.verbose_name}：内容过长，最多{TEXT_LIMIT}字。", field=field_.name)
        if isinstance(value, str) and "\x00" in value:
            raise Refused(f"{field_.verbose_name}：含有无法保存的字符。", field=field_.name)
    try:
        record.full_clean()
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        named = None if field == NON_FIELD_ERRORS else field
        label = f"{record._meta.get_field(named).verbose_name}：" if named else ""  # type: ignore[union-attr]
        raise Refused(f"{label}{messages[0]}", field=named) from error
    return record
