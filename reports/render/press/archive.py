"""What makes a printed file last and be read by everyone: PDF/A-3a and PDF/UA-1 in one, what it says attached as data.

WeasyPrint writes one standard into a file's metadata; here the packet is made anew with both, and with the fields that a reader
checks the file by (cut-off date, version, content hash, head of the change log), each described as PDF/A asks.
"""

import datetime as dt
from collections.abc import Callable
from html import escape
from importlib.resources import files
from typing import Any

from reports.content import Document
from reports.frozen import tree_hash
from reports.render.press import data, streams, structure

OURS = "urn:rectify:document:1#"  # the name space of our own fields
PDFUA = "http://www.aiim.org/pdfua/ns/id/"
PROFILE = "sRGB2014.icc"
UNTITLED = "无题名"  # a file without a title is not accessible
# name, type and meaning of our own fields
FIELDS = {
    "CutOff": ("Date", "day that the figures are of"),
    "Version": ("Integer", "version of the document"),
    "ContentSHA256": ("Text", "SHA-256 of the canonical JSON of what is printed"),
    "LogHead": ("Text", "number and hash of the last seal of the change log when the document was made"),
}


def facts(document: Document) -> dict[str, str]:
    """What a reader of the file can check it by, by the names of `FIELDS`; an empty head of the log is left out."""
    found = {
        "CutOff": document.cut_off.isoformat(),
        "Version": str(document.version),
        "ContentSHA256": tree_hash(document),
        "LogHead": document.log_head,
    }
    return {name: value for name, value in found.items() if value}


def meta(document: Document) -> str:
    """The same for the document information dictionary, as <meta> elements."""
    found = {"dcterms.modified": document.cut_off.isoformat(), "generator": "Rectify", **facts(document)}
    return "\n".join(f'<meta name="{name}" content="{escape(content)}">' for name, content in found.items())


def attachments(document: Document) -> list[Any]:
    """What is printed, as JSON and as CSV, for WeasyPrint; dated by the cut-off, since there is no clock here."""
    from weasyprint import Attachment

    day = dt.datetime.combine(document.cut_off, dt.time(), tzinfo=dt.UTC)
    return [
        Attachment(
            string=file.text,
            name=file.name,
            description=file.description,
            relationship=file.relationship,
            created=day,
            modified=day,
        )
        for file in data.files(document)
    ]


def finisher(document: Document) -> Callable[[Any, Any], None]:
    """What WeasyPrint is to do last of all, just before the file is written."""

    def finish(rendered: Any, pdf: Any) -> None:
        structure.rebuild(rendered, pdf)
        _packet(document, pdf)
        _intent(pdf)
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])  # each attachment once
        streams.settle(pdf)

    return finish


def _intent(pdf: Any) -> None:
    """Say which colours are meant: those of sRGB, by the profile that WeasyPrint comes with."""
    import pydyf

    profile = pydyf.Stream([(files("weasyprint.pdf") / PROFILE).read_bytes()], {"N": 3}, compress=True)
    pdf.add_object(profile)
    name = pydyf.String(PROFILE.removesuffix(".icc"))
    intent = {"Type": "/OutputIntent", "S": "/GTS_PDFA1", "OutputConditionIdentifier": name, "Info": name}
    pdf.catalog["OutputIntents"] = pydyf.Array([pydyf.Dictionary({**intent, "DestOutputProfile": profile.reference})])


def _packet(document: Document, pdf: Any) -> None:
    """Put our metadata in place of WeasyPrint's; uncompressed, so that anyone finds them in the file."""
    import pydyf

    producer = pdf.info["Producer"].string
    text = packet(document, producer)
    stream = pydyf.Stream([text.encode()], {"Type": "/Metadata", "Subtype": "/XML"})
    pdf.add_object(stream)
    pdf.catalog["Metadata"] = stream.reference


def packet(document: Document, producer: str) -> str:
    """The XMP packet."""
    day = document.cut_off.isoformat()
    simple = {
        "pdfaid:part": "3",
        "pdfaid:conformance": "A",
        "pdfuaid:part": "1",
        "pdf:Producer": producer,
        "xmp:CreatorTool": "Rectify",
        "xmp:CreateDate": day,
        "xmp:ModifyDate": day,
        "dc:format": "application/pdf",
        **{f"rectify:{name}": value for name, value in facts(document).items()},
    }
    lists = [
        ("dc:title", "Alt", document.title or document.subject or UNTITLED),
        ("dc:creator", "Seq", document.issuer),
        ("dc:description", "Alt", document.subject),
        ("dc:language", "Bag", "zh-CN"),
    ]
    parts = [f"<{name}>{escape(value)}</{name}>" for name, value in simple.items()]
    parts += [_listed(name, kind, value) for name, kind, value in lists if value]
    return _PACKET.format(properties="\n".join(parts), schemas=_schemas())


def _listed(name: str, kind: str, value: str) -> str:
    mark = ' xml:lang="x-default"' if kind == "Alt" else ""
    return f"<{name}><rdf:{kind}><rdf:li{mark}>{escape(value)}</rdf:li></rdf:{kind}></{name}>"


def _schemas() -> str:
    """PDF/A wants every property described that isn't in a schema of its own."""
    ours = [(name, kind, "internal", meaning) for name, (kind, meaning) in FIELDS.items()]
    return "\n".join(
        [
            _schema(
                "PDF/UA Universal Accessibility Schema", PDFUA, "pdfuaid", [("part", "Integer", "internal", "part of ISO 14289")]
            ),
            _schema("Rectify document schema", OURS, "rectify", ours),
        ]
    )


def _schema(title: str, space: str, prefix: str, properties: list[tuple[str, str, str, str]]) -> str:
    described = "\n".join(
        '<rdf:li rdf:parseType="Resource">'
        f"<pdfaProperty:name>{name}</pdfaProperty:name><pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{meaning}</pdfaProperty:description></rdf:li>"
        for name, kind, category, meaning in properties
    )
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{space}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>\n{described}\n</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


_PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="{PDFUA}" xmlns:rectify="{OURS}"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
{{properties}}
<pdfaExtension:schemas><rdf:Bag>
{{schemas}}
</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
