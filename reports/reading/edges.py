"""A notice's first and last lines: title and opening, closing words, contacts, issuer and date."""

import re
from collections.abc import Sequence
from dataclasses import replace

from reports.reading.days import day_of
from reports.reading.lines import mark_of
from reports.reading.model import Ending, Line

_CIRCLE = "〇零○"
_DATE = re.compile(
    r"[（(]?\s*(\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?"
    rf"|[二{_CIRCLE}][一二三四五六七八九十{_CIRCLE}]{{3}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日)\s*[）)]?"
)
_CLOSING = re.compile(
    "欢迎.{0,60}(?:监督|反映|提出)|联系电话|联系方式|电子邮[箱件]|邮政信箱|通[信讯]地址|联系人|邮政?编码|公示时间"
)
_PHONE = re.compile(r"(?:联系|监督|值班)?电话\s*[：:]\s*([^；;，,。]{1,200})[；;，,。]?\s*")
_EMAIL = re.compile(r"(?:电子)?(?:邮箱|邮件|信箱)(?:地址)?\s*[：:]\s*([^；;，,。@*]{0,100}[@*][^；;，,。]{0,100})[；;，,。]?\s*")
_ISSUER = re.compile(r"[^，。；：！？]{3,60}")
LIMITS = {"phone": 60, "email": 120}  # characters, as a round keeps them


def parted(lines: Sequence[Line]) -> tuple[str, list[Line], Ending]:
    """Return the title, the lines between title and closing, and the ending; a date under the title is the notice's too."""
    title, start, under = _title(lines)
    issuer, signed, end = _signature(lines)
    last = end
    while last > start and _CLOSING.search(lines[last - 1].text) and not _numbered(lines[last - 1]):
        last -= 1
    ending = _ending([line.text for line in lines[last:end]])
    ending = replace(ending, issuer=issuer, dated=signed or under, signed_on=day_of(signed))
    return title, list(lines[start:last]), ending


def _numbered(line: Line) -> bool:
    mark = mark_of(line.text)
    return mark is not None and mark.level < 3


def _title(lines: Sequence[Line]) -> tuple[str, int, str]:
    """The lines before the first sentence or number, where they say what the text is; how many, and a date among them."""
    head: list[str] = []
    for line in lines[:6]:
        if mark_of(line.text) or re.search("[。；]$", line.text) or len(line.text) > 80:
            break
        head.append(line.text)
    said = [text for text in head if not _DATE.fullmatch(text)]
    dates = [re.sub(r"\s", "", match[1]) for text in head if (match := _DATE.fullmatch(text))]
    if said and re.search(r"(?:通报|公告|公示|报告|情况|说明)(?:[（(][^（）()]*[）)])?$", "".join(said)):
        return "".join(said), len(head), "".join(dates[:1])
    return "", 0, ""


def _signature(lines: Sequence[Line]) -> tuple[str, str, int]:
    """Issuer and date in the last lines; where they begin."""
    end = len(lines)
    if not end or not (match := _DATE.fullmatch(lines[end - 1].text)):
        return "", "", end
    end -= 1
    issuer = ""
    if end and _ISSUER.fullmatch(lines[end - 1].text) and not mark_of(lines[end - 1].text):
        issuer, end = lines[end - 1].text, end - 1
    return issuer, re.sub(r"\s", "", match[1]), end


def _ending(paragraphs: list[str]) -> Ending:
    """Take telephone and mail out of the closing words; what a round can't hold stays in the words."""
    text, contacts = "\n".join(paragraphs), {}
    for name, pattern in (("phone", _PHONE), ("email", _EMAIL)):
        match = pattern.search(text)
        if match and match[1].strip() and len(match[1].strip()) <= LIMITS[name]:
            contacts[name] = match[1].strip()
            text = text[: match.start()] + text[match.end() :]
    closing = "\n".join(filter(None, (row.strip() for row in text.split("\n"))))
    return Ending(closing, contacts.get("phone", ""), contacts.get("email", ""))
