"""Small trees for the tests of the renderers."""

import datetime as dt
from dataclasses import dataclass

from reports.content import ContactLine, Document, Heading, Kind, Paragraph, Ref, Run, Signature, Table, paragraph

CUT_OFF = dt.date(2022, 6, 12)


def make_tree(*blocks: object, title: str = "关于巡视整改进展情况的通报", kind: Kind = Kind.NOTICE) -> Document:
    """A document of these blocks, by default none."""
    return Document(kind=kind, title=title, blocks=tuple(blocks), cut_off=CUT_OFF)  # type: ignore[arg-type]


def make_notice() -> Document:
    """One block of every kind, references on all that can have them."""
    manifestation = Paragraph(
        (
            Run("针对“理论武装不深入”问题，进行了以下整改。", ref=Ref("issue", 31), level=3),
            Run("一是组织集体学习。", ref=Ref("measure", 71)),
            Run("二是编印学习资料。", ref=Ref("measure", 72)),
        ),
        number="1.",
    )
    return Document(
        kind=Kind.NOTICE,
        title="关于巡视整改进展情况的通报",
        blocks=(
            paragraph("按照党务公开原则，现将巡视整改进展情况予以公布。"),
            Heading(1, "整改事项落实情况", number="一、"),
            Heading(2, "关于“学用结合不够”问题", number="（一）", ref=Ref("keyproblem", 11)),
            manifestation,
            Table(("部门", "牵头"), (("办公室", "12"), ("法制部门", "7")), caption="各部门情况"),
            ContactLine("欢迎监督。联系电话：**；电子邮箱：**。"),
            Signature("市文化市场行政执法总队党总支", dt.date(2022, 6, 10)),
        ),
        cut_off=CUT_OFF,
        version=3,
        issuer="市文化市场行政执法总队党总支",
        subject="巡视整改进展情况",
        log_head="c0ffee",
    )


@dataclass(frozen=True)
class Headed(Document):
    """A document with a red header, whether or not the tree knows of such."""

    issuer_mark: str = ""
    document_number: str = ""


def with_head(mark: str, number: str) -> Document:
    """A notice with a red header."""
    title = "关于巡视整改进展情况的通报"
    return Headed(Kind.NOTICE, title, (paragraph("正文"),), CUT_OFF, issuer_mark=mark, document_number=number)
