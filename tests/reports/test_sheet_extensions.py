"""Extensions in a weekly sheet: what is asked for and what was granted, as they stood when the week began."""

import dataclasses
import datetime as dt

from measures.extensions.services import ask_extension, take_extension_step
from measures.models import Extension, Measure
from reports.builders.sheet_facts import WeekFacts
from reports.content import Ref
from reports.sheets.facts import Later
from reports.sheets.wording import department_sentences, office_sentences
from tests.conftest import World
from tests.measures.conftest import changed
from tests.reports.test_sheet_wording import BARE, OFFICE

MONDAY = dt.date(2022, 6, 13)
BEFORE = dt.datetime(2022, 6, 1, 2, tzinfo=dt.UTC)
LAST_WEEK = dt.datetime(2022, 6, 8, 2, tzinfo=dt.UTC)
ASKED = Later("第3-2-1条", dt.date(2022, 7, 31), dt.date(2022, 6, 30), granter="领导小组组长")
GRANTED = Later("第3-2-2条", dt.date(2022, 6, 30), dt.date(2022, 5, 31), times=1)


def said(sentences: list[list[object]]) -> list[str]:
    return ["".join(run.text for run in sentence) for sentence in sentences]  # type: ignore[attr-defined]


def test_a_departments_sentences() -> None:
    facts = dataclasses.replace(BARE, asked=(ASKED,), granted=(GRANTED,))
    assert said(department_sentences(facts))[1:] == [  # type: ignore[arg-type]
        "延期申请：第3-2-1条申请延期至7月31日，由领导小组组长审批，批准前仍按原时限统计。",
        "批准延期：第3-2-2条上周批准第1次延期至6月30日（原时限5月31日），请按新的时限推进。",
    ]


def test_a_date_of_another_year_says_so() -> None:
    asked = dataclasses.replace(ASKED, until=dt.date(2023, 2, 15))
    granted = dataclasses.replace(GRANTED, until=dt.date(2023, 2, 15), due=dt.date(2023, 1, 25))
    assert said(department_sentences(dataclasses.replace(BARE, asked=(asked,), granted=(granted,))))[1:] == [  # type: ignore[arg-type]
        "延期申请：第3-2-1条申请延期至2023年2月15日，由领导小组组长审批，批准前仍按原时限统计。",
        "批准延期：第3-2-2条上周批准第1次延期至2023年2月15日（原时限2023年1月25日），请按新的时限推进。",
    ]


def test_the_offices_sentences_name_the_department() -> None:
    asked = dataclasses.replace(ASKED, department="执法一支队")
    facts = dataclasses.replace(OFFICE, asked=(asked,), granted=(dataclasses.replace(GRANTED, department="执法一支队"),))
    assert said(office_sentences(facts))[2:] == [  # type: ignore[arg-type]
        "延期申请：第3-2-1条（执法一支队）申请延期至7月31日，由领导小组组长审批，批准前仍按原时限统计。",
        "批准延期：第3-2-2条（执法一支队）上周批准第1次延期至6月30日（原时限5月31日），已抄送驻局纪检监察组。",
    ]


def asked_for(w: World, moment: dt.datetime) -> Extension:
    changed(w.measure, status="in_progress", due_on=dt.date(2022, 6, 15))
    measure = Measure.objects.with_people().get(pk=w.measure.pk)
    until = dt.date(2022, 7, 31)
    return ask_extension(measure=measure, by=w.cast.lead, until=until, reason="等待批复", effective_at=moment)


def test_a_sheet_says_what_stood_when_its_week_began(world: World) -> None:
    """The test's records are made today, so their measures aren't in a sheet of 2022: the requests are read alone."""
    request = asked_for(world, BEFORE)
    given = {"opinion": "同意延期。"}
    take_extension_step(extension=request, name="grant", by=world.cast.head, given=given, effective_at=LAST_WEEK)

    def of(monday: dt.date) -> tuple[list[str], list[str]]:
        found = WeekFacts(world.cast.round, monday).requests
        return [e.measure.code for e in found.pending], [e.measure.code for e in found.granted]

    weeks = [MONDAY + dt.timedelta(weeks=n) for n in (-2, -1, 0, 1)]
    assert [of(monday) for monday in weeks] == [([], []), (["3-2-1"], []), ([], ["3-2-1"]), ([], [])]
    assert WeekFacts(world.cast.round, MONDAY).requests.moved([world.measure], {world.measure.pk: "执法一支队"}) == (
        Later(
            "第3-2-1条",
            dt.date(2022, 7, 31),
            dt.date(2022, 6, 15),
            granter="领导小组组长",
            times=1,
            department="执法一支队",
            ref=Ref("measure", world.measure.pk),
        ),
    )


def test_another_departments_request_is_not_in_the_sheet(world: World) -> None:
    asked_for(world, BEFORE)
    requests = WeekFacts(world.cast.round, MONDAY).requests

    assert [later.label for later in requests.asked([world.measure], {})] == ["第3-2-1条"]
    assert requests.asked([world.second, world.of_deep_task], {}) == ()
