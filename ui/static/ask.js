// What the page Ask does in the browser: the list of conversations, votes, copying, the keyboard.
(() => {
  "use strict";

  const tell = (from, name, detail = {}) =>
    from.dispatchEvent(new CustomEvent(`xt:${name}`, { detail, bubbles: true }));

  // --- copying ------------------------------------------------------------------------------

  window.xtCopy = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // Without https, and not on this machine, browsers keep the clipboard to themselves.
      const area = document.createElement("textarea");
      area.className = "xt-offscreen";
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };

  async function copy(button) {
    await window.xtCopy(button.dataset.copy);
    const label = button.querySelector("span") || button;
    const said = label.textContent;
    if (said === button.dataset.done) return;
    label.textContent = button.dataset.done;
    setTimeout(() => (label.textContent = said), 1600);
  }

  // --- votes --------------------------------------------------------------------------------

  function vote(button) {
    const row = button.closest(".xt-actions");
    for (const thumb of row.querySelectorAll("[data-vote]")) {
      thumb.setAttribute("aria-pressed", String(thumb === button));
    }
    const why = row.querySelector(".xt-why");
    why.hidden = button.dataset.vote !== "down";
    tell(row, "vote", { n: row.dataset.n, vote: button.dataset.vote });
    if (why.hidden) return;
    why.querySelector("input").focus({ preventScroll: true });
    why.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("submit", (event) => {
    const why = event.target.closest?.(".xt-why");
    if (!why) return;
    event.preventDefault();
    const row = why.closest(".xt-actions");
    const reason = why.querySelector(":checked")?.value || "";
    const comment = why.querySelector("[type=text]").value;
    tell(row, "vote", { n: row.dataset.n, vote: "down", reason, comment });
    why.hidden = true;
    row.querySelector('[data-vote="down"]').focus({ preventScroll: true });
  });

  // --- the list of conversations --------------------------------------------------------------

  function rename(button) {
    const row = button.closest("[data-talk]");
    const talk = row.querySelector("[data-open]");
    const box = document.createElement("input");
    box.type = "text";
    box.maxLength = 60;
    box.value = row.dataset.name;
    box.setAttribute("aria-label", button.getAttribute("aria-label"));
    talk.hidden = true;
    row.prepend(box);
    box.focus();
    box.select();
    let done = false;
    const end = (keep) => {
      if (done) return;
      done = true;
      const name = box.value.trim();
      box.remove();
      talk.hidden = false;
      talk.focus({ preventScroll: true });
      if (keep && name && name !== row.dataset.name) {
        talk.textContent = name;
        tell(row, "rename", { talk: row.dataset.talk, name });
      }
    };
    box.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing && event.keyCode !== 229) end(true);
      if (event.key === "Escape" && !event.isComposing) end(false);
    });
    box.addEventListener("blur", () => end(true));
  }

  // The first click asks, in the same place; the second deletes.
  function remove(button) {
    if (button.dataset.asked) {
      tell(button, "remove", { talk: button.closest("[data-talk]").dataset.talk });
      return;
    }
    const drawing = [...button.childNodes];
    const label = button.getAttribute("aria-label");
    button.dataset.asked = "yes";
    button.replaceChildren(button.dataset.sure);
    button.removeAttribute("aria-label");
    button.addEventListener(
      "blur",
      () => {
        delete button.dataset.asked;
        button.replaceChildren(...drawing);
        button.setAttribute("aria-label", label);
      },
      { once: true },
    );
    button.focus();
  }

  function drawer(is_open) {
    const rail = document.querySelector(".xt-rail");
    if (!rail) return;
    rail.classList.toggle("xt-shown", is_open);
    rail.querySelector(".xt-drawer").setAttribute("aria-expanded", String(is_open));
  }

  document.addEventListener("click", (event) => {
    const at = (selector) => event.target.closest?.(`#xt-page-ask ${selector}`);
    const copied = at("[data-copy]");
    if (copied) copy(copied);
    const thumb = at("[data-vote]");
    if (thumb) vote(thumb);
    if (at("[data-new]")) tell(at("[data-new]"), "anew");
    if (at("[data-open]")) tell(at("[data-open]"), "open", { talk: at("[data-talk]").dataset.talk });
    if (at("[data-rename]")) rename(at("[data-rename]"));
    if (at("[data-remove]")) remove(at("[data-remove]"));
    const handle = at(".xt-drawer");
    if (handle) drawer(handle.getAttribute("aria-expanded") !== "true");
    else if (!at("#xt-talks") || at("[data-open]")) drawer(false);
    if (at("[data-new], [data-open]")) document.dispatchEvent(new CustomEvent("xt:shut"));
    if (at("[data-new]")) document.querySelector("#xt-box textarea")?.focus();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") drawer(false);
  });

  // --- the question box -----------------------------------------------------------------------

  // Enter that ends an input method's composition is not Enter that sends. Chrome marks both
  // events; Safari ends the composition first and only the key code, 229, tells.
  let composing = false;
  const guard = (event) => {
    if (event.key !== "Enter") return;
    if (event.type === "keydown") composing = event.isComposing || event.keyCode === 229;
    if (composing || event.isComposing) event.stopImmediatePropagation();
  };
  addEventListener("keydown", guard, true);
  addEventListener("keypress", guard, true);

  // --- a question that is being answered ------------------------------------------------------

  // The tab remembers it, so that a reload in the middle of an answer doesn't lose it.
  const ASKED = "xt-asked";
  const plain = (text) => text.replace(/[\u2066-\u2069\s]+/g, " ").trim();

  function asked(question) {
    if (plain(question)) sessionStorage.setItem(ASKED, plain(question));
  }
  const typed = () => asked(document.querySelector("#xt-box textarea")?.value || "");
  addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && event.target.closest?.("#xt-box")) typed();
  });
  document.addEventListener("click", (event) => {
    const offered = event.target.closest?.("#xt-page-ask [data-ask]");
    if (offered) asked(offered.dataset.ask);
    else if (event.target.closest?.("#xt-send")) typed();
  }, true);

  const isOf = (turn, question) => plain(turn?.querySelector(".xt-question")?.textContent || "") === question;

  // Told on the page, or failed there: nothing is left to remember.
  function settled(last) {
    const question = sessionStorage.getItem(ASKED);
    if (!question || !isOf(last, question)) return;
    if (last.querySelector(".xt-answer, .xt-failed")) sessionStorage.removeItem(ASKED);
  }

  // After a load: the conversation where it was answered meanwhile, else it is asked again.
  let resumed = false;
  function resume(last, rail) {
    if (resumed || !rail || !document.querySelector("#xt-page-ask :is(.xt-turn, .xt-welcome)")) return;
    resumed = true;
    const question = sessionStorage.getItem(ASKED);
    if (!question || isOf(last, question)) return;
    sessionStorage.removeItem(ASKED); // once: a page that can't show it may not ask on and on
    const talk = last ? null : rail.querySelector("[data-talk]");
    if (talk && plain(talk.dataset.name) === question) {
      tell(rail, "open", { talk: talk.dataset.talk });
    } else {
      tell(document.querySelector("#xt-page-ask :is(.xt-turns, .xt-welcome)"), "ask", { question });
    }
  }

  // --- what comes in --------------------------------------------------------------------------

  // One element that stays: a reader of the screen hears of changes in it, not of a new element.
  const heard = document.createElement("p");
  heard.className = "xt-hidden";
  heard.setAttribute("role", "status");

  let shown = "";
  let nTurns = 0;
  function follow() {
    const turns = document.querySelectorAll("#xt-page-ask .xt-turn");
    const last = turns[turns.length - 1];
    const rail = document.querySelector(".xt-rail");
    const talk = rail?.dataset.current || "";
    if (turns.length > nTurns && last) last.scrollIntoView({ block: "start" });
    nTurns = turns.length;
    settled(last);
    resume(last, rail);
    if (rail && talk !== shown) {
      shown = talk;
      keepAddress(talk);
    }
    const state = last?.querySelector(".xt-waiting, .xt-answer");
    const said = !state ? "" : state.matches(".xt-waiting") ? state.textContent : spoken(state);
    if (heard.textContent !== said) heard.textContent = said;
    const box = document.querySelector("#xt-box textarea");
    if (box && box.getAttribute("aria-label") !== box.placeholder) box.setAttribute("aria-label", box.placeholder);
  }

  // The answer's words, without the numbers of its citations.
  function spoken(answer) {
    const lines = [...answer.querySelectorAll(":scope > p:not(.xt-verdict)")].map((line) => {
      const copy = line.cloneNode(true);
      for (const marker of copy.querySelectorAll(".xt-cite")) marker.remove();
      return copy.textContent;
    });
    return lines.join(" ");
  }

  // The address names the conversation, so that a reload opens it again.
  function keepAddress(talk) {
    const query = new URLSearchParams(location.search);
    if ((query.get("talk") || "") === talk) return;
    if (talk) query.set("talk", talk);
    else query.delete("talk");
    if (talk) for (const key of ["doc", "start", "end"]) query.delete(key);
    const rest = query.toString();
    history.replaceState(null, "", rest ? `./?${rest}` : "./");
  }

  function start() {
    document.body.append(heard);
    new MutationObserver(follow).observe(document.querySelector("gradio-app") || document.body, {
      childList: true,
      subtree: true,
      attributes: true,
      attributeFilter: ["placeholder"],
    });
    follow();
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", start);
  else start();
})();
