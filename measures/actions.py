"""The words of this app's actions, as the change log shows them; a transition's word stands in its table."""

from measures.clearing.workflow import STEPS as CLEARING_STEPS
from measures.closure.workflow import TRANSITIONS as CLOSING
from measures.extensions.workflow import TRANSITIONS as EXTENDING
from measures.remarks.register_flow import REGISTER_STEPS
from measures.remarks.workflow import STEPS
from measures.workflow import TRANSITIONS

ACTIONS: dict[str, str] = {
    **{f"measure.{name}": step.label for name, step in TRANSITIONS.items()},
    "measure.create": "新增措施",
    "measure.plan": "修改方案内容",
    "measure.outcome": "更新落实情况",
    "measure.public": "修改公开文本",
    "measure.due": "调整完成时限",
    "measure.verifier": "指定核验人",
    "measure.assign": "调整部门分工",
    "evidence.attach": "上传佐证材料",
    "evidence.withdraw": "撤下佐证材料",
    "note.add": "填写进展",
    "note.cooperate": "填写配合情况",
    "clearing.ask": "提出清除",
    "clearing.blank": "以清除标记替换",
    **{f"clearing.{name}": step.label for name, step in CLEARING_STEPS.items()},
    "issue.propose": "提出拟定结论",
    "issue.approve": "审定结论",
    **{f"closure.{name}": step.label for name, step in CLOSING.items()},
    "closure.opinion": "提出销号意见",
    "extension.ask": "申请延期",
    **{f"extension.{name}": step.label for name, step in EXTENDING.items()},
    "look_back.plan": "计划回头看",
    "look_back.record": "登记回头看",
    "issue.decline": "不予认定",
    "remark.make": "提出监督意见",
    **{f"remark.{name}": f"{step.label}（监督意见）" for name, step in STEPS.items()},
    "register.record": "登记来文",
    "register.edit": "修改来文登记",
    **{f"register.{name}": f"{step.label}（来文）" for name, step in REGISTER_STEPS.items()},
}
