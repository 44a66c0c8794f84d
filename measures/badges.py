"""How a state looks: its word with a tone and a shape, which tell it in black and white too (docs/design.md, “States”)."""

from typing import NamedTuple

from issues.words import Closure, Conclusion
from measures.models import ExtensionState
from measures.words import RegisterState, RemarkState
from measures.workflow import Light, Status


class Badge(NamedTuple):
    """What includes/badge.html shows."""

    word: str
    tone: str
    shape: str


STATUS: dict[str, Badge] = {
    status.value: Badge(status.label, *look)
    for status, look in {
        Status.NOT_STARTED: ("open", "ring"),
        Status.IN_PROGRESS: ("phased", "half"),
        Status.REPORTED: ("pending", "eye"),
        Status.DONE: ("good", "full"),
        Status.WITHDRAWN: ("quiet", "dash"),
    }.items()
}
LIGHT: dict[str, Badge] = {
    light.value: Badge(light.label, *look)
    for light, look in {
        Light.DONE: ("quiet", "full"),  # green stands once in a row: its status
        Light.NORMAL: ("quiet", "ring"),
        Light.DUE_SOON: ("warn", "rise"),
        Light.OVERDUE: ("bad", "peak"),
        Light.LONG_TERM: ("phased", "square"),
        Light.NO_DATE: ("quiet", "dots"),
        Light.WITHDRAWN: ("quiet", "dash"),
    }.items()
}
CONCLUSION: dict[str, Badge] = {
    conclusion.value: Badge(conclusion.label, *look)
    for conclusion, look in {
        Conclusion.COMPLETED: ("good", "full"),
        Conclusion.PHASED: ("phased", "half"),
        Conclusion.BASIC: ("basic", "low"),
        Conclusion.INCOMPLETE: ("open", "ring"),
        Conclusion.UNDETERMINED: ("quiet", "dots"),
    }.items()
}
CLOSURE: dict[str, Badge] = {
    closure.value: Badge(closure.label, *look)
    for closure, look in {
        Closure.OPEN: ("quiet", "ring"),
        Closure.REQUESTED: ("pending", "eye"),
        Closure.CLOSED: ("good", "square"),
        Closure.CONTINUING: ("phased", "half"),
    }.items()
}
EXTENSION: dict[str, Badge] = {
    state.value: Badge(state.label, *look)
    for state, look in {
        ExtensionState.PENDING: ("pending", "eye"),
        ExtensionState.GRANTED: ("good", "full"),
        ExtensionState.REFUSED: ("bad", "peak"),
        ExtensionState.WITHDRAWN: ("quiet", "dash"),
    }.items()
}
CHANGED = Badge("销号后有变动", "warn", "peak")
WITHDRAWN = Badge("已撤销", "quiet", "dash")
# lists show two words of a remark; where it stands on its way is said beside them
REMARK: dict[str, Badge] = {
    state.value: Badge(*look)
    for state, look in {
        RemarkState.OPEN: ("未办结", "pending", "half"),
        RemarkState.ANSWERED: ("未办结", "pending", "half"),
        RemarkState.SIGNED: ("未办结", "pending", "half"),
        RemarkState.RETURNED: ("未办结", "pending", "half"),
        RemarkState.SETTLED: ("已办结", "good", "full"),
        RemarkState.WITHDRAWN: ("已撤回", "quiet", "dash"),
    }.items()
}
REGISTER: dict[str, Badge] = {
    state.value: Badge(state.label, *look)
    for state, look in {
        RegisterState.OPEN: ("pending", "half"),
        RegisterState.REPLIED: ("phased", "low"),
        RegisterState.DONE: ("good", "full"),
        RegisterState.WITHDRAWN: ("quiet", "dash"),
    }.items()
}
