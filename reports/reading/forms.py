"""What the page asks for: the text or its file, and what the text doesn't say."""

from typing import Any

from django import forms

from issues.forms.fields import day, long_text
from rectify.conflict import taken_over
from reports.reading import files

BOTH = "文件和粘贴的文字只能选一种。"
NEITHER = "请选择文件，或粘贴通报的文字。"


class ReadForm(forms.Form):
    """A notice to be taken over. The first question is whether the feedback is classified; yes means stop.

    `name` is the file's, carried from the preview on together with the text that was read of it.
    """

    classified = forms.TypedChoiceField(
        label="反馈意见是否标密",
        choices=[("no", "否，未标密"), ("yes", "是，标有密级")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text="标密的反馈意见不得录入本系统；只导入已经公布的通报",
    )
    file = forms.FileField(label="通报文件", required=False, help_text=".docx，或 UTF-8、GB18030 编码的 .txt")
    text = long_text("或粘贴通报的文字", required=False, rows=12, max_length=files.CHARACTERS, strip=False)
    title = forms.CharField(label="轮次名称", required=False, max_length=120, help_text="留空则用通报的标题")
    feedback_on = day("巡视反馈日期", required=False, help_text="通报里通常没有；留空则记为今天，以后可在设置中改")
    name = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)
    again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(taken_over(data), *args, **kwargs)
        self.fields["file"].widget.attrs["accept"] = ".docx,.txt"

    def clean(self) -> dict[str, Any]:
        """Ask for one text, from a file or pasted."""
        data = super().clean() or {}
        if data.get("classified"):
            self.add_error("classified", "反馈意见标密的，不得录入本系统。请停止操作，按保密规定另行办理；没有保存任何内容。")
        given = [name for name in ("file", "text") if data.get(name)]
        if len(given) == 2:
            self.add_error("file", BOTH)
        elif not given and "file" not in self.errors and "text" not in self.errors:
            self.add_error("file", NEITHER)
        return data

    def source(self) -> tuple[str, str]:
        """Return the text and its file's name; Refused where the file can't be read."""
        upload = self.cleaned_data["file"]
        if upload is None:
            return files.checked(self.cleaned_data["text"]), self.cleaned_data["name"]
        return files.text_of(upload.name, upload.read(files.BYTES + 1)), upload.name
