"""A QTI 2.1 package: a manifest, one test, a file an item."""

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bot.quiz.formats.archive import archive
from bot.quiz.formats.export import NO_LEVELS, Export
from bot.quiz.formats.qti_item import assessment_item
from bot.quiz.records import Item

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_CP = "http://www.imsglobal.org/xsd/imscp_v1p1"


def qti(items: Sequence[Item], export: Export) -> bytes:
    """A zip that Moodle plug-ins, TAO, OpenOlat and Canvas's new quizzes import."""
    export.say(NO_LEVELS)
    names = [f"item-{number:03d}" for number in range(1, len(items) + 1)]
    test = _test(export.words["paper"], names)
    files = {"imsmanifest.xml": as_xml(_manifest(names)), "test.xml": as_xml(test)}
    for name, item in zip(names, items, strict=True):
        files[_path(name)] = as_xml(assessment_item(item, export.words), breaks=False)
    return archive(files)


def as_xml(root: Element, *, breaks: bool = True) -> bytes:
    """UTF-8 with its declaration; `breaks` sets elements on lines, which mixed text must not be."""
    if breaks:
        indent(root)
    return tostring(root, encoding="utf-8", xml_declaration=True)


def _path(name: str) -> str:
    return f"items/{name}.xml"


def _test(title: str, names: Sequence[str]) -> Element:
    test = Element("assessmentTest", {"xmlns": _QTI, "identifier": "xietiao", "title": title})
    part = SubElement(
        test, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="individual"
    )
    section = SubElement(part, "assessmentSection", identifier="items", title=title, visible="true")
    for name in names:
        SubElement(section, "assessmentItemRef", identifier=name, href=_path(name))
    return test


def _manifest(names: Sequence[str]) -> Element:
    manifest = Element("manifest", {"xmlns": _CP, "identifier": "xietiao-package"})
    metadata = SubElement(manifest, "metadata")
    SubElement(metadata, "schema").text = "QTIv2.1 Package"
    SubElement(metadata, "schemaversion").text = "1.0.0"
    SubElement(manifest, "organizations")
    resources = SubElement(manifest, "resources")
    test = _resource(resources, "test", "imsqti_test_xmlv2p1", "test.xml")
    for name in names:
        SubElement(test, "dependency", identifierref=name)
        _resource(resources, name, "imsqti_item_xmlv2p1", _path(name))
    return manifest


def _resource(resources: Element, name: str, kind: str, path: str) -> Element:
    resource = SubElement(resources, "resource", identifier=name, type=kind, href=path)
    SubElement(resource, "file", href=path)
    return resource
