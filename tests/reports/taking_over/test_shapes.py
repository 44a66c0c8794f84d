"""The shapes that notices of other units have, each read from a sample in our own words; what was read is written out by hand."""

import pytest

from rectify.errors import Refused
from reports.reading.counting import answer, counts
from reports.reading.model import Kind, Line, ParsedIssue, ParsedProblem, Place, Section, Stated
from reports.reading.parsing import NO_STRUCTURE, parse
from tests.reports.taking_over.reader import parsed

M, F, D = Kind.MANIFESTATION, Kind.FOLLOW_ON, Kind.DEEP_TASK


def test_the_shape_of_the_source() -> None:
    notice = parsed("whole")

    first, second = notice.problems
    assert (first.title, first.line) == ("苗木养护“重栽轻管”", 10)
    assert first.clauses == ("管护要常态化，“三分种七分养”要落到实处", "制度要管用")
    assert [(issue.kind, issue.title, len(issue.measures), issue.line) for issue in first.issues] == [
        (M, "养护计划不细,部门各管一段", 3, 11),
        (M, "浇水记录造假", 1, 13),
    ]
    assert first.issues[0].follow_on == (ParsedIssue(F, "古树档案不全", ("补齐档案，共12棵。",), 12),)
    assert second == ParsedProblem(
        "书记抓作风不够",
        (),
        14,
        (ParsedIssue(M, "", ("书记每周走一个片区。", "通报批评2人次（含1名副科级）。"), 15),),
    )
    assert notice.deep_tasks == (ParsedIssue(D, "探索“小班组大片区”管护", ("开展调研。", "试点两个片区。"), 18),)
    assert notice.unplaced == ()


def test_its_narrative_ending_and_figures() -> None:
    notice = parsed("whole")

    assert notice.title == "某市园林管理所党总支关于巡视整改进展情况的通报"
    assert notice.opening == "根据市委第三轮巡视工作部署，现将整改进展予以公布。"
    assert [section.heading for section in notice.narrative[Place.OVERVIEW]] == [
        "",
        "抓学习，“两个清单”一起学",
        "抓责任！",
    ]
    assert notice.narrative[Place.OVERVIEW][1].body == "党总支学了三次。\n第二段接着说学习。"
    assert notice.narrative[Place.REMAINING] == (
        Section("", "整改还有差距。"),
        Section("联动还不够", "比如，部分片区人手少。"),
        Section("办法还不多", "智能灌溉只覆盖3.5万平方米。"),
    )
    assert [section.heading for section in notice.narrative[Place.NEXT]] == ["", "持续学", "持续改", "持续管"]
    assert (notice.ending.phone, notice.ending.email) == ("**", "a@b.test")
    assert notice.ending.closing == "欢迎广大党员群众监督。如有意见，请反映。"
    assert notice.stated == Stated(
        {
            "aspects": 3,
            "key_problems": 2,
            "manifestations": 4,
            "follow_on_items": 2,
            "deep_tasks": 1,
            "opinions": 1,
            "measures": 9,
        },
        {
            "manifestations": {"已完成整改": 2, "阶段性完成": 1, "基本完成": 1},
            "opinions": {"已落实": 1},
            "follow_on_items": {"已完成整改": 1, "基本完成": 1},
            "deep_tasks": {"未完成": 1},
        },
    )


def test_its_answer() -> None:
    said = answer(parsed("whole"))

    assert said["counts"] == {
        "aspects": 0,
        "key_problems": 2,
        "manifestations": 3,
        "follow_on_items": 1,
        "deep_tasks": 1,
        "opinion_clauses": 2,
        "measures": 9,
    }
    assert said["placeholders"] == {
        "aspects": 3,
        "key_problems": 0,
        "manifestations": 1,
        "follow_on_items": 1,
        "deep_tasks": 0,
        "opinions": 1,
    }
    meets = {"stated": 4, "printed": 3, "placeholders": 1, "computed": 4, "meets": True}
    assert said["reconciliation"]["manifestations"] == meets
    assert said["reconciliation"]["measures"] == {
        "stated": 9, "printed": 9, "placeholders": 0, "computed": 9, "meets": True,
    }  # fmt: skip
    assert said["unplaced"] == []


