"""A published version stays byte for byte what it was, whatever happens to ledger, fonts and code; else it isn't given."""

from typing import Any

import pytest
from django.urls import reverse

from rectify.errors import Refused
from reports.models import Notice, Publication
from reports.notice import keeping
from reports.notice.comparison import compared_figures
from reports.notice.published import article_of, bytes_of, publication_of, unsound
from reports.notice.versions import document_of
from reports.render import html, pdf
from tests import factories as make
from tests.conftest import World
from tests.reports.notice import way
from tests.reports.telling import change


def everything(notice: Notice) -> dict[str, bytes]:
    made = publication_of(notice)
    return {key: bytes_of(made, key) for key in made.files}


def test_ledger_fonts_and_code_leave_it_as_it_was(told: World, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    notice = way.published(told)
    before, document = everything(notice), document_of(told.cast.round, 1)
    with make.prepared():
        change(told.measure, public_text="公布之后改写")
        change(told.cast.round, unit="改名之后的单位")
    settings.FONTS = {"仿宋": "/nowhere/fangsong.ttf"}
    monkeypatch.setattr(pdf, "render", lambda document, chosen: b"%PDF another engine")
    monkeypatch.setattr(html, "fragment", lambda *args: "another renderer")

    assert everything(way.again(notice)) == before
    assert document_of(told.cast.round, 1) == document
    assert unsound(way.again(notice)) == ""
    assert "公布之后改写" in str(document_of(told.cast.round))


@pytest.mark.parametrize("key", ["pdf", "txt", "article"])
def test_a_file_that_was_changed_is_refused(key: str, told: World) -> None:
    notice = way.published(told)
    made = Publication.objects.get()
    path = keeping.path_of(made.files[key]["path"])
    path.write_bytes(path.read_bytes() + b" ")

    assert "与登记的SHA-256不符" in unsound(notice)
    with pytest.raises(keeping.Unsound, match="与登记的SHA-256不符"):
        bytes_of(made, key)


def test_a_file_that_is_gone_is_said(told: World) -> None:
    notice = way.published(told)
    keeping.path_of(Publication.objects.get().files["article"]["path"]).unlink()
    with pytest.raises(keeping.Unsound, match="没有找到"):
        article_of(publication_of(notice))


@pytest.mark.parametrize("field", ["files", "figures", "people", "faces", "log_head"])
def test_a_record_of_publication_that_was_changed_is_refused(field: str, told: World) -> None:
    """Whoever changes the row in the database, even with a file that fits it, doesn't change what the log binds."""
    notice = way.published(told)
    row = Publication.objects.filter(notice=notice)
    value: Any = {**row.get().files, "pdf": row.get().files["txt"]} if field == "files" else "另一个"
    row.update(**{field: value})
    with pytest.raises(keeping.Unsound, match="公布记录与变更记录不符"):
        publication_of(notice)


def test_versions_are_read_by_number_and_an_unknown_one_is_refused(told: World) -> None:
    notice = way.submitted(told)
    change(told.measure, public_text="送审之后改写")
    assert "送审之后改写" not in str(document_of(told.cast.round, 1))
    assert "送审之后改写" in str(document_of(told.cast.round))
    assert document_of(told.cast.round, 1).version == notice.number == 1
    with pytest.raises(Refused, match="没有第2版"):
        document_of(told.cast.round, 2)


def test_a_draft_says_what_the_ledger_says(told: World) -> None:
    way.draft(told)
    change(told.measure, public_text="草稿之后改写")
    assert "草稿之后改写" in str(document_of(told.cast.round, 1))


def test_figures_are_compared_by_their_words() -> None:
    before = {
        "aspects": 4,
        "manifestations": {"total": 34, "completed": 10, "incomplete": 0},
        "opinions": {"total": 4, "implemented": 2},
    }
    now = {
        "aspects": 4,
        "manifestations": {"total": 34, "completed": 12, "incomplete": 0},
        "opinions": {"total": 4, "implemented": 4},
    }
    assert [(line.label, line.old, line.new) for line in compared_figures(before, now)] == [
        ("方面", 4, 4),
        ("具体问题", 34, 34),
        ("具体问题 · 完成整改", 10, 12),
        ("整改意见", 4, 4),
        ("整改意见 · 已落实", 2, 4),
    ]
    assert [line.label for line in compared_figures(before, now) if line.differs] == ["具体问题 · 完成整改", "整改意见 · 已落实"]


def test_the_address_of_a_version(told: World) -> None:
    notice = way.draft(told)
    assert notice.get_absolute_url() == reverse("reports:notice_version", args=[told.cast.round.pk, 1])
