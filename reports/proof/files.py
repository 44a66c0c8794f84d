"""Which files of this app the record answers for: review attachments, and each published version's files with its row."""

from collections.abc import Iterator
from functools import partial

from rectify.files.keeping import path_of
from rectify.history import kept
from rectify.history.kept import Kept, Unbound
from reports.frozen import tree_hash
from reports.models import Publication, ReviewAttachment
from reports.notice.formats import FORMATS
from reports.notice.keeping import path_of as file_path
from reports.notice.services.publishing import digest_of
from reports.notice.services.reviewing import ROOM


def register_files() -> None:
    """Register them."""
    kept.register_records(ReviewAttachment, partial(path_of, ROOM), "notice__round")
    kept.register(Publication._meta.label_lower, published_files)


def published_files() -> Iterator[Kept | Unbound]:
    """Give the files of every published version; the row that names them is bound by its version's tracked hash."""
    for made in Publication.objects.select_related("notice", "frozen").order_by("pk").iterator(chunk_size=50):
        notice = made.notice
        if digest_of(made) != notice.publication_hash:
            yield Unbound(f"{notice}的公布记录", notice.round_id)
        if tree_hash(made.frozen.document) != made.frozen.tree_hash:
            yield Unbound(f"{notice}公布的内容", notice.round_id)
        for key, file in sorted(made.files.items()):
            label = f"{notice}的{FORMATS[key].label if key in FORMATS else key}"
            yield Kept(Publication._meta.label_lower, made.pk, label, file_path(file["path"]), file["sha256"], notice.round_id)
