// Moves between an answer and the passages it rests on. Works on the markup of render.py and sources.py
// alone; never makes markup of its own from text.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const behavior = () => (calm.matches ? "auto" : "smooth");
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`dateline:${name}`, { detail }));

  function pick(element, group) {
    for (const other of document.querySelectorAll(`${group}.picked`)) other.classList.remove("picked");
    element.classList.add("picked");
  }

  // The sources of the last answer are shown (by the style sheet) until another turn is chosen here.
  function showTurn(turn) {
    for (const section of document.querySelectorAll("#sources .sources")) {
      section.classList.toggle("chosen", section.id === `sources-${turn}`);
    }
    byId("side").classList.toggle("choosing", turn !== null);
  }

  function showCard(place) {
    const card = byId(`card-${place}`);
    if (!card) return;
    const [turn] = place.split("-");
    tell("turn", { turn });
    showTurn(turn);
    pick(card, ".card");
    card.focus({ preventScroll: true });
    (card.querySelector("mark") || card).scrollIntoView({ block: "center", behavior: behavior() });
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const cite = target?.closest("button.cite");
    const back = target?.closest("button.back");
    const open = target?.closest("a.open");
    if (cite) {
      pick(cite, ".cite");
      showCard(cite.value);
    } else if (back) {
      const mark = document.querySelector(`button.cite[value="${CSS.escape(back.value)}"]`);
      mark?.focus({ preventScroll: true });
      mark?.scrollIntoView({ block: "center", behavior: behavior() });
    } else if (open && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      open.focus({ preventScroll: true });
      tell("read", { href: open.href });
    }
  });

  // A new question comes to the top of the view with its sources beside it; its answer is read out once.
  const voice = document.createElement("p");
  voice.className = "unseen";
  voice.setAttribute("role", "status");
  let shown = 0;
  let spoken = 0;
  function follow() {
    if (!voice.isConnected && document.body) document.body.append(voice);
    const last = [...document.querySelectorAll("#conversation .exchange")].pop();
    const turn = last ? Number(last.id.slice("turn-".length)) : 0;
    const reply = last?.querySelector(".reply:not(.pending)");
    if (turn !== shown) {
      shown = turn;
      tell("turn", { turn });
      if (byId("side")) showTurn(null);
    } else if (!reply || turn === spoken) {
      return;
    }
    if (last) last.scrollIntoView({ block: "start", behavior: behavior() });
    if (reply) {
      spoken = turn;
      voice.textContent = reply.innerText;
    }
  }
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
})();
