"""Dates as Chinese documents write them, how long ago, sizes."""

import datetime as dt

import pytest

from rectify.templatetags.rectify import ago, cdate, ctime, filesize_zh, short_date

NOW = dt.datetime(2022, 6, 22, 2, tzinfo=dt.UTC)  # ten in the morning in Shanghai


@pytest.fixture(autouse=True)
def _on_22_june(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def test_a_date_has_its_year_and_no_zeros() -> None:
    assert cdate(dt.date(2022, 6, 9)) == "2022年6月9日"
    assert cdate(dt.datetime(2022, 6, 9, 16, 30, tzinfo=dt.UTC)) == "2022年6月10日"  # it is that day in Shanghai already
    assert ctime(dt.datetime(2022, 6, 9, 16, 5, tzinfo=dt.UTC)) == "2022年6月10日 00:05"
    assert [cdate(None), ctime(None), short_date(None), ago(None)] == ["", "", "", ""]


def test_a_short_date_drops_this_years_number_alone() -> None:
    assert short_date(dt.date(2022, 6, 9)) == "6月9日"
    assert short_date(dt.date(2023, 1, 5)) == "2023年1月5日"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (NOW - dt.timedelta(seconds=59), "刚刚"),
        (NOW - dt.timedelta(minutes=59), "59分钟前"),
        (NOW - dt.timedelta(hours=9), "9小时前"),
        (NOW - dt.timedelta(hours=11), "1天前"),  # yesterday, though less than a day ago
        (NOW - dt.timedelta(days=30), "30天前"),
        (NOW - dt.timedelta(days=31), "2022年5月22日"),
    ],
)
def test_how_long_ago(moment: dt.datetime, said: str) -> None:
    assert ago(moment) == said


def test_sizes() -> None:
    assert [filesize_zh(n) for n in (120, 45 * 1024, 12 * 1024 * 1024 + 300 * 1024)] == ["120 字节", "45 KB", "12.3 MB"]
