// The library and the feedback, for administrators: everything goes through /api, everything from
// a file or a reader goes through textContent; nothing here writes markup.
(() => {
  "use strict";

  const { make, said, named, fill } = window.xt;
  const PAGE = 20; // votes at a time
  const $ = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  let words = {};
  let problems = [];
  let rules = {};

  // Where it was uploaded to is nobody's business; a text of the corpus is known by its path.
  const short = (path) => (path.startsWith("/") ? path.slice(path.lastIndexOf("/") + 1) : path);
  const number = (n) => Number(n).toLocaleString("en");

  // A sentence of the program's in the reader's language, without the file name in front of it.
  function explained(sentence, file = "") {
    const bare = file && sentence.startsWith(`${file}: `) ? sentence.slice(file.length + 2) : sentence;
    return window.xt.explained(problems, bare);
  }

  const url = (path) => new URL(`api/${path}`, document.baseURI);
  const place = (id, start, end) => {
    const query = new URLSearchParams({ view: "read", doc: id, ...(start === undefined ? {} : { start, end }) });
    return `${new URL(".", document.baseURI).pathname}?${query}`;
  };

  async function call(method, path, body) {
    const response = await fetch(url(path), {
      method,
      headers: { accept: "application/json", ...(body ? { "content-type": "application/json" } : {}) },
      body: body ? JSON.stringify(body) : undefined,
    });
    const told = await response.json().catch(() => ({}));
    if (!response.ok) throw new Error(explained(told.detail || words.failed));
    return told;
  }

  function tell(node, sentence, bad = false) {
    node.replaceChildren(sentence ? said(sentence) : "");
    node.classList.toggle("xt-bad", bad);
  }

  // --- the documents --------------------------------------------------------------------------

  async function showDocuments(root) {
    const { documents, run } = await call("GET", "library");
    const rows = documents.map((each) => row(root, each));
    $(".xt-kept tbody", root).replaceChildren(...rows);
    tell($(".xt-kept-count", root), fill(words.n_documents, { n: number(documents.length) }));
    showRun(root, run);
    await showDuplicates(root);
  }

  function row(root, each) {
    const remove = make(
      "button",
      { type: "button", class: "xt-quiet", "aria-label": `${words.remove} ${each.title}`,
        onclick: () => confirmRemoval(root, each) },
      words.remove,
    );
    const why = make("span", { class: "xt-soft", title: words.not_uploaded }, words.from_corpus);
    return make(
      "tr", {},
      make("th", { scope: "row" },
        make("a", { href: place(each.doc_id), "data-place": true }, said(each.title)),
        make("small", {}, said(short(each.path)))),
      make("td", { class: "xt-number-cell" }, number(each.chars)),
      make("td", {}, words[`script_${each.script}`] || each.script),
      make("td", { class: "xt-action" }, each.uploaded ? remove : why),
    );
  }

  function confirmRemoval(root, each) {
    const dialog = $("dialog", root);
    $(".xt-dialog-text", dialog).replaceChildren(said(each.title), make("small", {}, said(short(each.path))));
    const wrong = $(".xt-dialog-wrong", dialog);
    tell(wrong, "");
    $(".xt-dialog-yes", dialog).onclick = async () => {
      try {
        showRun(root, await call("DELETE", `library/documents/${encodeURIComponent(each.doc_id)}`));
        dialog.close();
        poll(root);
      } catch (problem) {
        tell(wrong, problem.message, true);
      }
    };
    $(".xt-dialog-no", dialog).onclick = () => dialog.close();
    dialog.showModal();
  }

  async function showDuplicates(root) {
    const clusters = await call("GET", "library/duplicates");
    const lists = clusters.map((cluster) =>
      make("ul", { class: "xt-cluster" },
        ...cluster.map((each) =>
          make("li", {},
            make("a", { href: place(each.doc_id), "data-place": true }, said(each.title)),
            make("small", {}, said(short(each.path)))))));
    const none = make("p", { class: "xt-soft" }, words.no_duplicates);
    $(".xt-duplicates", root).replaceChildren(...(lists.length ? lists : [none]));
  }

  // --- the ingest at work, and its report -----------------------------------------------------

  let polling = 0;
  function poll(root) {
    clearTimeout(polling);
    polling = setTimeout(async () => {
      try {
        const run = await call("GET", "library/ingest");
        showRun(root, run);
        if (atWork(run)) poll(root);
        else await showDocuments(root);
      } catch {
        poll(root);
      }
    }, 400);
  }

  const atWork = (run) => run.state === "waiting" || run.state === "running";

  function showRun(root, run) {
    const bar = $(".xt-run progress", root);
    bar.hidden = !atWork(run);
    if (run.total) {
      bar.max = run.total;
      bar.value = run.done;
    } else bar.removeAttribute("value");
    const state = $(".xt-run-state", root);
    for (const button of all("[data-reindex]", root)) button.disabled = atWork(run);
    if (run.state === "failed") tell(state, `${words.run_failed} ${explained(run.problem || "")}`, true);
    else if (run.state === "running" && run.total) tell(state, fill(words.run_running, { n: run.done, all: run.total }));
    else if (run.state === "waiting" && run.problem) tell(state, explained(run.problem));
    else tell(state, { waiting: words.run_waiting, running: words.run_waiting, done: words.run_done, idle: words.run_idle }[run.state]);
    showReport(root, run);
  }

  // Drawn anew only where it tells of another run: what a reader unfolded stays so.
  function showReport(root, run) {
    const box = $(".xt-report", root);
    const of = `${run.state === "done" ? run.ended : run.began} ${run.state}`;
    if (box.dataset.of === of) return;
    box.dataset.of = of;
    box.replaceChildren(
      ...(run.state === "done" ? told(run.report) : []),
      ...run.earlier.map((each) => {
        const at = make("time", { datetime: each.ended }, moment(each.ended));
        return make("div", { class: "xt-earlier" }, make("h4", {}, `${words.earlier} `, at), ...told(each));
      }),
    );
  }

  const moment = (at) => new Date(at).toLocaleString(document.documentElement.lang || undefined);

  // How many of each, then a line for every document that is not as it was.
  function told({ documents, problems: wrong }) {
    const counts = new Map();
    for (const each of documents) counts.set(each.status, (counts.get(each.status) || 0) + 1);
    const summary = [...counts].map(([status, n]) => `${words[`status_${status}`] || status} ${n}`).join(words.comma);
    return [
      make("p", { class: "xt-summary" }, summary),
      ...documents.filter((each) => each.status !== "unchanged").map((each) => reported(each)),
      ...wrong.map((each) => make("p", { class: "xt-bad" }, said(explained(each)))),
    ];
  }

  // One document: in a line what became of it, unfolded every span that was taken out and why.
  function reported(each) {
    const status = make("span", { class: `xt-status xt-status-${each.status}` }, words[`status_${each.status}`] || each.status);
    const name = said(short(each.path));
    if (each.reason) {
      const why = make("span", { class: "xt-why" }, said(explained(each.reason, each.path)));
      return make("div", { class: "xt-reported" }, status, name, why);
    }
    if (each.status === "removed") return make("div", { class: "xt-reported" }, status, name);
    const facts = fill(words.report_facts, {
      chars: number(each.n_chars), sections: number(each.n_sections), sentences: number(each.n_sentences),
      masked: number(each.n_masked), masks: number(each.masks.length),
    });
    const spans = each.masks.map(([start, end, rule, quote]) =>
      make("li", {}, make("q", {}, said(quote)),
        make("span", { class: "xt-rule" }, rules[rule] || rule)));
    const gaps = each.gaps.map(([, , rule]) => make("li", { class: "xt-gap" }, rules[rule] || rule));
    const line = [status, name, make("small", {}, facts)];
    if (!spans.length && !gaps.length) return make("div", { class: "xt-reported" }, ...line);
    return make("details", { class: "xt-reported" }, make("summary", {}, ...line),
      make("ul", { class: "xt-removed" }, ...spans, ...gaps));
  }

  async function reindex(root, rebuild) {
    const state = $(".xt-run-state", root);
    try {
      showRun(root, await call("POST", "library/ingest", { rebuild }));
      poll(root);
    } catch (problem) {
      tell(state, problem.message, true);
    }
  }

  // --- uploading: a request a file, so that each has its own progress and its own answer ------

  function send(file, replace, onProgress) {
    return new Promise((resolve) => {
      const body = new FormData();
      body.append("files", file, file.name);
      body.append("replace", String(replace));
      body.append("list_refused", "true"); // a 4xx would be an error in the browser's console
      const request = new XMLHttpRequest();
      request.open("POST", url("library/documents"));
      request.responseType = "json";
      request.upload.onprogress = (event) => onProgress(event.loaded / (event.total || 1));
      request.onload = () => resolve(request.response || {});
      request.onerror = () => resolve({ detail: words.upload_broken });
      request.send(body);
    });
  }

  async function upload(root, files) {
    const list = $(".xt-sent", root);
    const waiting = [...files].map((file) => [file, sentRow(list, file)]);
    for (const [file, item] of waiting) await uploadOne(root, file, item, false);
    await showDocuments(root).catch(() => {});
    poll(root);
  }

  function sentRow(list, file) {
    const bar = make("progress", { max: "1", value: "0", "aria-label": file.name });
    const told = make("span", { class: "xt-sent-told", role: "status" });
    const item = make("li", {}, make("span", { class: "xt-sent-name" }, said(file.name)), bar, told);
    list.prepend(item);
    return item;
  }

  async function uploadOne(root, file, item, replace) {
    const bar = $("progress", item);
    const told = $(".xt-sent-told", item);
    bar.hidden = false;
    const answer = await send(file, replace, (share) => (bar.value = share));
    bar.hidden = true;
    const taken = answer.documents?.[0];
    if (taken) return tell(told, fill(words.upload_taken, { title: taken.title, n: number(taken.chars) }));
    const refused = answer.refused?.[0];
    tell(told, explained(refused?.reason || answer.detail || words.failed, file.name), true);
    if (!refused?.is_there) return undefined;
    const again = make("button", { type: "button", class: "xt-quiet" }, words.replace);
    again.onclick = async () => {
      await uploadOne(root, file, item, true);
      poll(root);
    };
    told.append(again);
    return undefined;
  }

  function wireUpload(root) {
    const input = $("input[type=file]", root);
    const zone = $(".xt-drop", root);
    input.addEventListener("change", () => {
      const files = [...input.files];
      input.value = "";
      if (files.length) upload(root, files);
    });
    for (const name of ["dragenter", "dragover"]) {
      zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add("xt-over");
      });
    }
    for (const name of ["dragleave", "drop"]) {
      zone.addEventListener(name, () => zone.classList.remove("xt-over"));
    }
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      if (event.dataTransfer.files.length) upload(root, event.dataTransfer.files);
    });
  }

  async function openLibrary(root) {
    wireUpload(root);
    for (const button of all("[data-reindex]", root)) {
      button.addEventListener("click", () => reindex(root, button.dataset.reindex === "rebuild"));
    }
    await showDocuments(root);
    const run = await call("GET", "library/ingest");
    if (atWork(run)) poll(root);
  }

  // --- the votes ------------------------------------------------------------------------------

  let attached = [];

  async function openFeedback(root) {
    $(".xt-votes-only", root).addEventListener("change", () => showVotes(root, 0));
    $("[data-more]", root).addEventListener("click", () => showVotes(root, Number(root.dataset.shown)));
    $("[data-export]", root).addEventListener("click", () => exportVotes(root));
    await showVotes(root, 0);
  }

  async function showVotes(root, skip) {
    const only = $(".xt-votes-only", root).value;
    attached = await call("GET", "library/questions");
    const told = await call("GET", `feedback?limit=${PAGE}&skip=${skip}`);
    const shown = told.feedback.filter((each) => !only || each.vote === only);
    const list = $(".xt-votes", root);
    if (!skip) list.replaceChildren();
    list.append(...shown.map((each) => voted(root, each)));
    const n = skip + told.feedback.length;
    root.dataset.shown = n;
    $("[data-more]", root).hidden = n >= told.up + told.down;
    tell($(".xt-votes-count", root), fill(words.votes_count, { up: told.up, down: told.down }));
    $(".xt-votes-none", root).hidden = list.children.length > 0;
  }

  function voted(root, each) {
    const up = each.vote === "up";
    const badge = make("span", { class: `xt-vote xt-vote-${each.vote}` }, up ? words.vote_up : words.vote_down);
    const reason = each.reason ? make("span", { class: "xt-reason" }, words[`reason_${each.reason}`] || each.reason) : null;
    const at = make("time", { datetime: each.at }, moment(each.at));
    const comment = each.comment ? make("blockquote", {}, said(each.comment)) : null;
    const earlier = each.history.filter((turn) => turn.role === "user").map((turn) => turn.content);
    const before = earlier.length ? make("p", { class: "xt-soft" }, `${words.asked_before} `, said(earlier.join(" → "))) : null;
    const body = make("p", { class: "xt-given" }, said(each.answer.answer));
    const sources = each.answer.citations.map((citation) =>
      make("li", {}, make("a", { href: place(citation.doc_id, citation.start, citation.end), "data-place": true },
        said([citation.title, ...citation.heading.slice(1)].join(" › ")))));
    const answer = make("details", {}, make("summary", {}, each.answer.refused ? words.was_refused : words.was_answered),
      body, sources.length ? make("ul", {}, ...sources) : null);
    const item = make("li", { class: "xt-voted" },
      make("div", { class: "xt-voted-top" }, badge, reason, at),
      make("h3", {}, said(each.question)), before, comment, answer,
      make("div", { class: "xt-belongs" }));
    showBelonging(item, each);
    return item;
  }

  const plain = (value) => value.split(/\s+/u).filter(Boolean).join(" ");

  // Where the question was said to belong, and the way to say so.
  function showBelonging(item, each) {
    const lines = attached.filter((line) => line.question === plain(each.question));
    const box = $(".xt-belongs", item);
    const told = make("p", { class: "xt-belongs-told", role: "status" });
    const open = make("button", { type: "button", class: "xt-quiet" }, words.attach);
    open.addEventListener("click", () => chooseSection(item, each, open, told));
    box.replaceChildren(
      ...lines.map((line) => make("p", { class: "xt-attached" }, `${words.attached_to} `,
        make("q", {}, said(line.quote)),
        make("button", { type: "button", class: "xt-quiet", onclick: () => detach(item, each, line, told) }, words.detach))),
      open, told,
    );
  }

  async function detach(item, each, line, told) {
    try {
      const run = await call("DELETE", "library/questions", line);
      attached = await call("GET", "library/questions");
      showBelonging(item, each);
      await takenUp($(".xt-belongs-told", item), run, words.detached_now);
    } catch (problem) {
      tell(told, problem.message, true);
    }
  }

  // The document, then its section; what comes nearest to the question is chosen already.
  async function chooseSection(item, each, open, told) {
    open.disabled = true;
    try {
      const documents = await call("GET", "documents");
      const near = await call("GET", `search?n=1&q=${encodeURIComponent(each.question.slice(0, 300))}`).catch(() => []);
      const form = make("form", { class: "xt-attach" });
      const which = make("select", {}, ...documents.map((d) => make("option", { value: d.doc_id }, named(d.title))));
      const section = make("select", {});
      if (near[0]) which.value = near[0].doc_id;
      const list = async (at) => section.replaceChildren(...(await sections(which.value, at)));
      which.addEventListener("change", () => list());
      await list(near[0]?.start);
      form.append(
        make("label", {}, words.in_document, which),
        make("label", {}, words.in_section, section),
        make("div", { class: "xt-buttons" },
          make("button", { type: "submit", class: "xt-main" }, words.attach_now),
          make("button", { type: "button", class: "xt-quiet", onclick: () => showBelonging(item, each) }, words.cancel)),
      );
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        attach(item, each, which.value, Number(section.value), told);
      });
      open.replaceWith(form);
      which.focus();
    } catch (problem) {
      open.disabled = false;
      tell(told, problem.message, true);
    }
  }

  async function sections(docId, at) {
    const { outline } = await call("GET", `documents/${encodeURIComponent(docId)}`);
    let best = 0;
    for (const each of outline) if (at !== undefined && each.start <= at && at < each.end) best = each.index;
    return outline.map((each) => {
      const label = each.index ? `${"\u3000".repeat(each.level)}${each.marker}${each.heading}` : words.whole_document;
      return make("option", { value: each.index, selected: each.index === best }, named(label));
    });
  }

  // Says when readers get it: an ingest of that text alone was begun, or there is no file to read.
  async function takenUp(told, begun, when_done) {
    if (!atWork(begun)) return tell(told, words.attached_done);
    tell(told, words.attached_going);
    for (let run = begun; atWork(run); ) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      run = await call("GET", "library/ingest");
      if (run.state === "failed") return tell(told, `${words.run_failed} ${explained(run.problem || "")}`, true);
    }
    const library = $(".xt-library"); // the other tab tells of the same run
    if (library) showDocuments(library).catch(() => {});
    return tell(told, when_done);
  }

  async function attach(item, each, docId, section, told) {
    try {
      const { run } = await call("POST", "library/questions", { feedback_id: each.id, doc_id: docId, section });
      attached = await call("GET", "library/questions");
      showBelonging(item, each);
      await takenUp($(".xt-belongs-told", item), run, words.attached_now);
    } catch (problem) {
      tell(told, problem.message, true);
    }
  }

  // --- the votes as questions for measuring -----------------------------------------------------

  async function exportVotes(root) {
    const told = $(".xt-votes-told", root);
    const response = await fetch(url("feedback/export"));
    if (!response.ok) {
      const { detail } = await response.json().catch(() => ({}));
      return tell(told, explained(detail || words.failed), true);
    }
    const cases = await response.text();
    const link = make("a", { href: URL.createObjectURL(new Blob([cases])), download: "feedback.jsonl" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    return tell(told, fill(words.exported, { n: cases.trimEnd().split("\n").length }));
  }

  // --- wiring ---------------------------------------------------------------------------------

  function choosePart(tab) {
    for (const each of all('[role="tab"]', tab.parentElement)) {
      const chosen = each === tab;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
      document.getElementById(each.getAttribute("aria-controls")).hidden = !chosen;
    }
    arrived();
  }

  document.addEventListener("click", (event) => {
    const tab = event.target.closest?.('.xt-tabs [role="tab"]');
    if (tab) choosePart(tab);
    const link = event.target.closest?.("#xt-library a[data-place]");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      window.xtGo(link.getAttribute("href"));
    }
  });
  document.addEventListener("keydown", (event) => {
    const tab = event.target.closest?.('.xt-tabs [role="tab"]');
    if (!tab || !["ArrowLeft", "ArrowRight"].includes(event.key)) return;
    const other = event.key === "ArrowRight" ? tab.nextElementSibling : tab.previousElementSibling;
    if (!other) return;
    choosePart(other);
    other.focus();
  });

  // A part is filled in when it is first shown.
  const opened = new WeakSet();
  let learnt = null;
  function arrived() {
    if (document.documentElement.dataset.view !== "library") return;
    const library = $(".xt-library");
    if (library && library !== learnt) {
      learnt = library;
      ({ words, problems, rules } = JSON.parse(library.dataset.known));
    }
    for (const [selector, open] of [[".xt-library", openLibrary], [".xt-feedback", openFeedback]]) {
      const root = $(selector);
      if (!root || root.hidden || opened.has(root)) continue;
      opened.add(root);
      const told = $(".xt-run-state, .xt-votes-told", root);
      open(root).catch((problem) => tell(told, problem.message, true));
    }
  }

  function start() {
    document.addEventListener("xt:view", arrived);
    new MutationObserver(arrived).observe(document.body, { childList: true, subtree: true });
    arrived();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
