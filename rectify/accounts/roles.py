"""Who may do what, as data: roles, actions, scopes and the matrix (source: the rules' matrix). No code decides beside it."""

from enum import StrEnum

from django.db.models import TextChoices


class Role(TextChoices):
    """A membership's role in one round; `ADMIN` alone is installation-wide."""

    OFFICE = "office", "领导小组办公室"
    DEPARTMENT = "department", "责任部门"
    LEADER = "leader", "领导小组"
    INSPECTOR = "inspector", "驻局纪检监察组"
    SUPERVISOR = "supervisor", "督导组"
    ADMIN = "admin", "系统管理员"

    @property
    def installation_wide(self) -> bool:
        """Whether a post with it belongs to no round."""
        return self is Role.ADMIN

    @property
    def of_department(self) -> bool:
        """Whether a post with it names a department."""
        return self is Role.DEPARTMENT

    @property
    def has_head(self) -> bool:
        """Whether one of those who hold it is 组长."""
        return self is Role.LEADER

    @property
    def is_team(self) -> bool:
        """Whether what one of those who hold it remarks is the whole team's to settle; a leader's is their own."""
        return self in {Role.INSPECTOR, Role.SUPERVISOR}

    @property
    def has_director(self) -> bool:
        """Whether one of those who hold it is 办公室主任."""
        return self is Role.OFFICE


class Scope(StrEnum):
    """How far a role's right reaches: every row of its round, or those of its department."""

    ALL = "all"
    OWN = "own"


class Share(StrEnum):
    """Which part in a measure makes it a department's own; the values of LEAD and COOPERATING are those of its assignment."""

    ANY = "any"
    LEAD = "lead"
    COOPERATING = "cooperating"


class Action(StrEnum):
    """What may be asked of `can()`; the value is kept in nothing but tests and documentation."""

    VIEW_LEDGER = "view_ledger"
    EDIT_ROUND = "edit_round"
    EDIT_LEDGER = "edit_ledger"
    WORK = "work"  # start, report, evidence, notes
    COOPERATE = "cooperate"
    VERIFY = "verify"
    PROPOSE = "propose"
    APPROVE = "approve"
    REOPEN = "reopen"
    VIEW_HISTORY = "view_history"
    READ_SHEETS = "read_sheets"
    SEND_SHEETS = "send_sheets"
    DRAFT_NOTICE = "draft_notice"  # draft, submit, publish, withdraw
    SIGN_NOTICE = "sign_notice"
    READ_NOTICE = "read_notice"  # drafts too, and every version's files
    READ_REPORT = "read_report"  # the internal 整改进展情况报告
    RECORD_DECISION = "record_decision"  # a decision made on paper; confirming one that another recorded
    READ_FEEDBACK = "read_feedback"  # but accusations
    HANDLE_FEEDBACK = "handle_feedback"
    READ_ACCUSATIONS = "read_accusations"
    GRANT_EXTENSION = "grant_extension"  # within the period the responsible leader, beyond it the head
    ACKNOWLEDGE = "acknowledge"  # what is copied to the inspection team
    GIVE_OPINION = "give_opinion"  # the inspection team's, on a closure
    REMARK = "remark"
    ANSWER_REMARK = "answer_remark"
    SETTLE_REMARK = "settle_remark"  # one's own
    LOOK_BACK = "look_back"
    KEEP_REGISTER = "keep_register"  # what comes on paper: 纪检监察建议书, 批示
    VERIFY_HISTORY = "verify_history"
    EXPORT = "export"
    CLEAR = "clear"
    CONFIRM_CLEARING = "confirm_clearing"
    IMPORT = "import"
    MANAGE_ACCOUNTS = "manage_accounts"


ALL, OWN = Scope.ALL, Scope.OWN
OFFICE, DEPARTMENT, LEADER, INSPECTOR, SUPERVISOR, ADMIN = Role

