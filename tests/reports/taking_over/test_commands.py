"""manage.py import_notice and build_notice: what they say, in whose name they act, and how they fail."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from issues.models import Membership, Round
from rectify.accounts.models import User
from rectify.history.models import Entry
from reports.builders.notice import public_notice
from reports.models import ImportedNotice
from reports.render import html, pdf, text
from tests import factories as make
from tests.conftest import Cast
from tests.reports.taking_over.documents import document
from tests.reports.taking_over.reader import HERE, sample, taken

WHOLE = str(HERE / "samples/whole.txt")
PLAIN = str(HERE / "samples/plain.txt")


def run(name: str, *args: Any, **options: Any) -> str:
    """Run a command and return what it printed."""
    out = StringIO()
    call_command(name, *args, stdout=out, **options)
    return out.getvalue()


def said(*args: Any, **options: Any) -> dict[str, Any]:
    """Return the answer of an import as JSON."""
    answer: dict[str, Any] = json.loads(run("import_notice", *args, "--json", **options))
    return answer


def test_it_answers_with_what_it_counted(cast: Cast) -> None:
    answer = said(WHOLE)

    round = Round.objects.get(pk=answer["round"])
    assert (round.unit, answer["imported"]) == ("某市园林管理所党总支", True)
    assert list(answer) == [
        "round", "imported", "counts", "placeholders", "stated", "stated_conclusions", "reconciliation",
        "title", "issuer", "dated", "unplaced",
    ]  # fmt: skip
    assert list(answer["counts"]) == [
        "aspects", "key_problems", "manifestations", "follow_on_items", "deep_tasks", "opinion_clauses", "measures",
    ]  # fmt: skip


def test_a_dry_run_saves_nothing(cast: Cast) -> None:
    before = (Round.objects.count(), Entry.objects.count())
    answer = said(PLAIN, "--dry-run")

    assert (answer["round"], answer["imported"]) == (None, False)
    assert answer["unplaced"] == [{"line": 14, "text": "三、保障措施"}, {"line": 15, "text": "加强领导。"}]
    assert (Round.objects.count(), Entry.objects.count(), ImportedNotice.objects.count()) == (*before, 0)


def test_twice_makes_no_second_copy_without_being_asked_to(cast: Cast) -> None:
    first, second, third = said(WHOLE), said(WHOLE), said(WHOLE, "--again")

    assert (second["round"], second["imported"]) == (first["round"], False)
    assert {**second, "imported": True} == first
    assert (third["round"] != first["round"], third["imported"]) == (True, True)


def test_in_words(cast: Cast) -> None:
    lines = run("import_notice", PLAIN, "--title", "某某局巡察整改").splitlines()

    round = Round.objects.get(title="某某局巡察整改")
    assert lines == [
        f"已导入为轮次{round.pk}“某某局巡察整改”，以stranger的姓名的名义。",
        "读出：方面0，重点问题2，具体问题2，“举一反三”整改事项0，深度整改任务0，整改意见条款0，整改措施4。",
        "核对：",
        "  重点问题：原文未述，刊载2（一致）",
        "  具体问题：所述25，刊载2，未刊载的占位23（一致）",
        "  整改措施：所述7，刊载4（不一致，台账将为4）",
        "原文所述结论：具体问题已完成整改19、正在整改6、整改完成率76%。",
        "没有归类的文字2行，已作为叙述部分保留：",
        "  第14行：三、保障措施",
        "  第15行：加强领导。",
    ]
    again = run("import_notice", PLAIN).splitlines()[0]
    assert again == f"这份通报已导入为轮次{round.pk}“某某局巡察整改”，没有再次导入；确需再导入一份，请加 --again。"


def test_a_word_document_and_gb18030(cast: Cast, tmp_path: Path) -> None:
    word, plain = tmp_path / "a.docx", tmp_path / "b.txt"
    word.write_bytes(document(sample("whole")))
    plain.write_bytes(sample("whole").encode("gb18030"))

    first, second = said(str(word)), said(str(plain))

    assert (first["imported"], second["imported"], second["round"]) == (True, False, first["round"])
    assert first["counts"]["measures"] == 9


def test_by_default_it_is_the_director_of_the_newest_rounds_office(cast: Cast) -> None:
    answer = said(WHOLE)

    (post,) = Membership.objects.filter(round=answer["round"])
    assert (post.user, post.director) == (cast.stranger, True)


def test_in_the_name_of_somebody_of_an_office(cast: Cast) -> None:
    answer = said(WHOLE, "--by", "clerk")

    assert set(Entry.objects.filter(round=answer["round"]).values_list("actor", flat=True)) == {cast.clerk.pk}


@pytest.mark.parametrize(
    ("username", "message"),
    [
        ("lead", "账号“lead”不在任何轮次的领导小组办公室任职，不能导入通报。"),
        ("admin", "账号“admin”不在任何轮次的领导小组办公室任职，不能导入通报。"),
        ("nobody", "没有可用的账号“nobody”。"),
    ],
)
def test_in_nobody_elses_name(username: str, message: str, cast: Cast) -> None:
    before = (Round.objects.count(), Entry.objects.count())
    with pytest.raises(CommandError) as error:
        run("import_notice", WHOLE, "--by", username)

    assert str(error.value) == message
    assert (Round.objects.count(), Entry.objects.count()) == before


def test_on_a_fresh_installation_an_account_that_nobody_can_use_stands_in(db: None) -> None:
    answer = said(WHOLE)

    user = User.objects.get()
    assert (user.username, str(user), user.has_usable_password()) == ("import", "通报导入", False)
    (post,) = Membership.objects.all()
    assert (post.user, post.round_id, post.role, post.director) == (user, answer["round"], "office", True)
    created = Entry.objects.filter(action__in=["round.create", "user.create"])
    assert set(created.values_list("actor_name", "acting_role")) == {("系统", "system")}
    assert said(PLAIN)["round"] != answer["round"]
    assert User.objects.count() == 1


def test_on_a_fresh_installation_somebody_may_be_named(db: None) -> None:
    with make.prepared():
        user = make.make_user("first")
    answer = said(WHOLE, "--by", "first")

    assert Membership.objects.get(round=answer["round"]).user == user


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("今天天气好。".encode(), "没有读出通报的结构"),
        (b"PK\x03\x04", "文件已经损坏，不是可以读取的 Word 文档。"),
        (b"", "这是空文件，没有内容可读。"),
    ],
)
def test_it_fails_with_one_sentence(data: bytes, message: str, cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(CommandError) as error:
        run("import_notice", str(path), "--json")

    assert str(error.value).startswith(message)
    assert error.value.returncode == 1


def test_a_file_that_isnt_there(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="读不出文件"):
        run("import_notice", str(tmp_path / "none.txt"))
    with pytest.raises(CommandError, match="读不出文件"):
        run("import_notice", str(tmp_path))


# build_notice


def test_the_newest_round_is_built(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    assert run("build_notice", "--format", "txt") == text.render(public_notice(round))
    assert run("build_notice", "--format", "html", "-o", "-") == html.page(public_notice(round))


def test_another_round_into_a_file(cast: Cast, tmp_path: Path) -> None:
    round = taken(sample("whole"), cast.clerk)
    taken(sample("plain"), cast.clerk)
    path = tmp_path / "notice.txt"

    assert run("build_notice", "--round", str(round.pk), "--format", "txt", "-o", str(path)) == ""
    assert path.read_text(encoding="utf-8") == text.render(public_notice(round))


def test_a_pdf(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "render", lambda document, chosen: f"%PDF {document.title}".encode())
    taken(sample("whole"), cast.clerk)
    path = tmp_path / "notice.pdf"
    run("build_notice", "--format", "pdf", "-o", str(path))

    assert path.read_bytes().decode() == "%PDF 某市园林管理所党总支关于巡视整改进展情况的通报"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["--format", "pdf"], "pdf 不能写到标准输出，请用 -o 给出文件。"),
        (["--format", "txt", "--round", "999999"], "没有编号为999999的轮次。"),
        (["--format", "txt", "-o", "/nowhere/at/all/a.txt"], "写不了文件 /nowhere/at/all/a.txt：所在的文件夹不存在。"),
    ],
)
def test_building_fails_with_one_sentence(args: list[str], message: str, cast: Cast) -> None:
    with pytest.raises(CommandError) as error:
        run("build_notice", *args)
    assert str(error.value) == message


def test_without_a_round_there_is_nothing_to_build(db: None) -> None:
    with pytest.raises(CommandError, match="还没有轮次。"):
        run("build_notice", "--format", "txt")
