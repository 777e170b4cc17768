"""A document as its reader sees it: its text in either script, its outline, what stands in it."""

from ui.reading.find import Found, find
from ui.reading.page import Volume, document_html, list_html, notice_html

__all__ = ["Found", "Volume", "document_html", "find", "list_html", "notice_html"]