def test_three_levels_with_aspects_half_width_marks_and_a_signature() -> None:
    notice = parsed("deep")

    assert notice.title == "中共某市图书馆委员会关于巡察整改进展情况的通报"
    assert notice.aspects == ("落实党的路线方针政策", "全面从严治党")
    assert [(problem.title, problem.aspect) for problem in notice.problems] == [
        ("学习不系统", 0),
        ("阵地建设滞后", 0),
        ("监督不严", 1),
    ]
    assert [(issue.title, issue.measures) for problem in notice.problems for issue in problem.issues] == [
        ("集中学习搞'大水漫灌'", ("列出清单；", "每月测评。")),
        ("学用脱节", ("带题调研。", "办实事8件。", "形成常态。")),
        ("", ("改造阅览室。", "开放夜间书房。")),
        ("关键岗位轮岗不及时", ("制定轮岗办法。", "完成轮岗9人。")),
    ]
    assert notice.narrative[Place.OVERVIEW] == (Section("", "馆党委履行政治责任，专题研究6次。"),)
    assert notice.narrative[Place.NEXT] == (Section("", "继续巩固。"),)
    assert (notice.ending.issuer, notice.ending.dated) == ("中共某市图书馆委员会", "2023年5月9日")
    assert (notice.ending.phone, notice.ending.email) == ("12345678", "lib@example.test")
    assert notice.ending.closing == "邮政信箱：某市某路1号图书馆办公室；"
    assert notice.stated == Stated(
        {"manifestations": 4}, {"manifestations": {"已完成整改": 3, "正在整改": 1, "整改完成率": 75.0}}
    )
    assert notice.unplaced == ()


def test_titles_without_marks_other_headings_and_what_has_no_place() -> None:
    notice = parsed("plain")

    assert [(problem.title, problem.issues[0].title, problem.issues[0].measures) for problem in notice.problems] == [
        ("理论学习不深入", "", ("建立清单制度。", "开展专题培训4期。\n这几年一直没有做过这件事。")),
        ("财务管理不规范", "", ("完善报销办法。", "清退违规费用3万元。")),
    ]
    assert notice.unplaced == (Line(14, "三、保障措施"), Line(15, "加强领导。"))
    assert notice.late == 2
    assert notice.narrative[Place.NEXT] == (Section("", "常抓不懈。"),)
    assert notice.stated.words == {"manifestations": {"已完成整改": 19, "正在整改": 6, "整改完成率": 76.0}}
    assert (notice.ending.issuer, notice.ending.dated) == ("某某局党组", "二〇二三年六月一日")


def test_headings_that_only_name_the_problem() -> None:
    notice = parsed("bare")

    assert [(problem.title, problem.issues[0].measures) for problem in notice.problems] == [
        ("理论学习不够深入", ("定期学。", "集中学。")),
        ("作风建设抓得不紧", ("开展谈心谈话。",)),
    ]


FRAME = "开头。\n一、总体情况\n都好。\n二、反馈意见整改情况\n{}\n三、下步工作打算\n继续。"


@pytest.mark.parametrize(
    ("heading", "title", "clauses"),
    [
        ("（一）关于“甲”问题", "甲", ()),
        ('(一)关于"甲"问题', "甲", ()),
        ("（一）关于「甲」的问题整改情况", "甲", ()),
        ("（一）关于“‘乙’和‘丙’不分”的问题。", "“乙”和“丙”不分", ()),
        ("（一）关于“落实“双签”不严”问题", "落实“双签”不严", ()),
        ("（一）针对“甲”方面存在的问题", "甲", ()),
        ("（一）“甲”问题整改落实情况", "甲", ()),
        ("（一）关于“甲”问题和“要乙”整改意见", "甲", ("要乙",)),
        ("（一）关于“甲”问题和“要乙”“要丙。丁”整改意见", "甲", ("要乙", "要丙。丁")),
        ("（一）关于“甲”问题及“要乙”的整改建议", "甲", ("要乙",)),
    ],
)
def test_a_key_problems_heading(heading: str, title: str, clauses: tuple[str, ...]) -> None:
    notice = parse(FRAME.format(f"{heading}\n做了。"))

    (problem,) = notice.problems
    assert problem.title == title
    assert problem.clauses == clauses
    assert [issue.measures for issue in problem.issues] == [("做了。",)]


