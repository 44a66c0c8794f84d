"""Template words that every page uses: dates as Chinese documents write them, and how long ago."""

import datetime
from typing import Any

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def item(values: dict[Any, Any], key: Any) -> Any:
    """Return what a dictionary holds under a key, None where there is nothing."""
    return values.get(key) if isinstance(values, dict) else None


@register.filter
def cdate(value: datetime.date | datetime.datetime | None) -> str:
    """Return a date as 2022年6月10日; empty for None."""
    if value is None or value == "":
        return ""
    day = timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def short_date(value: datetime.date | None) -> str:
    """Return a date in a column's width: 6月10日 in this year, 2027年1月5日 in another; empty for None."""
    if value is None or value == "":
        return ""
    return f"{value.month}月{value.day}日" if value.year == timezone.localdate().year else cdate(value)


@register.filter
def ctime(value: datetime.datetime | None) -> str:
    """Return a moment as 2022年6月10日 14:05; empty for None."""
    if value is None or value == "":
        return ""
    local = timezone.localtime(value)
    return f"{cdate(local)} {local:%H:%M}"


@register.filter
def ago(value: datetime.datetime | None) -> str:
    """Return how long ago a moment was: 刚刚, 5分钟前, 3小时前, 3天前, then the date."""
    if value is None or value == "":
        return ""
    seconds = (timezone.now() - value).total_seconds()
    days = (timezone.localdate() - timezone.localtime(value).date()).days
    if seconds < 60:
        return "刚刚"
    if seconds < 3600:
        return f"{int(seconds // 60)}分钟前"
    if days < 1:
        return f"{int(seconds // 3600)}小时前"
    return f"{days}天前" if days <= 30 else cdate(value)


@register.filter
def filesize_zh(value: int | None) -> str:
    """Return a size in bytes as 12.3 MB, 45 KB or 120 字节."""
    size = float(value or 0)
    if size < 1024:
        return f"{int(size)} 字节"
    return f"{size / 1024:.0f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"
