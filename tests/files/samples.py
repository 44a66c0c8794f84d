"""Small files of every kind, made as real ones are: what an upload may be, and what it may pretend to be."""

import io
import struct
import zipfile
import zlib

OLE = bytes.fromhex("d0cf11e0a1b11ae1")
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00" + bytes(48) + b"PE\x00\x00" + bytes(200)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def png() -> bytes:
    """Return a picture of one red pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\x00\xff\x00\x00")) + chunk(b"IEND", b"")
    )


def jpeg() -> bytes:
    """Return the frame of a picture."""
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + bytes(64) + b"\xff\xd9"


def gif() -> bytes:
    """Return a picture of one pixel."""
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"


def pdf() -> bytes:
    """Return a document of one empty page, with its cross-reference table."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>",
    ]
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    trailer = b"trailer\n<< /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(body)
    return body + b"xref\n0 4\n0000000000 65535 f \n" + table + trailer


def zipped(**members: str) -> bytes:
    """Return a zip container with `members`; a name's `__` stands for a slash, its last `_` for the dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            folder, _, base = name.rpartition("__")
            stem, _, ending = base.rpartition("_")
            path = "/".join(part for part in (folder.replace("__", "/"), f"{stem}.{ending}") if part)
            # of one date, since the bytes stand in the names of tests, which two workers must agree on
            archive.writestr(zipfile.ZipInfo(path, (2022, 6, 10, 9, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def docx() -> bytes:
    """Return a Word document of one paragraph."""
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    return zipped(
        word__document_xml=f"<w:document {space}><w:body><w:p><w:r><w:t>会议纪要</w:t></w:r></w:p></w:body></w:document>",
        _rels__r_rels='<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
    )


def xlsx() -> bytes:
    """Return the container of a workbook."""
    return zipped(xl__workbook_xml="<workbook/>")


def pptx() -> bytes:
    """Return the container of a presentation."""
    return zipped(ppt__presentation_xml="<presentation/>")


def ofd() -> bytes:
    """Return a document in the national layout format."""
    return zipped(
        OFD_xml='<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" DocType="OFD" Version="1.0"/>',
        Doc_0__Document_xml="<Document/>",
    )
