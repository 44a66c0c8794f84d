"""No template decides by a status or a role: it asks a property, or shows what the view has prepared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db.models import TextChoices

# importing all of it is what makes the enums known
from rectify import urls  # noqa: F401
from rectify.accounts.roles import Action, Role

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
APPS = ("rectify.", "issues.", "measures.", "reports.")

CONDITION = re.compile(r"{%\s*(?:if|elif)\b(.*?)%}", re.DOTALL)
COMPARED = re.compile(r"""(?:==|!=|\bin)\s*(?:"([^"]*)"|'([^']*)')|(?:"([^"]*)"|'([^']*)')\s*(?:==|!=|in\b)""")
OF_A_ROLE = re.compile(r"\.(?:role|role_enum|is_superuser|is_staff)\b")


def enums() -> list[type[TextChoices]]:
    """Return the project's own enums of stored words."""
    return [enum for enum in TextChoices.__subclasses__() if f"{enum.__module__}.".startswith(APPS)]


def words() -> set[str]:
    """Return every value and label of these enums, and the names of the matrix's actions."""
    return {word for enum in enums() for pair in enum.choices for word in map(str, pair)} | {*Action}


def decisions(text: str) -> Iterator[str]:
    """Give each comparison with such a word, and each condition about a role, in a template's text."""
    known = words()
    for condition in CONDITION.findall(text):
        for found in COMPARED.finditer(condition):
            literal = next(part for part in found.groups() if part is not None)
            if known & {literal, *literal.split()}:
                yield found.group().strip()
        yield from OF_A_ROLE.findall(condition)


def test_the_enums_are_these() -> None:
    assert sorted(enum.__qualname__ for enum in enums()) == [
        "Assignment.Part",
        "ChangeKind",
        "Channel",
        "ClearingState",
        "Closure",
        "Conclusion",
        "DeliveryState",
        "Disclosure",
        "ExtensionState",
        "Finding",
        "Kind",
        "Light",
        "MeetingKind",
        "OpinionState",
        "PlanState",
        "RegisterKind",
        "RegisterPart",
        "RegisterState",
        "RemarkState",
        "Reply",
        "ReviewState",
        "Role",
        "Ruling",
        "Slot",
        "State",
        "State",
        "Status",
        "Status",
        "Verdict",
        "Way",
    ]
    assert {*Role.values, "implemented", "failed", "已落实", "edit_round"} <= words()


def test_no_template_compares_with_a_status_or_a_role() -> None:
    paths = [path for path in sorted(TEMPLATES.rglob("*")) if path.is_file()]
    found = {path.relative_to(TEMPLATES).as_posix(): [*decisions(path.read_text(encoding="utf-8"))] for path in paths}
    assert {name: said for name, said in found.items() if said} == {}
    assert len(found) > 60


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{% if job.state == "queued" %}', ['== "queued"']),
        ("{% if a %}{% elif job.state != 'done' %}", ["!= 'done'"]),
        ('{% if "filed" == round.plan_state %}', ['"filed" ==']),
        ('{% if m.status in "done withdrawn" %}', ['in "done withdrawn"']),
        ('{% if issue.get_conclusion_display == "待认定" %}', ['== "待认定"']),
        ('{% if x and rule.key == "verify" or y %}', ['== "verify"']),
        ("{% if post.role_enum %}", [".role_enum"]),
        ("{% if user.is_superuser and a %}", [".is_superuser"]),
        ('{% if tab == "settings" %}{% include "done.html" with field=form.role kind="lines" %}', []),
        ('<a href="?light=overdue">{{ membership.get_role_display }}</a>{{ x|default:"done" }}', []),
    ],
)
def test_the_search_finds_what_it_looks_for(text: str, found: list[str]) -> None:
    assert [*decisions(text)] == found
