"""Forms of a round: making one, the sections of its settings, its plan."""

import datetime
from typing import Any

from django import forms

from issues.forms.fields import clock, day, long_text
from issues.models import Round
from issues.selectors import STATED, WORKED
from issues.services.rounds import CLASSIFIED, DIRECTOR
from issues.words import FOUR_WORDS
from rectify.accounts.models import User
from rectify.conflict import Versioned

PERIOD_HINT = "留空则按反馈之日起三个月计"


class BasicForm(Versioned, forms.ModelForm):
    """What the round is called."""

    class Meta:
        model = Round
        fields = ["title", "unit", "unit_short", "inspection", "measure_count_note"]
        help_texts = {
            "inspection": "如：十一届市委第十轮第二批巡视",
            "measure_count_note": "印在措施总数旁，如：按公开稿条目计",
        }


class IllustrativeForm(Versioned):
    """What of the demonstration's data is made up."""

    illustrative = long_text("示例说明", required=False, help_text="在总览和通报中注明哪些内容是示例；正式轮次留空")


class PeriodForm(Versioned):
    """The concentrated period and the warning days."""

    feedback_on = day("巡视反馈日期")
    concentrated_until = day("集中整改截止日期")
    warning_days = forms.IntegerField(
        label="临期提醒天数", min_value=1, max_value=90, help_text="距完成时限不超过这些天的标为临期"
    )
    remark_days = forms.IntegerField(
        label="监督意见答复期限（工作日）", min_value=1, max_value=60, help_text="提出监督意见时按此填好期限，提出人可改"
    )


class ContactForm(Versioned):
    """How the notice begins and ends, and where the public may write to."""

    opening = long_text("通报开头", required=False)
    closing = long_text("通报结尾", required=False)
    contact_phone = forms.CharField(label="联系电话", max_length=60, required=False)
    contact_email = forms.CharField(label="电子邮箱", max_length=120, required=False)


class LetterheadForm(Versioned):
    """The red header and the signature of the notice; one that is published on the web has neither."""

    issuer_mark = forms.CharField(
        label="发文机关标志", max_length=40, required=False, help_text="印在首页的红色版头；网上公布的通报一般没有版头，留空即可"
    )
    document_number = forms.CharField(
        label="发文字号", max_length=60, required=False, help_text="印在发文机关标志之下，如：示例字〔2022〕1号"
    )
    signature = forms.CharField(label="署名", max_length=120, required=False, help_text="印在正文之后；留空则不署名")
    signed_on = day("成文日期", required=False, help_text="印在署名之下；有署名而此处留空的，印通报的截至日期")


class ReviewForm(Versioned):
    """Through whose hands a notice goes before it is deliberated, and what the public sees of earlier versions."""

    review_steps = long_text(
        "审核环节", required=False, rows=5, help_text="一行一个，按先后排列；下次送审起适用，已送审的版本不变。留空则不设审核环节"
    )
    earlier_public = forms.BooleanField(
        label="公开页提供历次版本",
        required=False,
        help_text="不选时，新版本公布后，公开页只提供现行版本；已撤回的版本总是不再提供",
    )

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the steps one a line, as they are typed."""
        return {"review_steps": "\n".join(record.review_steps), "earlier_public": record.earlier_public}

    def values(self) -> dict[str, Any]:
        """Return the steps as the round keeps them."""
        data = self.cleaned_data
        return {**data, "review_steps": [line.strip() for line in data["review_steps"].splitlines() if line.strip()]}


class ClosingForm(Versioned):
    """How long the inspection team has for its opinion, when a closed issue is looked back at, and which days are worked."""

    consultation_days = forms.IntegerField(label="征求纪检监察组意见期限（工作日）", min_value=1, max_value=60)
    look_back_months = forms.IntegerField(label="销号后几个月回头看", min_value=1, max_value=36)
    extension_days = forms.IntegerField(
        label="到期前几个工作日申请延期", min_value=1, max_value=30, help_text="只作提醒：逾期后也可以申请，申请上注明"
    )
    day_exceptions = long_text(
        "工作日例外",
        required=False,
        rows=5,
        help_text="法定节假日和调休已按国务院办公厅的通知计算，另有安排的在此一行一天写明，如：2026-10-10 上班",
    )

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the exceptions one a line, as they are typed."""
        lines = [f"{day} {WORKED[worked]}" for day, worked in sorted(record.day_exceptions.items())]
        days = {name: getattr(record, name) for name in ("consultation_days", "look_back_months", "extension_days")}
        return {**days, "day_exceptions": "\n".join(lines)}

    def clean_day_exceptions(self) -> dict[str, bool]:
        """Read one day a line; say which line can't be read."""
        words = {word: worked for worked, word in WORKED.items()}
        found: dict[str, bool] = {}
        for line in filter(None, (line.strip() for line in self.cleaned_data["day_exceptions"].splitlines())):
            day_said, _, word = line.replace("　", " ").partition(" ")
            try:
                found[datetime.date.fromisoformat(day_said).isoformat()] = words[word.strip()]
            except (ValueError, KeyError) as error:
                raise forms.ValidationError(f"“{line[:30]}”应写成“2026-10-10 上班”或“2026-10-10 休息”的样子。") from error
        return found


