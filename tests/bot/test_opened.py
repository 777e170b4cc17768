"""What of sentences and lists no question changes: kept, and as the texts have it."""

from bot.answer import Bot
from bot.listed import lists_around
from bot.opened import opened_at


def test_a_sentence_is_opened_once(bot: Bot):
    assert opened_at(bot.index, 3) is opened_at(bot.index, 3)


def test_opened_sentences_are_those_of_the_passage_in_order(bot: Bot):
    opened = opened_at(bot.index, 3)
    assert [one.sentence for one in opened] == list(bot.index.sentences_at(3))
    assert all(one.text == one.sentence.text for one in opened)


def test_the_headings_above_a_sentence_hold_its_own(bot: Bot):
    rows = range(bot.index.n_passages)
    opened = [one for row in rows for one in opened_at(bot.index, row)]
    assert all(one.heading_tokens <= one.path_tokens for one in opened)
    assert all(len(one.headings) <= 2 for one in opened)
    assert any(one.heading_tokens < one.path_tokens for one in opened)


def test_a_list_knows_its_items_and_the_numbers_above_it(bot: Bot):
    document = bot.index.documents()[0]
    outline = bot.index.outline(document.doc_id)
    for one in lists_around(bot.index, document, 0):
        assert len(one.items) == len(one.item_tokens)
        assert one.heading_tokens <= one.lead_tokens <= one.path_tokens
        assert all(item.parent == one.section.index for item in one.items)
        above = outline[one.section.parent].announced if one.section.index else None
        assert above is None or above in one.numbers_above
