"""The demonstration's calendar, whatever the weekday it is loaded on: the whole story told, nothing played."""

import datetime

import pytest
from django.utils import timezone

from issues.models import Opinion, Round
from measures.demo.actors import Actors
from measures.demo.data import Fixtures
from measures.demo.story import Story
from measures.demo.weeks import Weeks
from rectify.accounts.models import Person

MONDAY = datetime.date(2022, 6, 13)
WEEK = [MONDAY + datetime.timedelta(days=n) for n in range(7)]
MIDNIGHT = datetime.time(0, tzinfo=datetime.timezone(datetime.timedelta(hours=8)))


@pytest.fixture(scope="module")
def fixtures() -> Fixtures:
    return Fixtures()


def told(fixtures: Fixtures, today: datetime.date) -> tuple[datetime.datetime, list[datetime.datetime]]:
    """Tell the story as the loader does; return when the plan was adopted and every moment after that, in the order of play."""
    weeks = Weeks(today)
    adopted = weeks.moment(2, after=weeks.moment(1))
    actors = Actors({}, {person["key"]: Person(name=person["name"]) for person in fixtures.people["people"]}, Round())
    story, pk = Story(fixtures, actors, weeks, adopted), 0
    for issue in fixtures.issues():
        pks = []
        for key, values in issue.measures:
            pk += 1
            story.tell_measure(key, pk, values)
            pks.append(pk)
        story.tell_issue(issue.key, pk, pks, issue.values["conclusion"])
    for row in fixtures.round["opinions"]:
        story.tell_opinion(Opinion(number=row["number"]), row["basis"])
    story.tell_meetings([row for row in fixtures.meetings if not row.get("deliberates_notice")])
    return adopted, [moment for moment, _, _ in sorted(story.deeds, key=lambda deed: deed[:2])]


@pytest.mark.parametrize("today", WEEK, ids=lambda day: f"{day:%a}")
def test_every_moment_lies_after_the_adoption_and_before_today(today: datetime.date, fixtures: Fixtures) -> None:
    adopted, moments = told(fixtures, today)
    start = datetime.datetime.combine(today - datetime.timedelta(days=70), MIDNIGHT)
    assert start <= adopted < moments[0]
    assert moments[-1] < datetime.datetime.combine(today, MIDNIGHT)


@pytest.mark.parametrize("today", WEEK, ids=lambda day: f"{day:%a}")
def test_nobody_works_at_the_weekend_but_who_began_on_the_friday(today: datetime.date, fixtures: Fixtures) -> None:
    _, moments = told(fixtures, today)
    late = [moment for moment in moments if timezone.localtime(moment).weekday() >= 5]
    assert [moment for moment in late if timezone.localtime(moment).hour >= 4] == []
    assert len(late) <= len(moments) // 100


@pytest.mark.parametrize("today", WEEK, ids=lambda day: f"{day:%a}")
def test_due_dates_are_working_days_of_their_week(today: datetime.date) -> None:
    weeks = Weeks(today)
    for week in range(1, 14):
        first = weeks.start + datetime.timedelta(weeks=week - 1)
        assert weeks.due(week).weekday() < 5
        assert -2 <= (weeks.due(week) - first).days <= 4


@pytest.mark.parametrize("today", WEEK, ids=lambda day: f"{day:%a}")
def test_what_is_overdue_does_not_depend_on_the_weekday(today: datetime.date) -> None:
    weeks = Weeks(today)
    assert [week for week in range(1, 14) if weeks.due(week) < today] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]


def test_the_same_day_gives_the_same_story(fixtures: Fixtures) -> None:
    assert told(fixtures, MONDAY) == told(fixtures, MONDAY)


def test_the_day_of_loading_is_the_first_of_the_eleventh_week() -> None:
    assert Weeks(MONDAY).start == datetime.date(2022, 4, 4)


def test_no_moment_lies_in_the_future(fixtures: Fixtures) -> None:
    """Loaded just after midnight there may be less of yesterday left than the story takes."""
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    _, moments = told(fixtures, tomorrow)
    assert moments[-1] <= timezone.now()
