"""监督意见 became a kind of change, and some fields are told by another: the entries that are there are tagged anew."""

from django.db import migrations

CHANGED = [
    *[f"measures.{name}" for name in ("remark", "remarkfile", "registeritem", "registerfile", "registerlink")],
    *[f"measures.{name}" for name in ("extension", "consultation", "lookback", "clearing")],
    *["issues.issue", "issues.opinion", "issues.meeting"],
    *[f"reports.{name}" for name in ("notice", "reviewstep", "reviewattachment", "feedbackwindow")],
]


def tag_anew(apps, schema_editor):
    from rectify.history.retagging import retag

    retag(apps, schema_editor.connection.alias, CHANGED)


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0003_tag"),
        ("issues", "0011_review"),
        ("measures", "0005_remark_register"),
        ("reports", "0005_log_head"),
    ]

    operations = [migrations.RunPython(tag_anew, migrations.RunPython.noop)]
