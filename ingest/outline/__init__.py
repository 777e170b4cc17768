"""Document -> outline: numbering, headings and enumerations as a tree of sections."""

from ingest.outline.build import ancestors, build_outline, children, mismatches

__all__ = ["ancestors", "build_outline", "children", "mismatches"]
