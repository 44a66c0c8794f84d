"""Named figures: what a person's text may call by name, so that no number is typed twice. The one table of them.

`{{ 推动会次数 }}` in a narrative section, or in a notice's opening or closing words, is checked here when it is saved and
filled in when the notice is built, at its cut-off. Anything that doesn't look like that (a lone `{{`, other texts) stays.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from rectify.errors import Refused

NEAR = 3  # known names offered for an unknown one
ALIKE = 0.4
_CALL = re.compile(r"\{\{[^\S\n]*([^{}\s](?:[^{}\n]*[^{}\s])?)[^\S\n]*\}\}")


@dataclass(frozen=True, slots=True)
class Named:
    """A figure: its name, what it counts, and where it is read: a dotted path into the counts, meetings or the cut-off."""

    name: str
    says: str
    source: str

    @property
    def call(self) -> str:
        """What is written in a text."""
        return f"{{{{ {self.name} }}}}"


def _concluded(name: str, says: str, source: str) -> tuple[Named, ...]:
    """A kind of issue: its total, and each of the four words."""
    words = {"completed": "完成整改", "phased": "阶段性完成", "basic": "基本完成", "incomplete": "未完成"}
    total = Named(f"{name}数", f"{says}总数", f"figures.{source}.total")
    return total, *(Named(f"{name}{w}数", f"{says}中审定为“{w}”的", f"figures.{source}.{key}") for key, w in words.items())


FIGURES: tuple[Named, ...] = (
    Named("方面数", "反馈的方面", "figures.aspects"),
    Named("重点问题数", "重点问题", "figures.key_problems"),
    *_concluded("具体问题", "具体问题（问题表现）", "manifestations"),
    *_concluded("举一反三事项", "“举一反三”整改事项", "follow_on_items"),
    *_concluded("深度整改任务", "深度整改任务", "deep_tasks"),
    Named("整改意见数", "整改意见", "figures.opinions.total"),
    Named("已落实意见数", "认定为已落实的整改意见", "figures.opinions.implemented"),
    Named("措施总数", "整改措施，不含已撤销的", "figures.measures.total"),
    Named("已完成措施数", "核验通过的整改措施", "figures.measures.done"),
    Named("推动会次数", "截至日期以前召开的推动会", "meetings.promotion"),
    Named("领导小组会议次数", "截至日期以前召开的领导小组会议", "meetings.group"),
    Named("党总支委员会会议次数", "截至日期以前召开的党总支委员会会议", "meetings.committee"),
    Named("调度会次数", "截至日期以前召开的调度会", "meetings.scheduling"),
    Named("专题民主生活会次数", "截至日期以前召开的专题民主生活会", "meetings.life"),
    Named("截至日期", "通报的截至日期，如2022年6月10日", "cut_off"),
)
_NAMES = {figure.name: figure for figure in FIGURES}


def called(text: str) -> list[str]:
    """Return the names that a text calls, in their order, repeated ones repeated."""
    return _CALL.findall(text)


def filled(text: str, values: Mapping[str, str]) -> str:
    """Return the text with every known name's value in the place of its call; a call of anything else stays as it is."""
    return _CALL.sub(lambda call: values.get(call[1], call[0]), text)


def unknown(text: str) -> list[str]:
    """Return the names that a text calls and no figure has, each once: they stay in it as they are."""
    return [name for name in dict.fromkeys(called(text)) if name not in _NAMES]


def check_names(text: str, field: str, stood: str = "") -> None:
    """Raise Refused, with the nearest known names, where a text calls a figure that doesn't exist.

    What stood in it before may go on standing: a notice that was taken over is kept to the character, and its braces with it.
    """
    called_wrongly = next((name for name in unknown(text) if name not in called(stood)), None)
    if called_wrongly is None:
        return
    near = get_close_matches(called_wrongly, _NAMES, n=NEAR, cutoff=ALIKE)
    hint = f"是否要写：{'、'.join(_NAMES[name].call for name in near)}？" if near else "可用的名称见编辑框旁的列表。"
    raise Refused(f"没有名为“{called_wrongly}”的数字。{hint}", field=field)
