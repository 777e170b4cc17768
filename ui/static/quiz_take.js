// Taking a paper: an item at a time, marked at once; the score, the wrong ones again, the results.
(() => {
  "use strict";

  const quiz = window.xtQuiz;
  const { $, all, make, said, button, fill, same } = quiz;
  const BLANK = "____";

  const item = (id) => quiz.paper.rows.find((row) => row.item.id === id)?.item;
  const everyone = () => quiz.paper.rows.map((row) => row.item.id);

  function begin(ids, round = 1, results = []) {
    quiz.paper.take = { ids, at: 0, round, results, given: null, done: false };
    quiz.save();
  }

  // What was answered in this round, in order.
  const results = () => quiz.paper.take.results.filter((each) => each.round === quiz.paper.take.round);
  const wrong = () => results().filter((each) => !each.right).map((each) => each.id);

  // --- the fields of an item: nodes, and what was answered; null where nothing was ---------------

  function options(one, type) {
    const row = (option, n) =>
      make("label", { class: "xt-option" }, make("input", { type, name: "xt-given", value: String(n) }), make("span", {}, said(option)));
    const box = make("div", { class: "xt-given" }, ...one.options.map(row));
    const read = () => all("input:checked", box).map((each) => one.options[Number(each.value)]);
    const told = type === "checkbox" ? make("p", { class: "xt-soft" }, quiz.words.choose_many) : null;
    return { nodes: [told, box].filter(Boolean), read: () => (read().length ? read() : null) };
  }

  // The blanks stand in the stem.
  function blanks(one) {
    const pieces = one.stem.split(BLANK);
    const inputs = [];
    const line = make("p", { class: "xt-stem" }, said(pieces[0]));
    pieces.slice(1).forEach((piece, n) => {
      const label = fill(quiz.words.blank_n, { n: n + 1 });
      const input = make("input", { type: "text", "aria-label": label, autocomplete: "off", size: Math.max(6, 2 * (one.key[n]?.length || 3)) });
      inputs.push(input);
      line.append(input, said(piece));
    });
    const read = () => inputs.map((input) => input.value.trim());
    return { stem: line, nodes: [], read: () => (read().some(Boolean) ? read() : null) };
  }

  function order(one) {
    const list = make("ol", { class: "xt-order" });
    let now = [...one.options];
    const step = (what, by) => {
      const from = now.indexOf(what);
      now.splice(from + by, 0, ...now.splice(from, 1));
      draw(what, by);
    };
    const draw = (what, by) => {
      list.replaceChildren(...now.map((each, n) =>
        make("li", {}, make("span", {}, said(each)),
          button("↑", () => step(each, -1), { "aria-label": fill(quiz.words.move_up, { what: each }), disabled: n === 0 }),
          button("↓", () => step(each, 1), { "aria-label": fill(quiz.words.move_down, { what: each }), disabled: n === now.length - 1 }))));
      const [up, down] = list.children[now.indexOf(what)]?.querySelectorAll("button") || [];
      (by < 0 ? [up, down] : [down, up]).find((each) => each && !each.disabled)?.focus();
    };
    draw(null, 0);
    return { nodes: [make("p", { class: "xt-soft" }, quiz.words.order_told), list], read: () => now };
  }

  function match(one) {
    const pick = () => [make("option", { value: "" }, quiz.words.pick), ...one.options.map((option, n) => make("option", { value: String(n) }, option))];
    const selects = one.prompts.map((prompt) => make("select", { "aria-label": fill(quiz.words.match_to, { what: prompt }) }, ...pick()));
    const rows = one.prompts.map((prompt, n) => make("div", {}, make("b", {}, said(prompt)), selects[n]));
    const read = () => selects.map((each) => (each.value ? one.options[Number(each.value)] : ""));
    return { nodes: [make("div", { class: "xt-match" }, ...rows)], read: () => (read().some(Boolean) ? read() : null) };
  }

  function write() {
    const box = make("textarea", { rows: 4, "aria-label": quiz.words.your_answer });
    return { nodes: [box], read: () => (box.value.trim() ? [box.value.trim()] : null) };
  }

  const FIELDS = {
    single: (one) => options(one, "radio"),
    "true-false": (one) => options(one, "radio"),
    multiple: (one) => options(one, "checkbox"),
    blank: blanks,
    ordering: order,
    matching: match,
    short: write,
  };

  // --- marking ------------------------------------------------------------------------------------

  // Width, case, blanks and marks don't make an answer wrong; nor does the script (the server knows).
  const bare = (value) => value.normalize("NFKC").toLowerCase().replace(/[\p{P}\p{S}\s]/gu, "");

  async function is_right(one, given) {
    if (one.kind === "multiple") return same([...given].sort(), [...one.key].sort());
    if (one.kind !== "blank") return same(given, one.key);
    if (same(given.map(bare), one.key.map(bare))) return true;
    return quiz.call("quiz/same", { given, key: one.key }).then((told) => told.same, () => false);
  }

  function note(one, given, right) {
    const { take } = quiz.paper;
    take.results.push({ id: one.id, round: take.round, given, right });
    take.given = given;
    quiz.save();
  }

  // --- an item ------------------------------------------------------------------------------------

  function top() {
    const { words, paper } = quiz;
    const { take } = paper;
    const told = fill(take.round > 1 ? words.again_of : words.item_of, { n: take.at + 1, all: take.ids.length });
    return make("div", { class: "xt-take-top" },
      make("h3", { tabindex: "-1" }, told), leave(),
      make("progress", { max: take.ids.length, value: take.at + (take.given ? 1 : 0), "aria-label": told }));
  }

  const leave = () => button(quiz.words.leave, () => window.xtGo("./?view=quiz"));

  function question(one) {
    const { words } = quiz;
    const fields = FIELDS[one.kind](one);
    const wrong = make("p", { class: "xt-bad", role: "alert" });
    const stem = fields.stem || make("p", { class: "xt-stem" }, said(one.stem));
    const form = make("form", { class: "xt-one", lang: quiz.lang() },
      make("fieldset", {}, make("legend", {}, make("span", { class: "xt-badge" }, words[`kind_${one.kind}`]), fields.stem ? null : stem),
        fields.stem || null, ...fields.nodes),
      wrong, make("button", { type: "submit", class: "xt-main" }, words.check));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = fields.read();
      if (!given) {
        wrong.textContent = words.nothing_given;
        return;
      }
      form.querySelector("[type=submit]").disabled = true;
      if (one.kind === "short") quiz.paper.take.given = given;
      else note(one, given, await is_right(one, given));
      quiz.save();
      draw(".xt-verdict, .xt-self");
    });
    return form;
  }

  // A short answer is held to its key points by who wrote it; what stands in it is ticked already.
  function self(one, given) {
    const { words } = quiz;
    const boxes = one.key.map((point) =>
      make("label", { class: "xt-option" }, make("input", { type: "checkbox", checked: bare(given[0]).includes(bare(point)) }), make("span", {}, said(point))));
    const form = make("form", { class: "xt-self", tabindex: "-1" },
      make("fieldset", {}, make("legend", {}, words.self_mark), ...boxes),
      make("button", { type: "submit", class: "xt-main" }, words.self_done));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      note(one, given, boxes.every((box) => box.querySelector("input").checked));
      draw(".xt-verdict");
    });
    return form;
  }

  function marked(one, { given, right }) {
    const { words, paper } = quiz;
    const { take } = paper;
    const last = take.at + 1 >= take.ids.length;
    const next = make("button", { type: "button", class: "xt-main", onclick: goOn }, last ? words.see_score : words.next);
    return make("div", { class: "xt-marked" },
      make("p", { class: `xt-verdict ${right ? "xt-good" : "xt-bad"}`, role: "status", tabindex: "-1" }, `${right ? "✓" : "✗"} ${right ? words.is_right : words.is_wrong}`),
      right && one.kind !== "short" ? null : make("p", { class: "xt-key xt-yours" }, make("b", {}, `${words.your_answer}　`), said(shown(one, given))),
      right && ["single", "multiple", "true-false"].includes(one.kind) ? null : quiz.answerOf(one),
      make("div", { class: "xt-explained" }, make("b", {}, words.why), make("p", {}, said(one.explanation))),
      quiz.source(one, paper.rows.findIndex((row) => row.item.id === one.id) + 1), next);
  }

  function shown(one, given) {
    if (one.kind === "matching") return one.prompts.map((prompt, n) => `${prompt} —— ${given[n] || quiz.words.no_answer}`).join("；");
    return given.map((each) => each || quiz.words.no_answer).join(one.kind === "ordering" ? " → " : "；");
  }

  function goOn() {
    const { take } = quiz.paper;
    take.at += 1;
    take.given = null;
    take.done = take.at >= take.ids.length;
    quiz.save();
    draw("h3");
  }

  // The stem with what was answered, where it can no longer be changed.
  function asked(one) {
    const right = (option) => (one.key.includes(option) ? "xt-right" : null);
    const list = ["single", "multiple", "true-false"].includes(one.kind)
      ? make("ul", { class: "xt-options" }, ...one.options.map((option) => make("li", { class: right(option) }, said(option))))
      : null;
    return make("div", { class: "xt-one", lang: quiz.lang() }, make("span", { class: "xt-badge" }, quiz.words[`kind_${one.kind}`]), make("p", { class: "xt-stem" }, said(one.stem)), list);
  }

  // --- the score ------------------------------------------------------------------------------------

  function score() {
    const { words, paper } = quiz;
    const done = results();
    const n = done.filter((each) => each.right).length;
    const missed = wrong();
    const again = (ids, round, before) => () => {
      begin(ids, round, before);
      draw("h3");
    };
    const name = make("input", { type: "text", maxlength: 60, autocomplete: "name" });
    const rows = done.map((each) =>
      make("li", { class: each.right ? "xt-good" : "xt-bad" }, make("span", {}, each.right ? `✓ ${words.is_right}` : `✗ ${words.is_wrong}`), said(item(each.id).stem)));
    return [
      make("div", { class: "xt-take-top" }, make("h3", { tabindex: "-1" }, words.score), leave()),
      make("p", { class: "xt-score" }, make("strong", {}, `${Math.round((100 * n) / done.length)}%`),
        missed.length ? fill(words.score_of, { n, all: done.length }) : words.all_right),
      make("div", { class: "xt-buttons" },
        missed.length ? make("button", { type: "button", class: "xt-main", onclick: again(missed, paper.take.round + 1, paper.take.results) }, fill(words.again, { n: missed.length })) : null,
        button(words.whole_again, again(everyone(), 1, []))),
      make("ol", { class: "xt-done" }, ...rows),
      make("div", { class: "xt-results" }, make("label", {}, words.name, name), button(words.csv, () => exportResults(name.value.trim()))),
    ];
  }

  // A cell that a spreadsheet would take for a formula is a text all the same.
  const cell = (value) => `"${String(value).replace(/^(?=[=+\-@\t\r])/, "'").replaceAll('"', '""')}"`;

  function exportResults(name) {
    const { words, paper } = quiz;
    const columns = ["name", "round", "n", "kind", "stem", "given", "key", "result", "section", "source"];
    const rows = paper.take.results.map((each) => {
      const one = item(each.id);
      const n = paper.rows.findIndex((row) => row.item.id === each.id) + 1;
      const { citation } = one;
      return [name, each.round, n, words[`kind_${one.kind}`], one.stem, shown(one, each.given), shown(one, one.key),
        each.right ? words.is_right : words.is_wrong, one.heading.join(" › "), `${citation.title} ${citation.start}–${citation.end}`];
    });
    const table = [columns.map((column) => words[`column_${column}`]), ...rows].map((row) => row.map(cell).join(","));
    const file = new Blob([`\ufeff${table.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" });
    quiz.download(file, `${words.csv_file}.csv`);
  }

  // --- all of it --------------------------------------------------------------------------------------

  function draw(focus) {
    const { take } = quiz.paper;
    const box = $(".xt-take");
    document.dispatchEvent(new CustomEvent("xt:shut"));
    if (take.done) box.replaceChildren(...score().filter(Boolean));
    else {
      const one = item(take.ids[take.at]);
      const told = take.results.find((each) => each.id === one.id && each.round === take.round);
      if (told) box.replaceChildren(top(), asked(one), marked(one, told));
      else if (take.given) box.replaceChildren(top(), asked(one), self(one, take.given));
      else box.replaceChildren(top(), question(one));
    }
    if (focus) box.querySelector(focus)?.focus({ preventScroll: true });
    if (focus === "h3") scrollTo(0, 0);
  }

  quiz.showTake = () => {
    const { take } = quiz.paper;
    const is_whole = take && take.ids.every((id) => item(id));
    if (!is_whole) begin(everyone());
    quiz.tell("");
    draw(is_whole ? null : "h3");
  };
})();
