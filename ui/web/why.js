// Why a sentence holds or not: a tooltip for the pointer and for the keyboard, on the marks of answered.py.
// Its words are the name of the mark as well, for screen readers.
(() => {
  "use strict";
  const tip = document.createElement("div");
  [tip.id, tip.className, tip.hidden] = ["tip", "tip", true];
  tip.setAttribute("role", "tooltip");
  let told = null; // the mark whose tooltip is shown
  let leaving = 0;

  function place() {
    const mark = told.getBoundingClientRect();
    const box = tip.getBoundingClientRect();
    const above = mark.top - box.height - 8;
    tip.style.top = `${above > 8 ? above : mark.bottom + 8}px`;
    tip.style.left = `${Math.max(8, Math.min(mark.left, innerWidth - box.width - 8))}px`;
  }

  function explain(mark) {
    clearTimeout(leaving);
    if (told === mark) return;
    told = mark;
    if (!tip.isConnected) document.body.append(tip);
    tip.textContent = mark.querySelector(".unseen").textContent;
    tip.hidden = false;
    place();
  }

  function hush() {
    clearTimeout(leaving);
    told = null;
    tip.hidden = true;
  }

  const markOf = (event) => (event.target instanceof Element ? event.target.closest("button.support") : null);
  document.addEventListener("mouseover", (event) => {
    const mark = markOf(event);
    if (mark) explain(mark);
    else if (event.target === tip) clearTimeout(leaving);
    else if (told && told !== document.activeElement) {
      clearTimeout(leaving);
      leaving = setTimeout(hush, 200); // time to reach the tooltip itself
    }
  });
  document.addEventListener("focusin", (event) => {
    const mark = markOf(event);
    if (mark) explain(mark);
    else if (told) hush();
  });
  document.addEventListener("scroll", () => told && (told.isConnected ? place() : hush()), true);

  // A mark may go with the answer that it stands in, while that grows.
  new MutationObserver(() => told && !told.isConnected && hush()).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });

  // The first press is for the tooltip, the next one for what lies below it.
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Escape" || !told) return;
      event.preventDefault();
      hush();
    },
    true,
  );
})();
