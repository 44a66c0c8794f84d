"""Forms of a measure's plan and texts; once the plan is adopted, each change of it says on what basis."""

from typing import Any

from django import forms

from issues.models import Round
from measures.forms.fields import Day, DepartmentField, DepartmentsField, Line, PersonField, Text, departments, people
from measures.models import Assignment, Measure
from measures.selectors import departments_at, departments_since
from measures.services.plan import Plan
from measures.workflow import Status
from rectify.conflict import Versioned
from rectify.history.models import Entry

PARTS = {"lead": Assignment.Part.LEAD, "cooperating": Assignment.Part.COOPERATING}


class PlanForm(Versioned):
    """What the plan says of a measure: with `record` to change it, without to add one."""

    plan = Text("整改措施", rows=4)
    lead = DepartmentField("牵头部门")
    cooperating = DepartmentsField("配合部门")
    responsible_leader = PersonField("责任领导", required=False)
    responsible = PersonField("责任人", required=False)
    due_on = Day("完成时限", required=False, help_text="长期坚持的措施可不填。")
    long_term = forms.BooleanField(label="长期坚持", required=False, help_text="机制已建立并常态运行即为完成，此后仍可记进展。")
    basis = Line("变更依据", help_text="方案已审议通过，写明会议或文号，如：领导小组会议纪要第3号。")

    def __init__(self, data: Any = None, *, round: Round, record: Measure | None = None) -> None:
        super().__init__(data, record=record)
        if not round.adopted:
            del self.fields["basis"]
        if record is not None:
            self._offer_standing(record)

    def _offer_standing(self, record: Measure) -> None:
        """Offer, beside what is in use, what the record names already."""
        for name in ("responsible_leader", "responsible"):
            self.fields[name].queryset = people(getattr(record, name))  # type: ignore[attr-defined]
        self.fields["lead"].queryset = departments(record.lead)  # type: ignore[attr-defined]
        self.fields["cooperating"].queryset = departments(*record.cooperating)  # type: ignore[attr-defined]

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the plan as it stands; departments come from the assignments in force, where the record still has any."""
        texts = {name: getattr(record, name) for name in ("plan", "responsible_leader", "responsible", "due_on", "long_term")}
        return {**texts, "lead": record.lead, "cooperating": record.cooperating}

    def stood(self, past: Any, current: Any) -> dict[str, Any]:
        """Return the plan as it stood: the departments' history is that of their assignments."""
        past.current_assignments = departments_at(current, self.cleaned_data["version"])
        return self.standing(past)

    def last_change(self, current: Any, name: str) -> Entry | None:
        """Return who changed a department last: that is a line of its assignment."""
        if name not in PARTS:
            return super().last_change(current, name)
        return departments_since(current, self.cleaned_data["version"], PARTS[name]).first()

    def values(self) -> dict[str, Any]:
        """Return the door's keywords: the plan as one, with version and basis beside it."""
        values = dict(self.cleaned_data)
        beside: dict[str, Any] = {name: values.pop(name) for name in ("version", "basis") if name in values}
        return {"plan": Plan(**{**values, "cooperating": tuple(values["cooperating"])}), **beside}


class OutcomeForm(Versioned):
    """What was done; once reported or done a change says why."""

    outcome = Text("落实情况", rows=8, required=False)
    reason = Line("修改原因", help_text="措施已报送或已完成，修改须说明原因。")

    def __init__(self, data: Any = None, *, record: Measure) -> None:
        super().__init__(data, record=record)
        if record.status not in {Status.REPORTED, Status.DONE}:
            del self.fields["reason"]


class PublicTextForm(Versioned):
    """What the public may read of the measure."""

    public_text = Text("公开文本", rows=8, required=False, help_text="只有这里的文字会印在通报上；留空则不公开这条措施。")


class VerifierForm(Versioned):
    """Who verifies in a small office, named by the group's head."""

    verifier = PersonField("核验人", help_text="指定后，该人员即使属于牵头部门或曾代为录入，也可以核验；报送人、责任人仍须回避。")

    def __init__(self, data: Any = None, *, record: Measure) -> None:
        super().__init__(data, record=record)
        self.fields["verifier"].queryset = people(record.verifier)  # type: ignore[attr-defined]