MATRIX: dict[Action, dict[Role, Scope]] = {
    Action.VIEW_LEDGER: {OFFICE: ALL, DEPARTMENT: OWN, LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.EDIT_ROUND: {OFFICE: ALL},
    Action.EDIT_LEDGER: {OFFICE: ALL},
    Action.WORK: {OFFICE: ALL, DEPARTMENT: OWN},
    Action.COOPERATE: {DEPARTMENT: OWN},
    Action.VERIFY: {OFFICE: ALL},
    Action.PROPOSE: {OFFICE: ALL},
    Action.APPROVE: {LEADER: ALL},
    Action.REOPEN: {OFFICE: ALL},
    Action.VIEW_HISTORY: {OFFICE: ALL, DEPARTMENT: OWN, LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.READ_SHEETS: {OFFICE: ALL, DEPARTMENT: OWN, LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.SEND_SHEETS: {OFFICE: ALL},
    Action.DRAFT_NOTICE: {OFFICE: ALL},
    Action.SIGN_NOTICE: {LEADER: ALL},
    Action.READ_NOTICE: {OFFICE: ALL, LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.READ_REPORT: {OFFICE: ALL, LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.RECORD_DECISION: {OFFICE: ALL},
    Action.READ_FEEDBACK: {OFFICE: ALL, LEADER: ALL},
    Action.HANDLE_FEEDBACK: {OFFICE: ALL},
    Action.READ_ACCUSATIONS: {INSPECTOR: ALL},
    Action.GRANT_EXTENSION: {LEADER: ALL},
    Action.ACKNOWLEDGE: {INSPECTOR: ALL},
    Action.GIVE_OPINION: {INSPECTOR: ALL},
    Action.REMARK: {LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.ANSWER_REMARK: {OFFICE: ALL, DEPARTMENT: OWN},
    Action.SETTLE_REMARK: {LEADER: ALL, INSPECTOR: ALL, SUPERVISOR: ALL},
    Action.LOOK_BACK: {OFFICE: ALL, INSPECTOR: ALL},
    Action.KEEP_REGISTER: {OFFICE: ALL, INSPECTOR: ALL},
    Action.VERIFY_HISTORY: {INSPECTOR: ALL},
    Action.EXPORT: {OFFICE: ALL, DEPARTMENT: OWN, LEADER: ALL, INSPECTOR: ALL},
    Action.CLEAR: {OFFICE: ALL},
    Action.CONFIRM_CLEARING: {INSPECTOR: ALL},
    Action.IMPORT: {OFFICE: ALL},
    Action.MANAGE_ACCOUNTS: {ADMIN: ALL},
}

ACTION_WORDS: dict[Action, str] = {
    Action.VIEW_LEDGER: "查看台账",
    Action.EDIT_ROUND: "编辑轮次、设置、重点问题、整改意见、叙述部分",
    Action.EDIT_LEDGER: "编辑整改事项和措施、按依据变更方案",
    Action.WORK: "启动、报送进展、上传佐证材料、申请延期",
    Action.COOPERATE: "填写配合情况",
    Action.VERIFY: "核验通过或退回",
    Action.PROPOSE: "提出拟定结论、申请销号、转入持续整改",
    Action.APPROVE: "审定结论、同意销号",
    Action.REOPEN: "恢复整改",
    Action.VIEW_HISTORY: "查看变更记录",
    Action.READ_SHEETS: "查看调度单",
    Action.SEND_SHEETS: "签发调度单、组织会议",
    Action.DRAFT_NOTICE: "起草、送审、公布、撤回通报",
    Action.SIGN_NOTICE: "签发通报",
    Action.READ_NOTICE: "查看通报草稿、下载各版本",
    Action.READ_REPORT: "查看整改进展情况报告（内部）",
    Action.RECORD_DECISION: "补录、确认线下签批",
    Action.READ_FEEDBACK: "查看意见建议（涉嫌检举控告的除外）",
    Action.HANDLE_FEEDBACK: "登记、答复、转办意见建议",
    Action.READ_ACCUSATIONS: "查看涉嫌检举控告的来件",
    Action.GRANT_EXTENSION: "审批延期申请",
    Action.ACKNOWLEDGE: "阅知抄送的延期审批",
    Action.GIVE_OPINION: "提出对销号的意见",
    Action.REMARK: "提出监督意见",
    Action.ANSWER_REMARK: "答复监督意见",
    Action.SETTLE_REMARK: "办结自己提出的监督意见",
    Action.LOOK_BACK: "开展回头看",
    Action.KEEP_REGISTER: "登记来文和批示",
    Action.VERIFY_HISTORY: "校验、导出变更记录",
    Action.EXPORT: "导出（留有记录）",
    Action.CLEAR: "提出清除",
    Action.CONFIRM_CLEARING: "确认清除",
    Action.IMPORT: "导入通报",
    Action.MANAGE_ACCOUNTS: "账号、部门、任职",
}

# whose departments count as "own": working on a measure and answering a remark are the lead's, cooperating the others'
SHARES: dict[Action, Share] = {Action.WORK: Share.LEAD, Action.ANSWER_REMARK: Share.LEAD, Action.COOPERATE: Share.COOPERATING}