class SupervisionForm(Versioned):
    """Which hours are worked, and from where on a pattern of changes is shown as worth a look."""

    work_from = clock("上班时间", help_text="工作日这段时间以外的操作，在变更记录中可按“非工作时间”查找")
    work_until = clock("下班时间")
    notable_due_moves = forms.IntegerField(
        label="完成时限多次调整（次）", min_value=2, max_value=20, help_text="一项措施的完成时限调整达到几次，列入“值得关注”"
    )
    notable_minutes = forms.IntegerField(
        label="启动后很快完成（分钟）", min_value=1, max_value=1440, help_text="从启动到核验通过不超过几分钟的，列入“值得关注”"
    )
    notable_last_day = forms.IntegerField(
        label="期限当天集中报送（条）",
        min_value=2,
        max_value=200,
        help_text="同一天到期、当天才报送的措施达到几条，列入“值得关注”",
    )

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the hours as a clock shows them, and the numbers."""
        hours = {name: f"{getattr(record, name):%H:%M}" for name in ("work_from", "work_until")}
        numbers = ("notable_due_moves", "notable_minutes", "notable_last_day")
        return {**hours, **{name: getattr(record, name) for name in numbers}}


class GlossesForm(Versioned):
    """What the round means by each of the four words; no national definition orders them."""

    completed = long_text(FOUR_WORDS[0].label, required=False, max_length=500, rows=2)
    phased = long_text(FOUR_WORDS[1].label, required=False, max_length=500, rows=2)
    basic = long_text(FOUR_WORDS[2].label, required=False, max_length=500, rows=2)
    incomplete = long_text(FOUR_WORDS[3].label, required=False, max_length=500, rows=2)

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the glosses by word."""
        return {str(word): record.glosses.get(word, "") for word in FOUR_WORDS}

    def values(self) -> dict[str, Any]:
        """Return the glosses as the round keeps them: those that say something."""
        data = self.cleaned_data
        return {"version": data["version"], "glosses": {str(word): data[word] for word in FOUR_WORDS if data[word]}}


class StatedForm(Versioned):
    """The figures that the feedback or a notice stated; the ledger's own are computed, never typed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, word in STATED.items():
            self.fields[name] = forms.IntegerField(label=word, min_value=0, max_value=9999, required=False)

    def standing(self, record: Any) -> dict[str, Any]:
        """Return the stated figures by name."""
        return {name: record.stated.get(name) for name in STATED}

    def values(self) -> dict[str, Any]:
        """Return the figures as the round keeps them: those that were stated."""
        data = self.cleaned_data
        return {"version": data["version"], "stated": {name: data[name] for name in STATED if data[name] is not None}}


class MailForm(Versioned):
    """Whether sheets may go out whole."""

    full_sheets_by_mail = forms.BooleanField(
        label="邮件发送调度单全文",
        required=False,
        help_text="仅限使用内部邮件系统时开启；不开启时，邮件只写“您有N项待办，请登录查看”",
    )


FORMS: dict[str, type[Versioned]] = {
    "basic": BasicForm,
    "period": PeriodForm,
    "contact": ContactForm,
    "letterhead": LetterheadForm,
    "review": ReviewForm,
    "closing": ClosingForm,
    "supervision": SupervisionForm,
    "glosses": GlossesForm,
    "stated": StatedForm,
    "mail": MailForm,
    "illustrative": IllustrativeForm,
}


class RoundForm(Versioned, forms.ModelForm):
    """A new round. The first question is whether the feedback is classified; yes means stop."""

    classified = forms.TypedChoiceField(
        label="反馈意见是否标密",
        choices=[("no", "否，未标密"), ("yes", "是，标有密级")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="标密的反馈意见不得录入本系统",
    )
    feedback_on = day("巡视反馈日期")
    concentrated_until = day("集中整改截止日期", required=False, help_text=PERIOD_HINT)
    director = forms.ModelChoiceField(
        label=DIRECTOR,
        queryset=User.objects.none(),
        empty_label="请选择",
        help_text="轮次建立后由其编辑设置、录入台账；其他任职由系统管理员添加",
    )

    class Meta:
        model = Round
        fields = ["title", "unit", "unit_short", "inspection", "feedback_on", "concentrated_until"]
        help_texts = {"inspection": "如：十一届市委第十轮第二批巡视"}

    field_order = ["classified"]

    def __init__(self, *args: Any, names_director: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if names_director:
            users = User.objects.filter(is_active=True).select_related("person").order_by("username")
            self.fields["director"].queryset = users  # type: ignore[attr-defined]
        else:
            del self.fields["director"]

    def clean(self) -> dict[str, Any]:
        """Stop at once where the feedback is classified: whatever else is wrong doesn't matter then."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("classified"):
            self.errors.clear()
            self.add_error("classified", CLASSIFIED)
        return cleaned


class AdoptForm(Versioned):
    """The meeting that adopted the plan."""

    on = day("审议通过日期")
    basis = forms.CharField(label="方案依据", max_length=200, help_text="会议或文件，如：党总支委员会会议纪要第1号")

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of this stands before: the plan is adopted once."""
        return {}


class FileForm(Versioned):
    """The letter with which the plan was filed."""

    basis = forms.CharField(label="报备文件", max_length=200, help_text="如：关于报送整改方案的报告（文号）")

    def standing(self, record: Any) -> dict[str, Any]:
        """Nothing of this stands before."""
        return {}
