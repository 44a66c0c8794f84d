"""The words of what was found, as enums: one enum answers what is stored, what is shown and in which order."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """An issue's kind; the three are counted apart."""

    MANIFESTATION = "manifestation", "具体问题"
    FOLLOW_ON = "follow_on", "举一反三"
    DEEP_TASK = "deep_task", "深度整改任务"


class Conclusion(TextChoices):
    """The four words, never ranked or merged, and 待认定 for what isn't approved yet."""

    COMPLETED = "completed", "完成整改"
    PHASED = "phased", "阶段性完成"
    BASIC = "basic", "基本完成"
    INCOMPLETE = "incomplete", "未完成"
    UNDETERMINED = "undetermined", "待认定"


FOUR_WORDS = [Conclusion.COMPLETED, Conclusion.PHASED, Conclusion.BASIC, Conclusion.INCOMPLETE]


class Closure(TextChoices):
    """Whether an issue's number is struck off the list (销号); a fact apart from its conclusion."""

    OPEN = "open", "未销号"
    REQUESTED = "requested", "申请销号"
    CLOSED = "closed", "已销号"
    CONTINUING = "continuing", "转入持续整改"


class Disclosure(TextChoices):
    """How an issue appears in public; the last three need reason, approving body and date."""

    FULL = "full", "单独公开"
    MERGED = "merged", "合并公开"
    TITLE_WITHHELD = "title_withheld", "隐去题目"
    INTERNAL = "internal", "不公开"


class PlanState(TextChoices):
    """The rectification plan's way: adopted once, then frozen as the baseline."""

    DRAFT = "draft", "方案稿"
    ADOPTED = "adopted", "审议通过"
    FILED = "filed", "已报备"


class OpinionState(TextChoices):
    """Where an opinion of the inspectors stands."""

    IMPLEMENTING = "implementing", "正在落实"
    IMPLEMENTED = "implemented", "已落实"


class MeetingKind(TextChoices):
    """What a meeting was."""

    COMMITTEE = "committee", "党总支委员会会议"
    GROUP = "group", "领导小组会议"
    PROMOTION = "promotion", "推动会"
    SCHEDULING = "scheduling", "调度会"
    LIFE = "life", "专题民主生活会"


class Slot(TextChoices):
    """The places of the notice that only people can write."""

    OVERVIEW = "overview", "一、总体情况"
    REMAINING = "remaining", "（一）存在的主要问题"
    NEXT = "next", "（二）下步工作打算"


# the wording of an issue that is counted and not printed in the source
UNPUBLISHED = "未刊载"
