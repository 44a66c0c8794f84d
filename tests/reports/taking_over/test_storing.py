"""What stands in the ledger after an import, in whose name, and that a notice is imported whole and once."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from issues.models import Aspect, Issue, KeyProblem, Membership, NarrativeSection, Opinion, OpinionClause, Round
from issues.words import Conclusion, Disclosure
from measures.figures import figures
from measures.models import Measure
from rectify.errors import Refused
from rectify.history.models import Entry
from reports.models import ImportedNotice
from reports.reading import importing
from reports.reading.importing import Importer, Wish, import_notice
from tests.conftest import Cast
from tests.reports.taking_over.reader import built, sample, squeezed, taken

FRAME = "开头。\n一、总体情况\n都好。\n二、反馈意见整改情况\n{}\n三、下步工作打算\n继续。"


def rows(round: Round) -> list[tuple[Any, ...]]:
    """Return the issues: code, title, disclosure, placeholder, how many measures."""
    found = Issue.objects.filter(round=round).in_order()
    return [(i.code, i.title, i.disclosure, i.placeholder, i.measures.count()) for i in found]


def test_the_round_and_its_settings(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk, feedback_on=datetime.date(2023, 3, 1))

    assert (round.title, round.unit) == ("某市园林管理所党总支关于巡视整改进展情况的通报", "某市园林管理所党总支")
    assert round.inspection == "市委第三轮巡视"
    assert (round.feedback_on, round.plan_state) == (datetime.date(2023, 3, 1), "draft")
    assert (round.contact_phone, round.contact_email) == ("**", "a@b.test")
    assert round.stated["manifestations"] == 4
    assert round.measure_count_note == "按公开稿条目计，与方案口径未必一致"


def test_the_issues(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    assert rows(round) == [
        ("1-1", "养护计划不细,部门各管一段", "full", False, 3),
        ("1-1-①", "古树档案不全", "full", False, 1),
        ("1-2", "浇水记录造假", "full", False, 1),
        ("2-1", "书记抓作风不够", "title_withheld", False, 2),
        ("2-举-①", "未刊载", "internal", True, 0),
        ("2-2", "未刊载", "internal", True, 0),
        ("深1", "探索“小班组大片区”管护", "full", False, 2),
    ]
    assert set(Issue.objects.filter(round=round).values_list("conclusion", flat=True)) == {Conclusion.UNDETERMINED}


def test_what_is_not_printed_says_why_by_whom_and_when(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    found = Issue.objects.filter(round=round).exclude(disclosure=Disclosure.FULL).in_order()
    today = timezone.localdate()
    withheld, *placeholders = found.values_list("disclosure_reason", "disclosure_body", "disclosure_on")
    assert withheld == ("原通报未印题目，作“上述问题”", "原通报（已公布）", today)
    assert placeholders == [("通报所述数字包含此项，原文未刊载", "原通报（已公布）", today)] * 2


def test_headings_opinions_and_clauses(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    assert list(Aspect.objects.filter(round=round).values_list("number", "title")) == [
        (1, "第一方面（名称原文未载）"),
        (2, "第二方面（名称原文未载）"),
        (3, "第三方面（名称原文未载）"),
    ]
    assert list(Opinion.objects.filter(round=round).values_list("text", "state")) == [
        ("第一条整改意见（原文未刊载）", "implementing")
    ]
    clauses = OpinionClause.objects.filter(key_problem__round=round).order_by("id")
    assert list(clauses.values_list("key_problem__number", "order", "text", "opinion")) == [
        (1, 1, "管护要常态化，“三分种七分养”要落到实处", None),
        (1, 2, "制度要管用", None),
    ]


def test_a_measures_outcome_is_its_public_text_and_its_plan_the_first_sentence(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    measure = Measure.objects.filter(round=round).order_by("id").first()
    assert measure is not None
    assert (measure.plan, measure.outcome, measure.public_text) == (
        "编制月度计划",
        "编制月度计划。把每棵树分到班组。",
        "编制月度计划。把每棵树分到班组。",
    )
    assert (measure.status, measure.due_on, measure.lead) == ("not_started", None, None)


def test_the_figures_meet_what_is_stated(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)

    found = figures(round)
    counted = {name: getattr(value, "total", value) for name in round.stated for value in [getattr(found, name)]}
    assert counted == round.stated == {
        "aspects": 3, "key_problems": 2, "manifestations": 4, "follow_on_items": 2,
        "deep_tasks": 1, "opinions": 1, "measures": 9,
    }  # fmt: skip


def test_aspects_that_are_printed_hold_their_key_problems(cast: Cast) -> None:
    round = taken(sample("deep"), cast.clerk)

    problems = KeyProblem.objects.filter(round=round).values_list("number", "title", "aspect__title")
    assert list(problems) == [
        (1, "学习不系统", "落实党的路线方针政策"),
        (2, "阵地建设滞后", "落实党的路线方针政策"),
        (3, "监督不严", "全面从严治党"),
    ]
    assert (round.unit, round.inspection) == ("中共某市图书馆委员会", "市委第二巡察组")


def test_lines_without_a_place_stay_in_the_round_as_text(cast: Cast) -> None:
    round = taken(FRAME.format("先说几句。\n（一）关于“甲”问题\n做了。") + "\n四、保障措施\n加强领导。", cast.clerk)

    kept = NarrativeSection.objects.filter(round=round).order_by("slot", "order").values_list("slot", "heading", "body")
    assert list(kept) == [
        ("next", "", "继续。"),
        ("next", "", "四、保障措施\n加强领导。"),
        ("overview", "", "都好。"),
        ("overview", "", "先说几句。"),
    ]
    assert "加强领导。" in built(round)


def test_a_follow_on_item_without_a_manifestation_hangs_on_one_that_isnt_printed(cast: Cast) -> None:
    text = FRAME.format("（一）关于“总”问题\n针对“举一反三”整改事项“甲”，进行了以下整改。做了。")
    round = taken(text, cast.clerk)

    assert rows(round) == [("1-1", "未刊载", "internal", True, 0), ("1-1-①", "甲", "full", False, 1)]
    assert "针对“举一反三”整改事项“甲”，进行了以下整改。做了。" in built(round)


def test_key_problems_that_are_only_counted(cast: Cast) -> None:
    round = taken("共3个重点问题的2个具体问题。\n一、总体情况\n好。\n二、整改情况\n（一）关于“甲”问题\n改。", cast.clerk)

    assert list(KeyProblem.objects.filter(round=round).values_list("number", "title")) == [
        (1, "甲"),
        (2, "未刊载"),
        (3, "未刊载"),
    ]
    assert [row[0] for row in rows(round)] == ["1-1", "1-2"]
    assert "未刊载" not in built(round)


def test_every_entry_is_in_the_importers_name(cast: Cast) -> None:
    last = Entry.objects.latest("id").pk
    round = taken(sample("whole"), cast.clerk)

    entries = Entry.objects.filter(pk__gt=last)
    assert set(entries.values_list("actor", "acting_role")) == {(cast.clerk.pk, "office")}
    assert entries.filter(action="measure.create").count() == 9
    assert set(entries.filter(action="measure.create").values_list("reason", flat=True)) == {
        "导入已公布的通报：措施按公开稿首句录入，方案原文未载"
    }
    (post,) = Membership.objects.filter(round=round)
    assert (post.user, post.role, post.director) == (cast.clerk, "office", True)


def test_who_may_not_make_a_round_leaves_nothing(cast: Cast) -> None:
    before = (Round.objects.count(), Entry.objects.count())
    with pytest.raises(PermissionDenied):
        import_notice(Wish(sample("whole")), Importer(cast.lead, cast.lead))

    assert (Round.objects.count(), Entry.objects.count(), ImportedNotice.objects.count()) == (*before, 0)


def test_all_of_it_or_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (Round.objects.count(), Entry.objects.count())

    def fails(*args: Any, **kwargs: Any) -> None:
        raise Refused("最后一步不行。")

    monkeypatch.setattr("reports.reading.storing.Storing._fill", fails)
    with pytest.raises(Refused, match="最后一步不行。"):
        import_notice(Wish(sample("whole")), Importer(cast.clerk, cast.clerk))

    assert (Round.objects.count(), Entry.objects.count(), ImportedNotice.objects.count()) == (*before, 0)


def test_two_at_the_same_moment(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second has read before the first wrote: the database holds the text once."""
    taken(sample("whole"), cast.clerk)
    monkeypatch.setattr(importing, "existing", lambda text: None)
    monkeypatch.setattr(ImportedNotice.objects, "filter", lambda **lookups: ImportedNotice.objects.none())
    before = Round.objects.count()

    who = Importer(cast.director, cast.director)
    for way in (
        lambda: import_notice(Wish(sample("whole")), who),
        lambda: importing.ask(wish=Wish(sample("whole")), by=cast.director),
    ):
        with pytest.raises(Refused, match="同一份通报正在由他人导入"):
            way()
    assert Round.objects.count() == before


