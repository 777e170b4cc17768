"""A document's outline as a tree for mouse, keyboard and screen reader (ARIA's tree pattern)."""

from collections.abc import Mapping, Sequence

from ingest.records import Document, Script, Section
from ingest.script import render
from ui.markup import escape
from ui.reading.controls import named_html
from ui.strings import HTML_LANG

_Children = Mapping[int, Sequence[Section]]


def outline_html(
    document: Document, sections: Sequence[Section], *, reader: Script | None, label: str
) -> str:
    """The tree, its headings in the script of `reader`; empty where nothing is numbered.

    Each item carries the span that its link names. The script moves the focus; the first item
    is the one to come to with the Tab key.
    """
    children: dict[int, list[Section]] = {}
    for section in sections[1:]:
        children.setdefault(section.parent, []).append(section)
    if not children:
        return ""
    items = _items(children, 0, document, reader)
    lang = HTML_LANG[reader or document.script]
    first = items.replace('tabindex="-1"', 'tabindex="0"', 1)
    return (
        f'<ul class="xt-tree" role="tree" lang="{lang}" aria-label="{escape(label)}">{first}</ul>'
    )


def _items(children: _Children, parent: int, document: Document, reader: Script | None) -> str:
    below = children.get(parent, ())
    return "".join(
        _item(section, _items(children, section.index, document, reader), document, reader)
        for section in below
    )


def _item(section: Section, below: str, document: Document, reader: Script | None) -> str:
    heading = section.marker + section.heading
    shown = render(heading, document.script, reader) if reader else heading
    expanded = ' aria-expanded="true"' if below else ""
    group = f'<ul role="group">{below}</ul>' if below else ""
    twist = '<span class="xt-twist" aria-hidden="true"></span>'
    return (
        f'<li role="none"><span class="xt-branch" role="treeitem" tabindex="-1"{expanded} '
        f'aria-selected="false" data-section="{section.index}" data-start="{section.start}" '
        f'data-end="{section.heading_end}">{twist}<span>{named_html(shown)}</span></span>'
        f"{group}</li>"
    )
