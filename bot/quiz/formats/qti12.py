"""A QTI 1.2 package, as Canvas imports it: a manifest and one file with every item."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement

from bot.quiz.formats.archive import archive
from bot.quiz.formats.export import NO_LEVELS, Export
from bot.quiz.formats.qti import as_xml
from bot.quiz.formats.qti12_item import canvas_item
from bot.quiz.records import Item

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_CP = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_FILE = "xietiao/xietiao.xml"


def qti12(items: Sequence[Item], export: Export) -> bytes:
    """A zip for Canvas's classic quizzes; other readers of QTI 1.2 take the choice questions."""
    export.say(NO_LEVELS)
    root = Element("questestinterop", xmlns=_QTI)
    title = export.words["paper"]
    assessment = SubElement(root, "assessment", ident="xietiao", title=title)
    section = SubElement(assessment, "section", ident="root_section")
    for number, item in enumerate(items, start=1):
        section.append(canvas_item(item, number, export))
    return archive({"imsmanifest.xml": as_xml(_manifest()), _FILE: as_xml(root, breaks=False)})


def _manifest() -> Element:
    manifest = Element("manifest", xmlns=_CP, identifier="xietiao-package")
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "IMS Content"
    SubElement(metadata, "schemaversion").text = "1.1.3"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    resource = SubElement(resources, "resource", identifier="xietiao", type="imsqti_xmlv1p2")
    SubElement(resource, "file", href=_FILE)
    return manifest