def test_the_same_text_makes_no_second_round(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)
    other_file = "\ufeff" + sample("whole").replace("\n", "\r\n\r\n  ")

    again = import_notice(Wish(other_file, name="另存.txt"), Importer(cast.director, cast.director))

    assert again == (round, False)
    assert ImportedNotice.objects.count() == 1


def test_unless_another_copy_is_wanted(cast: Cast) -> None:
    round = taken(sample("whole"), cast.clerk)
    other = taken(sample("whole"), cast.clerk, again=True)

    assert other.pk != round.pk
    assert list(ImportedNotice.objects.order_by("copy").values_list("copy", "round")) == [(1, round.pk), (2, other.pk)]
    assert importing.existing(sample("whole")) == ImportedNotice.objects.get(copy=1)


def test_a_title_that_was_given_is_the_rounds(cast: Cast) -> None:
    assert taken(sample("plain"), cast.clerk, title="某某局巡察整改").title == "某某局巡察整改"


def test_what_the_text_doesnt_say_is_said_to_be_missing(cast: Cast) -> None:
    round = taken("一、总体情况\n好。\n二、整改情况\n（一）关于“甲”问题\n改。", cast.clerk)

    assert (round.title, round.unit, round.inspection) == ("导入的巡视整改通报", "（原文未载单位名称）", "（原文未载巡视批次）")
    assert round.feedback_on == timezone.localdate()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (FRAME.format("（一）关于“”问题\n改。"), "第5行：重点问题没有题目。"),
        (FRAME.format(f"（一）关于“{'甲' * 301}”问题\n改。"), "第5行：重点问题的题目超过300字。"),
        (FRAME.format(f"（一）关于“甲”问题\n{'改' * 20_001}"), "第6行：这一行有20001字，一段最多20000字，请分段后再导入。"),
        (
            FRAME.format(f"（一）关于“甲”问题\n一是{'改' * 15_000}\n{'改' * 15_000}。\n二是做。"),
            "第6行：从这一行起的一条措施超过20000字，请分条后再导入。",
        ),
    ],
    ids=["no title", "title", "line", "measure"],
)
def test_what_the_ledger_cant_hold_is_said_with_its_line(text: str, message: str, cast: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        import_notice(Wish(text), Importer(cast.clerk, cast.clerk))
    assert refusal.value.message == message


ODD = "引‘文“深”处’内；\u2028行分隔；<script>alert(1)</script>&lt;；😀👨‍👩‍👧；镕堃喆玥翀𬭎；" + "x" * 3000


def test_odd_characters_come_back(cast: Cast) -> None:
    text = FRAME.format(f"（一）关于“甲”问题\n针对上述问题，进行了以下整改。一是{ODD}。二是做。")
    round = taken(text, cast.clerk)

    assert squeezed(f"一是{ODD}。二是做。") in squeezed(built(round))


def test_a_narrative_longer_than_a_section_holds_is_kept_in_several(cast: Cast) -> None:
    rows_ = "\n".join(str(n % 10) * 9000 for n in range(5))
    round = taken(f"一、总体情况\n{rows_}\n二、整改情况\n（一）关于“甲”问题\n改。", cast.clerk)

    bodies = NarrativeSection.objects.filter(round=round, slot="overview").order_by("order").values_list("body", flat=True)
    assert "\n".join(bodies) == rows_
    assert len(bodies) == 3


@pytest.mark.parametrize(
    ("name", "signed", "end"),
    [
        ("deep", ("中共某市图书馆委员会", datetime.date(2023, 5, 9)), ["中共某市图书馆委员会", "2023年5月9日"]),
        ("plain", ("某某局党组", datetime.date(2023, 6, 1)), ["某某局党组", "2023年6月1日"]),  # it stood in Chinese numerals
    ],
)
def test_issuer_and_date_come_back(name: str, signed: tuple[str, datetime.date], end: list[str], cast: Cast) -> None:
    round = taken(sample(name), cast.clerk)

    assert (round.signature, round.signed_on) == signed
    assert built(round).splitlines()[-2:] == end


@pytest.mark.parametrize("under", ["", "（2023年1月2日）\n"])
def test_a_notice_without_a_whole_date_at_its_end_is_not_signed(under: str, cast: Cast) -> None:
    """A date under the title, or a month alone, is told and not printed at the end as another day."""
    head = f"某局关于巡视整改情况的通报\n{under}"
    text = head + FRAME.format("（一）关于“甲”问题\n改。") + ("" if under else "\n某局党组\n2023年1月")
    round = taken(text, cast.clerk)

    assert (round.signature, round.signed_on) == ("", None)
    assert ImportedNotice.objects.get(round=round).answer["dated"] == ("2023年1月2日" if under else "2023年1月")
