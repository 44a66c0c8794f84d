"""What the round is called, read from what the notice says of itself; pure. What it doesn't say is said to be missing."""

import re
from dataclasses import dataclass

from reports.reading.model import ParsedNotice, Place

_UNIT_OF_TITLE = re.compile(r"^(?!关于)(.{4,118}?)(?:关于|巡[视察]整改)")
_BODY = "党总支|党委|党组|党支部|党工委|工委|委员会"
_SAYS = "坚决|认真|高度|深入|坚持|始终|切实|严格|全面|把|将|对|以|在|第一时间|迅速|及时|深刻|，"
_UNIT_OF_TEXT = re.compile(rf"^([^，。、：；“”]{{2,40}}?(?:{_BODY}))(?:{_SAYS})")
_INSPECTION = re.compile(r"(?:根据|按照|按)?([^，。；：]{2,60}?巡[视察])(?:工作|组|的?统一|反馈|安排|部署|，)")
_INSPECTED = re.compile(r"[年日，,]([^，。；：年日]{2,60}?巡[视察]组)")
UNIT, SHORT, INSPECTION, TITLE = 120, 30, 120, 120  # characters that a round keeps
NO_UNIT, NO_INSPECTION = "（原文未载单位名称）", "（原文未载巡视批次）"


@dataclass(frozen=True, slots=True)
class Names:
    """The round's names."""

    title: str
    unit: str
    unit_short: str
    inspection: str


def names_of(notice: ParsedNotice, title: str = "") -> Names:
    """Return the names; `title` is the round's where somebody gave one, and else the notice's own."""
    unit = _unit(notice, title)
    inspection = _inspection(notice.opening)
    said = title or notice.title or (f"{unit}巡视整改" if unit else "导入的巡视整改通报")
    unit = unit or NO_UNIT
    return Names(said.strip()[:TITLE], unit[:UNIT], unit[:SHORT], (inspection or NO_INSPECTION)[:INSPECTION])


def _unit(notice: ParsedNotice, title: str) -> str:
    for text in (notice.title, title):
        if match := _UNIT_OF_TITLE.match(text.strip()):
            return text.strip()[: match.end(1)]
    if notice.ending.issuer:
        return notice.ending.issuer
    sections = notice.narrative.get(Place.OVERVIEW, ())
    match = _UNIT_OF_TEXT.match(sections[0].body) if sections else None
    return match[1] if match else ""


def _inspection(opening: str) -> str:
    match = _INSPECTED.search(opening) or _INSPECTION.search(opening)
    return match[1].strip() if match else ""
