// Editing an item: a form by its kind, and what has to hold before it is kept.
(() => {
  "use strict";

  const quiz = window.xtQuiz;
  const { all, make, button, fill, lines, same, shuffled } = quiz;
  const BLANK = /_{3,}/g;

  function area(label, value, rows = 3) {
    const box = make("textarea", { rows });
    box.value = value;
    return { node: make("label", {}, label, box), read: () => box.value.trim(), lines: () => lines(box.value) };
  }

  const distinct = (list) => new Set(list).size === list.length;

  // --- the kinds: the fields, and what they make of the item, or a sentence that says what is wrong

  function choice(item) {
    const { words } = quiz;
    const several = item.kind === "multiple";
    const box = make("div", { class: "xt-edit-options" });
    const row = (option, right) => {
      const text = make("textarea", { rows: 1 });
      text.value = option;
      const tick = make("input", { type: several ? "checkbox" : "radio", name: `xt-right-${item.id}`, checked: right });
      const line = make("div", {}, tick, text, button("×", () => {
        line.remove();
        number();
      }));
      return line;
    };
    const number = () =>
      [...box.children].forEach((line, n) => {
        const [tick, text, gone] = line.children;
        tick.setAttribute("aria-label", fill(words.right_n, { n: n + 1 }));
        text.setAttribute("aria-label", fill(words.option_n, { n: n + 1 }));
        gone.setAttribute("aria-label", fill(words.remove_option, { n: n + 1 }));
      });
    box.append(...item.options.map((option) => row(option, item.key.includes(option))));
    number();
    const more = button(words.add_option, () => {
      box.append(row("", false));
      number();
      box.lastElementChild.children[1].focus();
    });
    const read = () => {
      const given = [...box.children].map((line) => [lines(line.children[1].value).join(" "), line.children[0].checked]);
      const options = given.map(([option]) => option);
      const key = given.filter(([, right]) => right).map(([option]) => option);
      if (options.length < 2 || options.includes("") || !distinct(options)) throw new Error(words.bad_options);
      if (!several && key.length !== 1) throw new Error(words.bad_single);
      if (several && (key.length < 2 || key.length === options.length)) throw new Error(words.bad_multiple);
      return { options, key };
    };
    return { nodes: [make("fieldset", {}, make("legend", {}, words.options), box, more)], read };
  }

  function truth(item) {
    const { words } = quiz;
    const boxes = item.options.map((option) =>
      make("label", {}, make("input", { type: "radio", name: `xt-right-${item.id}`, value: option, checked: item.key.includes(option) }), option));
    const field = make("fieldset", { class: "xt-boxes" }, make("legend", {}, words.answer), ...boxes);
    return { nodes: [field], read: () => ({ key: [all("input:checked", field)[0].value] }) };
  }

  function blank(item) {
    const { words } = quiz;
    const answers = area(words.answers_in_order, item.key.join("\n"));
    const read = (stem) => {
      const n = (stem.match(BLANK) || []).length;
      const key = answers.lines();
      if (!n || n !== key.length) throw new Error(fill(words.bad_blank, { n, m: key.length }));
      return { key, stem: stem.replace(BLANK, "____") };
    };
    return { nodes: [make("p", { class: "xt-soft" }, words.blank_hint), answers.node], read };
  }

  function ordering(item) {
    const { words } = quiz;
    const box = area(words.order_lines, item.key.join("\n"), item.key.length + 1);
    const read = () => {
      const key = box.lines();
      if (key.length < 2 || !distinct(key)) throw new Error(words.bad_lines);
      const as_it_was = same([...key].sort(), [...item.options].sort()) && !same(key, item.options);
      return { key, options: as_it_was ? item.options : shuffled(key, key) };
    };
    return { nodes: [box.node], read };
  }

  function matching(item) {
    const { words } = quiz;
    const pairs = area(words.pairs, item.prompts.map((prompt, n) => `${prompt} = ${item.key[n]}`).join("\n"), item.prompts.length + 2);
    const spare = area(words.spare_options, item.options.filter((option) => !item.key.includes(option)).join("\n"), 2);
    const read = () => {
      const given = pairs.lines().map((line) => /^(.*?)\s*[=＝]\s*(.+)$/.exec(line)?.slice(1) || []);
      const prompts = given.map(([prompt]) => prompt);
      const key = given.map(([, option]) => option);
      const options = [...new Set([...key, ...spare.lines()])];
      if (given.length < 2 || prompts.some((prompt) => !prompt) || !distinct(key)) throw new Error(words.bad_pairs);
      const as_it_was = same([...options].sort(), [...item.options].sort());
      return { prompts, key, options: as_it_was ? item.options : shuffled(options, key) };
    };
    return { nodes: [pairs.node, spare.node], read };
  }

  function short(item) {
    const { words } = quiz;
    const points = area(words.point_lines, item.key.join("\n"), item.key.length + 1);
    const read = () => {
      const key = points.lines();
      if (!key.length) throw new Error(words.bad_points);
      return { key };
    };
    return { nodes: [points.node], read };
  }

  const KINDS = { single: choice, multiple: choice, "true-false": truth, blank, ordering, matching, short };

  // --- the form ---------------------------------------------------------------------------------

  // The form; `done` is called with the item as edited, or with nothing.
  quiz.editing = (item, done) => {
    const { words } = quiz;
    const stem = area(words.stem, item.stem);
    const why = area(words.why, item.explanation);
    const fields = KINDS[item.kind](item);
    const wrong = make("p", { class: "xt-bad", role: "alert" });
    const levels = ["easy", "medium", "hard"].map((level) =>
      make("option", { value: level, selected: level === item.difficulty }, words[`difficulty_${level}`]));
    const level = make("select", {}, ...levels);
    const form = make("form", { class: "xt-edit" }, stem.node, ...fields.nodes, why.node,
      make("label", {}, words.difficulty, level), wrong,
      make("div", { class: "xt-buttons" },
        make("button", { type: "submit", class: "xt-main" }, words.save), button(words.cancel, () => done())));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      try {
        if (!stem.read()) throw new Error(words.bad_stem);
        const common = { stem: stem.read(), explanation: why.read(), difficulty: level.value };
        done({ ...item, ...common, ...fields.read(common.stem) });
      } catch (problem) {
        wrong.textContent = problem.message;
      }
    });
    // Wherever the keyboard is by then: a click beside the form takes it out of there.
    document.addEventListener("keydown", function leave(event) {
      if (!form.isConnected) return document.removeEventListener("keydown", leave);
      if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return undefined;
      const [last] = all(".xt-edit").slice(-1);
      const mine = form.contains(event.target) || (!event.target.closest?.(".xt-edit") && form === last);
      return mine ? done() : undefined;
    });
    return form;
  };
})();
