// The room where questions are asked: from a citation to its article, what can be done with an answer, what
// is read out. Works on the markup of turns.py and what it is made of alone; text
// becomes text, never markup.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const wide = matchMedia("(min-width: 900px)");
  const behavior = () => (calm.matches ? "auto" : "smooth");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`dateline:${name}`, { detail }));
  const make = (tag, name, attributes = {}) => {
    const element = document.createElement(tag);
    element.className = name;
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // What is read out by a screen reader, once each.
  const voice = make("p", "unseen", { id: "voice", role: "status" });
  function announce(text) {
    voice.textContent = "";
    setTimeout(() => (voice.textContent = text), 50); // or the same words twice would be heard once
  }

  // From an answer to the words it rests on: the article beside it, and their card below.

  function pick(element, group) {
    for (const other of document.querySelectorAll(`${group}.picked`)) other.classList.remove("picked");
    element?.classList.add("picked");
  }

  // The sources of the last answer are shown (by the style sheet) until another turn is chosen here.
  function showTurn(turn) {
    for (const section of document.querySelectorAll("#sources .sources")) {
      section.classList.toggle("chosen", section.id === `sources-${turn}`);
    }
    byId("side")?.classList.toggle("choosing", turn !== null);
  }

  function read(card) {
    const [, turn, number] = card.id.split("-");
    showTurn(turn);
    pick(card, ".card");
    tell("read", { href: card.querySelector("a.open").href, turn, number });
  }

  function fromAnswer(button, kind) {
    const card = byId(`${kind}-${button.value}`);
    if (!card) return;
    pick(button, ".cite");
    button.focus({ preventScroll: true }); // where the way back leads to
    read(card);
  }

  // The reader moves on by itself: the number of what is being read stands out in the answer.
  document.addEventListener("dateline:reading", ({ detail }) => {
    const mark = document.querySelector(`button.cite[value="${CSS.escape(`${detail.turn}-${detail.number}`)}"]`);
    if (mark) pick(mark, ".cite");
  });

  function toAnswer(place) {
    const mark = document.querySelector(`button.cite[value="${CSS.escape(place)}"]`);
    mark?.focus({ preventScroll: true });
    mark?.scrollIntoView({ block: "center", behavior: behavior() });
  }

  document.addEventListener("dateline:closed", () => {
    const card = document.querySelector("#sources .card.picked");
    if (card && wide.matches) card.scrollIntoView({ block: "nearest", behavior: "instant" });
  });

  // What is asked for with a button of the conversation: handed on to the page, see deeds.py.

  let deeds = 0;
  let acted = false; // by a button that the next answer takes away
  function send(deed) {
    const box = document.querySelector("#deed :is(textarea, input)");
    box.value = `${deed} #${(deeds += 1)}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true })); // as if it were typed
    if (!/^(edit|keep)/.test(deed)) sent();
  }

  const later = (turn) =>
    [...document.querySelectorAll("#conversation .exchange")].filter((one) => numberOf(one) > turn).length;
  const numberOf = (exchange) => Number(exchange.id.slice("turn-".length));

  // Asking an earlier question again drops what came after it: that is said before it is done.
  let dialog = null;
  function confirmed(dropped, go) {
    if (!dialog) {
      dialog = make("dialog", "drops", { "aria-labelledby": "drops-what" });
      const form = make("form", "", { method: "dialog" });
      const said = make("p", "", { id: "drops-what" });
      const yes = make("button", "yes", { value: "yes" });
      const no = make("button", "no", { value: "" });
      yes.textContent = "Ask again and drop them";
      no.textContent = "Leave it";
      form.append(said, yes, no);
      dialog.append(form);
      document.body.append(dialog);
    }
    const many = dropped === 1 ? "The answer after it is" : `The ${dropped} answers after it are`;
    dialog.querySelector("p").textContent = `Ask this question again? ${many} dropped from this conversation.`;
    dialog.returnValue = "";
    dialog.onclose = () => dialog.returnValue === "yes" && go();
    dialog.showModal();
  }

  function act(button) {
    const [deed, turn] = button.value.split(" ");
    if (deed.startsWith("copy-")) {
      copy(button, deed, turn);
      return;
    }
    if (document.querySelector("#conversation :is(.pending, .growing)")) return; // one question at a time
    const go = () => {
      acted = true;
      send(button.value);
    };
    const dropped = ["edit", "keep"].includes(deed) ? 0 : later(Number(turn));
    if (dropped) confirmed(dropped, go);
    else go();
  }

  // The clipboard belongs to secure pages alone; elsewhere the selection is copied, as by a key.
  async function copy(button, form, turn) {
    const text = byId(`${form}-${turn}`)?.textContent ?? "";
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      const area = make("textarea", "unseen", { readonly: "" });
      area.value = text;
      document.body.append(area);
      area.select();
      done = document.execCommand("copy");
      area.remove();
      button.focus({ preventScroll: true });
    }
    button.classList.toggle("done", done);
    setTimeout(() => button.classList.remove("done"), 2000);
    const what = form === "copy-cited" ? "The answer with its sources" : "The answer";
    announce(done ? `${what} is copied.` : "The browser did not allow copying; select the words and copy them.");
  }

  // Between the question and the first sign of it: it may have to stand in line, which is said after a moment.
  let inLine = 0;
  function sent() {
    if (document.querySelector("#conversation :is(.pending, .growing)")) return; // it is not even sent
    arrived();
    inLine = setTimeout(() => {
      byId("composer").classList.add("in-line");
      announce("Other questions are being answered; yours is in line.");
    }, 1500);
  }
  function arrived() {
    clearTimeout(inLine);
    byId("composer")?.classList.remove("in-line");
  }
  document.addEventListener("keydown", (event) => {
    const box = event.target instanceof Element ? event.target.closest("#question textarea") : null;
    if (box?.value.trim() && event.key === "Enter" && !event.shiftKey) sent();
  });

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const button = target?.closest("#room button");
    const open = target?.closest("#sources a.open");
    if (open && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open.focus({ preventScroll: true });
      read(open.closest(".card"));
    } else if (!button) {
      return;
    } else if (button.matches(".submit-button, #examples button")) {
      sent();
    } else if (button.matches(".cite")) {
      fromAnswer(button, "card");
    } else if (button.matches(".near")) {
      fromAnswer(button, "near");
    } else if (button.matches(".back")) {
      toAnswer(button.value);
    } else if (button.matches(".act, .chip")) {
      act(button);
    }
  });

  // Escape in the question box leaves a question that is edited as it was.
  document.addEventListener("keydown", (event) => {
    const editing = document.querySelector("#bar .editing .act");
    if (event.key !== "Escape" || event.defaultPrevented || !editing || !event.target.closest?.("#composer")) return;
    event.preventDefault();
    send(editing.value);
  });

  // What changes on the page: a new question comes to the top of the view and stays there while its answer
  // grows below it; the answer is read out when it is whole.

  let shown = 0; // the turn that was brought to the top
  let begun = false; // it waits or grows
  let edited = "";
  let drawn = null; // the picture that was brought into view

  function heard(exchange) {
    const plain = exchange.querySelector("[id^='copy-plain-']");
    if (!plain) return exchange.querySelector(".reply").innerText;
    const many = exchange.querySelectorAll(".answer .cite").length;
    return `${plain.textContent} ${many === 1 ? "One citation." : `${many} citations.`}`;
  }

  function refocus(exchange) {
    if (!acted || document.activeElement !== document.body) return;
    exchange.setAttribute("tabindex", "-1"); // the button that was pressed is gone
    exchange.focus({ preventScroll: true });
  }

  function follow() {
    if (!voice.isConnected && document.body) document.body.append(voice);
    const last = [...document.querySelectorAll("#conversation .exchange")].pop();
    const turn = last ? numberOf(last) : 0;
    const running = Boolean(last?.querySelector(".pending, .growing"));
    const first = turn !== shown || (running && !begun);
    if (first || document.querySelector("#bar .aside, .toast-body")) arrived();
    const restored = shown === 0 && new URLSearchParams(location.search).has("c");
    if (last && first) {
      showTurn(null);
      byId("side").scrollTop = 0;
      document.querySelector("#picture > button.open")?.click(); // it was of another answer
      last.scrollIntoView({ block: "start", behavior: behavior() });
    }
    if (last && (first || begun)) refocus(last);
    if (last && !running && (first || begun)) {
      acted = false;
      if (!restored) announce(heard(last));
      shown = turn;
      begun = false;
      tell("turn", { turn });
    }
    [shown, begun] = [turn, running];
    const plot = document.querySelector("#plot .js-plotly-plot");
    if (plot && plot !== drawn) byId("picture")?.scrollIntoView({ block: "nearest", behavior: behavior() });
    drawn = plot;
    const bar = document.querySelector("#bar .editing")?.id ?? "";
    if (bar !== edited) {
      edited = bar;
      const box = document.querySelector("#question textarea");
      if (bar) requestAnimationFrame(() => box.focus());
    }
  }
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
})();
