"""xietiao show"""

import json
import re

import pytest

from tests.bot.checking import received
from tests.ui.cli.calling import done, told


@pytest.mark.usefixtures("corpus")
class TestShow:
    def test_the_documents(self):
        rows = json.loads(done("show", "--json"))
        assert [row["doc_id"][:3] for row in rows] == ["000", "001", "002", "003", "004"]
        assert {row["script"] for row in rows} == {"hans", "hant-tw"}
        for row in rows:
            assert row["n_chars"] == len(received(row["path"]))
        lines = done("show").splitlines()
        assert all(line.startswith(row["doc_id"]) for line, row in zip(lines, rows, strict=True))

    @pytest.mark.parametrize(
        "name", ["001", "001_a0cfcf83972ad1e2", "corpus/001_a0cfcf83972ad1e2.txt"]
    )
    def test_a_text_as_received_by_id_path_or_beginning(self, name: str):
        raw = received("corpus/001_a0cfcf83972ad1e2.txt")
        assert json.loads(done("show", name, "--json"))["text"] == raw
        assert done("show", name) == raw.rstrip("\n") + "\n"

    def test_a_span_of_it(self):
        view = json.loads(done("show", "001", "--start", "857", "--end", "868", "--json"))
        assert (view["text"], view["start"], view["end"]) == ("单位的窗口和门面作用。", 857, 868)
        assert done("show", "001", "--start", "857", "--end", "868") == "单位的窗口和门面作用。\n"
        raw = received("corpus/001_a0cfcf83972ad1e2.txt")
        assert json.loads(done("show", "001", "--start", "857", "--json"))["text"] == raw[857:]
        assert json.loads(done("show", "001", "--end", "9", "--json"))["text"] == raw[:9]

    def test_its_outline(self):
        view = json.loads(done("show", "001", "--outline", "--json"))
        headings = [s["heading"] for s in view["sections"] if s["level"] == 1]
        assert headings[0] == "办公室工作要发挥好三个作用"
        plain = done("show", "001", "--outline")
        assert "  一、办公室工作要发挥好三个作用  [3 announced, 3 found]\n" in plain
        assert "    2、承上启下和协调工作的作用\n" in plain

    def test_a_gap_in_a_text_shows_in_its_outline(self):
        plain = done("show", "000", "--outline")
        assert "[4 announced, 3 found !]" in plain
        assert re.search(r"^gap \d+-\d+ \(hidden-message\)$", plain, re.MULTILINE)

    def test_its_passages_and_the_noise_in_them(self):
        rows = json.loads(done("show", "000", "--passages", "--json"))
        raw = received("corpus/000_c0d2a1bbc5f8266c.txt")
        assert rows[0].keys() == {"passage_id", "start", "end", "heading", "masked"}
        masked = [raw[start:end] for row in rows for start, end in row["masked"]]
        assert any(text.startswith("本帖最后由") for text in masked)
        for row in rows:
            assert row["passage_id"].endswith(f":{row['start']}-{row['end']}")
            assert all(row["start"] <= a < b <= row["end"] for a, b in row["masked"])
        plain = done("show", "000", "--passages")
        assert all(raw[row["start"] : row["end"]] in plain for row in rows)

    def test_an_unknown_document_is_told_with_those_there_are(self):
        sentence = told("show", "nothing")
        assert sentence.startswith("no document 'nothing'; there is 000_c0d2a1bbc5f8266c, 001_")
        assert told("show", "00").startswith("more than one document '00'; there is 000_")

    @pytest.mark.parametrize(("start", "end"), [(9, 3), (0, 10**6), (10**6, 10**6)])
    def test_a_span_outside_the_text_is_told(self, start: int, end: int):
        sentence = told("show", "001", "--start", str(start), "--end", str(end))
        assert sentence.endswith("is not within 001_a0cfcf83972ad1e2, which has 5500 characters")
