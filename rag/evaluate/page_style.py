"""The report's style and script: its own, inline, named by their hashes in the page's security policy."""

from __future__ import annotations

STYLE = """
:root { color-scheme: light dark; --paper: light-dark(#faf8f4, #15171a); --sheet: light-dark(#fff, #1d2024);
  --ink: light-dark(#1d1b18, #e9e6df); --quiet: light-dark(#5c5750, #aaa69d);
  --line: light-dark(#ddd7cc, #373b41);
  --accent: light-dark(#0b5563, #84cbd8); --rail: light-dark(#e4ded3, #31353b);
  --evidence: light-dark(#ffe69c, #5d4a10); --on-evidence: light-dark(#221c05, #fff4cf);
  --bad: light-dark(#a3341c, #f2a48a); --bad-tint: light-dark(#fbeae4, #38201a);
  --serif: Charter, "Iowan Old Style", Georgia, "Noto Serif", serif;
  --sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 var(--sans);
  overflow-wrap: anywhere; }
main { max-width: 66rem; margin: 0 auto; padding: 1.25rem clamp(0.9rem, 3vw, 2rem) 4rem; }
h1 { font: 700 1.7rem/1.25 var(--serif); margin: 0 0 0.3rem; }
h2 { font: 700 1.25rem/1.3 var(--serif); margin: 2.6rem 0 0.6rem; }
p { margin: 0 0 0.6rem; max-width: 44rem; }
a { color: var(--accent); }
.quiet, .hint { color: var(--quiet); }
.hint { font-size: 0.9rem; } table + .hint { margin-top: 0.5rem; }
nav { display: flex; flex-wrap: wrap; gap: 0.2rem 1.1rem; margin-top: 0.8rem; font-size: 0.95rem; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.7rem;
  margin-top: 1.2rem; }
.tile { background: var(--sheet); border: 1px solid var(--line); border-radius: 0.6rem;
  padding: 0.8rem 0.95rem; }
.tile b { display: block; font: 700 1.55rem/1.2 var(--serif); }
.tile span { display: block; font-size: 0.88rem; color: var(--quiet); }
.tile.bad b { color: var(--bad); }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.93rem; background: var(--sheet); }
caption { text-align: start; color: var(--quiet); font-size: 0.9rem; padding-bottom: 0.4rem; }
th, td { text-align: start; padding: 0.32rem 0.65rem; border-bottom: 1px solid var(--line);
  vertical-align: middle; }
table.narrow { width: auto; }
table.narrow :is(th, td) { padding-inline-end: 1.6rem; }
th { overflow-wrap: normal; }
thead th { color: var(--quiet); font-weight: 600; font-size: 0.86rem; }
tbody th { font-weight: 400; white-space: nowrap; }
.number { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap; }
td small { color: var(--quiet); }
.group th { font-weight: 700; padding-top: 0.9rem; }
svg { display: block; }
svg.bar { width: 12.5rem; height: 0.9rem; }
svg.stacked { width: 100%; height: 0.9rem; border-radius: 0.4rem; }
svg.plot { width: min(100%, 24rem); }
.rail { fill: var(--rail); } .fill { fill: var(--accent); } .whisker { stroke: var(--ink);
  stroke-width: 1.5; }
.grid { stroke: var(--line); } .tick, .axis { fill: var(--quiet); font: 11px var(--sans); }
.curve { fill: none; stroke: var(--accent); stroke-width: 2; } .end { fill: var(--accent); }
.part-1 { fill: #b3261e; } .part-2 { fill: #d1632b; } .part-3 { fill: #6b7280; } .part-4 { fill: #3b6ea5; }
.part-5 { fill: #8a63a8; } .part-6 { fill: #b98a1b; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 0.2rem 1.2rem; margin: 0.5rem 0 0;
  padding: 0; font-size: 0.9rem; }
.legend svg { display: inline-block; width: 0.8rem; height: 0.8rem; margin-inline-end: 0.4rem;
  vertical-align: -0.05rem; }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr));
  gap: 1.2rem; align-items: start; }
.filters { display: flex; flex-wrap: wrap; gap: 0.6rem 1rem; align-items: end; margin-bottom: 0.9rem; }
.filters > div { min-width: 0; max-width: 100%; }
.filters[hidden] { display: none; }
.filters label { display: block; font-size: 0.86rem; color: var(--quiet); }
select, input { font: inherit; color: inherit; background: var(--sheet); border: 1px solid var(--line);
  border-radius: 0.4rem;
  padding: 0.35rem 0.5rem; min-height: 2.4rem; max-width: 100%; }
:is(a, summary, select, input):focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.failure { background: var(--sheet); border: 1px solid var(--line); border-radius: 0.6rem; margin: 0.5rem 0; }
.failure[hidden] { display: none; }
summary { cursor: pointer; padding: 0.65rem 0.9rem; }
summary .asked { font-weight: 600; }
summary .why, .place { display: inline-block; font-size: 0.8rem; border-radius: 0.9rem;
  padding: 0.05rem 0.6rem;
  background: var(--bad-tint); color: var(--bad); margin-inline-end: 0.5rem; }
summary .id { color: var(--quiet); font-size: 0.85rem; margin-inline-start: 0.5rem; }
.inside { padding: 0 0.9rem 0.9rem; }
dl { display: grid; grid-template-columns: minmax(6.5rem, max-content) 1fr; gap: 0.25rem 1rem;
  margin: 0 0 0.8rem; }
dt { color: var(--quiet); } dd { margin: 0; white-space: pre-wrap; }
.said { font-family: var(--serif); }
ol.passages { list-style: none; margin: 0; padding: 0; }
.passages > li { border-top: 1px solid var(--line); padding: 0.6rem 0; }
.passages .text { font-family: var(--serif); white-space: pre-line; margin: 0.2rem 0 0; max-width: none; }
.from { font-size: 0.88rem; color: var(--quiet); }
.right .from::before { content: "✓ "; color: var(--accent); font-weight: 700; }
mark { background: none; color: inherit; }
mark.evidence { background: var(--evidence); color: var(--on-evidence); border-radius: 0.15rem; }
mark.quoted { text-decoration: underline 2px var(--accent); text-underline-offset: 0.2em; }
.settings { columns: 2 20rem; font-size: 0.9rem; } .settings div { break-inside: avoid; }
.settings code { color: var(--quiet); }
.changed { color: var(--bad); font-weight: 600; }
@media (max-width: 40rem) { svg.bar { width: 6rem; } th, td { padding: 0.3rem 0.4rem; } tbody th {
  white-space: normal; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: 0.4rem; } summary .id { margin: 0;
  display: block; } }
@media print { .filters { display: none; } .failure { break-inside: avoid; } }
"""

SCRIPT = """
"use strict";
const filters = document.querySelector(".filters");
if (filters) {
  const failures = [...document.querySelectorAll("#failures .failure")];
  const shown = document.querySelector("#shown");
  const apply = () => {
    const wanted = { why: filters.querySelector("#why").value, kind: filters.querySelector("#kind").value };
    const words = filters.querySelector("#words").value.toLowerCase().split(/\\s+/).filter(Boolean);
    let count = 0;
    for (const failure of failures) {
      const text = failure.textContent.toLowerCase();
      const fits = (!wanted.why || failure.dataset.why === wanted.why) && (!wanted.kind ||
    failure.dataset.kind === wanted.kind)
        && words.every((word) => text.includes(word));
      failure.hidden = !fits;
      count += fits;
    }
    shown.textContent = count + " of " + failures.length + " shown";
  };
  filters.hidden = false;
  filters.addEventListener("input", apply);
  apply();
}
"""
