"""The Chinese words of this app's actions, as the change log prints them; a step's word stands in its table."""

from reports.feedback.workflow import STEPS
from reports.workflow import REVIEW_MOVES, TRANSITIONS

ACTIONS: dict[str, str] = {
    "feedback.receive": "网上收到",
    "feedback.register": "登记意见建议",
    **{f"feedback.{name}": step.label for name, step in STEPS.items()},
    "export.log": "导出变更记录",
    "export.comparison": "导出基线对比",
    "window.open": "设定意见建议受理期",
    "window.edit": "修改意见建议受理期",
    "download.notice": "下载通报文件",
    "download.package": "下载公开包",
    "download.report": "下载整改进展情况报告",
    "export.review": "导出变更记录的筛选结果",
    "notice.create": "起草通报",
    **{f"notice.{name}": step.label for name, step in TRANSITIONS.items()},
    **{f"review.{name}": move.label for name, move in REVIEW_MOVES.items()},
}
