"""What the ledger can't hold, said with the line's number before anything is stored; pure."""

from rectify.errors import Refused
from reports.reading.lines import lines_of
from reports.reading.model import ParsedNotice

TEXT = 20_000  # characters of one text, as the ledger keeps it
PROBLEM, ASPECT = 300, 200  # characters of their titles


def check_lines(text: str) -> None:
    """Raise Refused for the first line that is too long for any record, naming it: before the text is read."""
    for line in lines_of(text):
        if len(line.text) > TEXT:
            raise _refused(line.number, f"这一行有{len(line.text)}字，一段最多{TEXT}字，请分段后再导入。")


def check(notice: ParsedNotice) -> None:
    """Raise Refused for the first title or measure that is empty or too long, naming the line where it begins."""
    for problem in notice.problems:
        if not problem.title:
            raise _refused(problem.line, "重点问题没有题目。")
        if len(problem.title) > PROBLEM:
            raise _refused(problem.line, f"重点问题的题目超过{PROBLEM}字。")
    for title in notice.aspects:
        if not 0 < len(title) <= ASPECT:
            raise Refused(f"方面“{title[:20]}……”的名称超过{ASPECT}字。" if title else "有一个方面没有名称。", field="text")
    for issue in notice.issues():
        if any(len(measure) > TEXT for measure in issue.measures):
            raise _refused(issue.line, f"从这一行起的一条措施超过{TEXT}字，请分条后再导入。")


def _refused(line: int, message: str) -> Refused:
    return Refused(f"第{line}行：{message}", field="text")