@pytest.mark.parametrize(
    ("line", "kind", "title"),
    [
        ("1.针对“甲”问题，进行了以下整改。做了。", M, "甲"),
        ("1．针对“甲”的问题，采取以下措施：做了。", M, "甲"),
        ("1、关于“甲”问题的整改。做了。", M, "甲"),
        ("针对上述问题，进行了以下整改。做了。", M, ""),
        ("1.针对以上两个问题，采取如下措施。做了。", M, ""),
        ("1.针对“甲”“乙”问题，进行了以下整改。做了。", M, "“甲”“乙”"),
        ("1.针对甲乙丙问题，进行了以下整改。做了。", M, "甲乙丙"),
    ],
)
def test_a_manifestation(line: str, kind: Kind, title: str) -> None:
    notice = parse(FRAME.format(f"（一）关于“总”问题\n{line}\n2.针对“另”问题，进行了以下整改。也做了。"))

    first, second = notice.problems[0].issues
    assert (first.kind, first.title, first.measures) == (kind, title, ("做了。",))
    assert (second.title, second.measures) == ("另", ("也做了。",))


@pytest.mark.parametrize(
    "line",
    [
        "针对“举一反三”整改事项“甲”，进行了以下整改。做了。",
        '针对"举一反三"整改事项"甲"，进行了以下整改。做了。',
        "针对“举一反三”查摆的问题“甲”，采取以下措施：做了。",
        "针对举一反三事项“甲”，进行了以下整改。做了。",
    ],
)
def test_a_follow_on_item(line: str) -> None:
    notice = parse(FRAME.format(f"（一）关于“总”问题\n1.针对“表”问题，进行了以下整改。做。\n{line}"))

    assert notice.problems[0].issues[0].follow_on == (ParsedIssue(F, "甲", ("做了。",), 7),)


def test_a_follow_on_item_before_any_manifestation_is_kept() -> None:
    notice = parse(FRAME.format("（一）关于“总”问题\n针对“举一反三”整改事项“甲”，进行了以下整改。做了。"))

    assert [item.title for item in notice.problems[0].orphans] == ["甲"]
    assert counts(notice)["follow_on_items"] == 1
    assert answer(notice)["placeholders"]["manifestations"] == 1


def test_a_heading_of_no_known_kind_and_what_follows_it_are_told_with_their_lines() -> None:
    odd = "（二）其他工作情况\n说了一句。\n（三）关于“乙”问题\n做了乙。"
    notice = parse(FRAME.format(f"先说几句没有数字的话。\n（一）关于“甲”问题\n做了甲。\n{odd}"))

    assert notice.unplaced == (
        Line(5, "先说几句没有数字的话。"),
        Line(8, "（二）其他工作情况"),
        Line(9, "说了一句。"),
    )
    assert [(p.title, p.issues[0].measures) for p in notice.problems] == [("甲", ("做了甲。",)), ("乙", ("做了乙。",))]


def test_without_headings_of_the_first_level() -> None:
    notice = parse("现公布如下。\n（一）关于“甲”问题\n一是学。二是做。\n（二）关于“乙”问题\n改。\n2023年1月2日")

    assert (notice.opening, [problem.title for problem in notice.problems]) == ("现公布如下。", ["甲", "乙"])
    assert notice.ending.dated == "2023年1月2日"


def test_a_notice_without_a_single_problem() -> None:
    notice = parse("开头。\n一、总体情况\n都好。\n二、下步工作打算\n继续。")

    assert counts(notice) == dict.fromkeys(counts(notice), 0)
    assert notice.narrative[Place.OVERVIEW][0].body == "都好。"


@pytest.mark.parametrize("text", ["今天天气好。", "买菜\n做饭\n洗碗", "第一段没有结构。\n第二段也没有。\n共3个问题。"])
def test_a_text_without_structure_is_one_clear_message(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse(text)
    assert refusal.value.message == NO_STRUCTURE


ROWS = 3000


@pytest.mark.parametrize(
    ("line", "problems", "measures"),
    [
        ("9" * 19_000, 1, 2),
        ("针对" + "“甲”" * ROWS + "问题，进行了以下整改。", 1, 1),
        ("（二）关于“甲”问题和" + "“乙”" * ROWS, 2, 1),
        ("针对" + "“" * ROWS + "”" * ROWS + "的问", 1, 2),
        ("针对" + "“" * ROWS, 1, 2),
        ('针对"甲' * ROWS, 1, 2),
        ("。一是二是" * ROWS, 1, 2),
        ("欢迎" * ROWS, 1, 2),
    ],
    ids=["digits", "titles", "clauses", "nested", "unbalanced", "half-width", "ordinals", "welcome"],
)
def test_lines_made_to_wear_the_reader_out_are_read(line: str, problems: int, measures: int) -> None:
    """Twenty thousand such characters took a quarter of an hour before the patterns were bounded."""
    notice = parse(FRAME.format("（一）关于“总”问题\n做。\n" + line))

    said = counts(notice)
    assert (said["key_problems"], said["measures"]) == (problems, measures)
