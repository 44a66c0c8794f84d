"""The structure tree of a printed file, made simpler and truer than WeasyPrint makes it.

There, a paragraph that runs over a page is two, every line is an element within elements, and page numbers are content. Here a
paragraph or heading is one element that holds its lines, wherever they stand; what is in no element is an artifact.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

FLAT = frozenset({"P", "H1", "H2", "H3", "H4", "H5", "H6", "Caption", "TH", "TD"})  # hold lines, not elements


@dataclass(slots=True)
class _Node:
    """An element of the tree; a kid that is a pair is a piece of content: page and number."""

    tag: str
    attributes: dict[str, Any] = field(default_factory=dict)
    kids: list["_Node | tuple[int, int]"] = field(default_factory=list)

    def content(self) -> Iterator[tuple[int, int]]:
        """All content below, in order."""
        for kid in self.kids:
            if isinstance(kid, _Node):
                yield from kid.content()
            else:
                yield kid


def rebuild(rendered: Any, pdf: Any) -> None:
    """Put the new tree in place of the old one, and mark as artifacts what is in neither.

    The old tree's objects are the last ones of the file but for the metadata, which are made anew as well: all are dropped.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    mapping = _object(pdf, root["ParentTree"])
    pages = {reference: number for number, reference in enumerate(pdf.page_references)}
    top = [_node(pdf, _object(pdf, kid), pages) for kid in _object(pdf, root["K"][0])["K"]]
    del pdf.objects[mapping.number :]
    elements = [_simple(node) for node in _joined(top, [_key(box) for page in rendered.pages for box in _boxes(page._page_box)])]
    _write(pdf, elements, len(rendered.pages))


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _node(pdf: Any, element: Any, pages: dict[bytes, int]) -> _Node:
    """The old element and all below it."""
    page = pages[element["Pg"]]
    kids = [(page, kid) if isinstance(kid, int) else _node(pdf, _object(pdf, kid), pages) for kid in element["K"]]
    return _Node(element["S"].removeprefix("/"), {name: element[name] for name in ("A", "ID") if name in element}, kids)


def _boxes(page_box: Any) -> Iterator[Any]:
    """The boxes of a page that became elements: those in <body>."""
    for child in page_box.children:
        if child.element_tag in ("html", "body"):
            yield from _boxes(child)
        elif type(child).__name__ != "MarginBox":
            yield child


def _key(box: Any) -> int:
    return id(getattr(box, "_box", box).element)


def _joined(nodes: list[_Node], keys: list[int]) -> Iterator[_Node]:
    """The nodes, those of one paragraph or heading on two pages made one; a table's parts have heads of their own."""
    before: tuple[int, _Node] | None = None
    for key, node in zip(keys, nodes, strict=True):
        if before and before[0] == key and node.tag in FLAT:
            before[1].kids += node.kids
        else:
            if before:
                yield before[1]
            before = key, node
    if before:
        yield before[1]


def _simple(node: _Node) -> _Node:
    """The node without elements that say nothing."""
    if node.tag in FLAT:
        return _Node(node.tag, node.attributes, list(node.content()))
    return _Node(node.tag, node.attributes, [_simple(kid) if isinstance(kid, _Node) else kid for kid in node.kids])


def _write(pdf: Any, elements: list[_Node], pages: int) -> None:
    import pydyf

    root, document = pydyf.Dictionary({"Type": "/StructTreeRoot"}), pydyf.Dictionary({"Type": "/StructElem", "S": "/Document"})
    pdf.add_object(root)
    pdf.add_object(document)
    owners: list[dict[int, bytes]] = [{} for _ in range(pages)]
    document["P"] = root.reference
    document["K"] = pydyf.Array([_element(pdf, element, document.reference, owners) for element in elements])
    root["K"] = pydyf.Array([document.reference])
    numbers = pydyf.Array()
    for number, owned in enumerate(owners):
        last = max(owned, default=-1) + 1
        numbers.extend([number, pydyf.Array([owned.get(content, b"null") for content in range(last)])])
    tree = pydyf.Dictionary({"Nums": numbers})
    pdf.add_object(tree)
    root["ParentTree"] = tree.reference
    root["ParentTreeNextKey"] = pages
    pdf.catalog["StructTreeRoot"] = root.reference
    for owned, stream in zip(owners, _streams(pdf), strict=True):
        _artifacts(stream, owned)


def _element(pdf: Any, node: _Node, parent: bytes, owners: list[dict[int, bytes]]) -> bytes:
    """Write one element and all below it; returns its reference."""
    import pydyf

    element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.tag}", "P": parent, **node.attributes})
    pdf.add_object(element)
    first = next(node.content(), (0, 0))[0]
    kids = pydyf.Array()
    for kid in node.kids:
        if isinstance(kid, _Node):
            kids.append(_element(pdf, kid, element.reference, owners))
            continue
        page, number = kid
        owners[page][number] = element.reference
        reference = pdf.page_references[page] if page != first else None
        kids.append(pydyf.Dictionary({"Type": "/MCR", "Pg": reference, "MCID": number}) if reference else number)
    element["Pg"], element["K"] = pdf.page_references[first], kids
    return element.reference


def _streams(pdf: Any) -> Iterator[Any]:
    for reference in pdf.page_references:
        yield _object(pdf, _object(pdf, reference)["Contents"])


def _artifacts(stream: Any, owned: dict[int, bytes]) -> None:
    """Mark content that belongs to no element: page numbers and watermarks."""
    import pydyf

    for place, part in enumerate(stream.stream):
        if part == b"BDC" and isinstance(marked := stream.stream[place - 1], dict) and marked.get("MCID") not in owned:
            stream.stream[place - 2 : place] = ["/Artifact", pydyf.Dictionary({"Type": "/Pagination"})]
