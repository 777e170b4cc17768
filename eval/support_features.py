"""The measures of a pair, by name; each is one function of an alignment in a file of its kind."""

from collections.abc import Callable

from eval import support_closed, support_coverage, support_order, support_polarity
from eval.support_align import Alignment

FEATURES: dict[str, Callable[[Alignment], float]] = {
    measure.__name__: measure
    for measure in (
        support_coverage.coverage,
        support_coverage.vocabulary,
        support_coverage.worst_clause,
        support_coverage.novel_weight,
        support_coverage.longest_gap,
        support_coverage.longest_novelty,
        support_coverage.soft_coverage,
        support_coverage.soft_novelty,
        support_coverage.soft_gap,
        support_coverage.soft_worst_clause,
        support_coverage.substitution,
        support_coverage.insertion,
        support_coverage.deletion,
        support_coverage.tail_novelty,
        support_order.splice,
        support_order.parallel_splice,
        support_order.torn,
        support_coverage.common_order,
        support_coverage.tile_weight,
        support_closed.number_missing,
        support_closed.one_missing,
        support_closed.number_conflict,
        support_closed.unit_conflict,
        support_closed.latin_missing,
        support_polarity.polarity_flip,
        support_polarity.negation_added,
        support_polarity.negation_dropped,
        support_polarity.negation_slipped,
        support_polarity.negation_parity,
        support_polarity.condition_turned,
        support_polarity.force_conflict,
        support_polarity.force_added,
        support_closed.opposite_conflict,
        support_closed.opposite_unplaced,
        support_closed.quant_added,
        support_closed.quant_conflict,
        support_closed.quant_dropped,
        support_closed.bound_conflict,
        support_closed.condition_dropped,
        support_closed.cause_unplaced,
        support_closed.evidence_left,
        support_closed.critical_unplaced,
        support_order.inversion_inside,
        support_order.inversion_across,
        support_order.inversion_far,
        support_order.sequence_inversion,
        support_order.steps_turned,
        support_order.after_inversion,
        support_order.role_inversion,
        support_order.role_turned,
        support_order.cause_inversion,
    )
}
"""Name to measure; the fitted weights refer to these names."""


def features(sentence: str, evidence: str) -> list[float]:
    """The measures of a pair, in the order of FEATURES."""
    alignment = Alignment(sentence, evidence)
    return [measure(alignment) for measure in FEATURES.values()]
