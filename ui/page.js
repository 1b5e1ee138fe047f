// Moves between an answer, the passages it rests on and the whole article. Works on the markup of
// render.py, sources.py and library.py alone; never makes markup of its own from text.
(() => {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let cameFrom = null; // what had the focus before the article was opened

  function bring(element, block, behavior = calm.matches ? "auto" : "smooth") {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block, behavior });
  }

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

  function closeArticle(refocus) {
    const reader = byId("reader");
    if (!reader || reader.hidden) return;
    reader.hidden = true;
    byId("side").classList.remove("reading");
    reader.querySelector(".sheet").replaceChildren();
    if (refocus && cameFrom && cameFrom.isConnected) bring(cameFrom, "nearest", "auto");
    cameFrom = null;
  }

  async function openArticle(anchor) {
    const reader = byId("reader");
    const sheet = reader.querySelector(".sheet");
    cameFrom = anchor;
    let whole = null;
    try {
      const response = await fetch(anchor.href, { headers: { accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      whole = page.querySelector("main.whole");
    } catch (error) {
      console.warn(error);
    }
    if (cameFrom !== anchor) return; // something else was opened meanwhile
    if (!whole) {
      whole = document.createElement("p");
      whole.textContent = "The article could not be fetched. Is the program still running?";
    }
    sheet.replaceChildren(...(whole.matches("p") ? [whole] : whole.childNodes));
    reader.hidden = false;
    byId("side").classList.add("reading");
    bring(sheet.querySelector("#quote") || sheet.querySelector("h1") || reader, "center", "auto");
  }

  function showCard(place) {
    const card = byId(`card-${place}`);
    if (!card) return;
    closeArticle(false);
    showTurn(place.split("-")[0]);
    pick(card, ".card");
    const quote = card.querySelector("mark");
    card.focus({ preventScroll: true });
    (quote || card).scrollIntoView({ block: "center", behavior: calm.matches ? "auto" : "smooth" });
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
      if (mark) bring(mark, "center");
    } else if (open && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
      event.preventDefault();
      openArticle(open);
    } else if (target?.closest("button.close")) {
      closeArticle(true);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeArticle(true);
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
      closeArticle(false);
      showTurn(null);
    } else if (!reply || turn === spoken) {
      return;
    }
    if (last) last.scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
    if (reply) {
      spoken = turn;
      voice.textContent = reply.innerText;
    }
  }
  new MutationObserver(follow).observe(document.documentElement, { childList: true, subtree: true });
})();
