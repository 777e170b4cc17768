"""What the texts do cover near a question they don't answer: headings, where any is near at all."""

from bot.evidence import Evidence, top
from bot.records import Hit
from bot.wording import named, topic

_N_TOPICS = 3
_N_HITS = 6
_NEAR = 0.18  # what has nothing to do with the texts (年假, 天气, 番茄炒蛋) stays below
_MAX_CHARS = 40
_SHORT = 2  # characters of a heading (勤, 三心) that says nothing without what it is in
_CLOSING = "“”\"'「」『』 "


def topics(evidence: Evidence) -> tuple[str, ...]:
    """The headings nearest to the question, in the reader's script, each once; may be none."""
    reader = evidence.question.script
    found: dict[str, None] = {}
    for place, hit in enumerate(evidence.hits[:_N_HITS]):
        passage = hit.passage
        if passage.heading and _nearness(evidence, hit, place) >= _NEAR:
            heading = _heading(evidence, hit)
            if len(heading) <= _MAX_CHARS:
                found[topic(heading, passage.document.script, reader)] = None
    return tuple(found)[:_N_TOPICS]


def _nearness(evidence: Evidence, hit: Hit, place: int) -> float:
    """How near a passage is to the question, by meaning and words, where its words are known."""
    cosines = evidence.index.sentence_cosines(
        evidence.found.query_vector, evidence.found.rows[place]
    )
    words = evidence.coverage(evidence.folded_passage(hit))
    meant = max(top(cosines), 0.0) + max(hit.legs.get("dense", 0.0), 0.0)
    return (1 - evidence.missing) * (meant + 0.5 * words)


def _heading(evidence: Evidence, hit: Hit) -> str:
    """The innermost heading; a word of one or two characters within the list that it is of."""
    *above, last = hit.passage.heading
    bare = last.strip(_CLOSING)
    if len(bare) > _SHORT:
        return last
    document = hit.passage.document
    within = above[-1].rstrip("。.:：") if above else ""
    whole = within if 0 < len(within) <= _MAX_CHARS // 2 else named(document, document.script)
    return f"{whole}里的“{bare}”"
