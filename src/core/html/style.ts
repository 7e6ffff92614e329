/**
 * The page's only style sheet. No font, picture or script is fetched: the typefaces are those of the reader's system. One
 * accent says what is good, one warm tone what needs an eye; words and marks say both as well.
 */
export const stylesheet = `
:root {
  color-scheme: light dark;
  --paper: #fcfbf8; --panel: #f4f2ec; --ink: #1c1e21; --soft: #5a5f66; --line: #dedad0;
  --accent: #0a6758; --accent-wash: #e0f0eb; --warm: #974608; --warm-wash: #fbecdd;
  --serif: "Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", "Book Antiqua", ui-serif, Georgia, serif;
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Lato, "Helvetica Neue", sans-serif;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14161a; --panel: #1c1f24; --ink: #e8e6e1; --soft: #a4a9b0; --line: #32363c;
    --accent: #62d0b7; --accent-wash: #142f2a; --warm: #f2a765; --warm-wash: #38250f;
  }
}
* { box-sizing: border-box; }
html { font: 100%/1.55 var(--sans); background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body { margin: 0; overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
a { color: var(--accent); text-underline-offset: .2em; text-decoration-thickness: .06em; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.skip, .unseen { position: absolute; left: -999em; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
h1, h2 { font-family: var(--serif); font-weight: 600; text-wrap: balance; }
h1 { font-size: clamp(2rem, 1.4rem + 2.6vw, 3.1rem); line-height: 1.08; letter-spacing: -.018em; margin: .35rem 0 .8rem; }
h2 { font-size: 1.55rem; line-height: 1.2; letter-spacing: -.01em; margin: 0 0 .3rem; }
h3 { font-size: 1rem; line-height: 1.4; margin: 1.6rem 0 .4rem; }
p { margin: 0 0 .8rem; }
p, dd, .said { max-width: 68ch; }
td, th, dd, li, p, h1, summary, pre > * { unicode-bidi: isolate; }
code, pre, .mono { font-family: var(--mono); font-size: .86em; }
.frame { max-width: 76rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 3rem); }
.top { border-bottom: 1px solid var(--line); padding: clamp(2rem, 5vw, 4rem) 0 2rem; background: linear-gradient(var(--panel), var(--paper)); }
.kicker { font-size: .8rem; letter-spacing: .09em; text-transform: uppercase; color: var(--soft); margin: 0; }
.kicker b { color: var(--accent); font-weight: 650; }
.lead { font-size: 1.15rem; line-height: 1.5; color: var(--ink); max-width: 62ch; }
.good { color: var(--accent); } .warm { color: var(--warm); } .soft { color: var(--soft); }
.mark { display: inline-block; width: 1.3em; font-weight: 700; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 1.1rem 2rem; margin: 1.6rem 0 0; }
.facts dt { font-size: .78rem; color: var(--soft); }
.facts dd { margin: .1rem 0 0; font-weight: 550; }
section .facts { margin-bottom: 1.4rem; }
.eye { margin: 1.8rem 0 0; padding: 1rem 1.2rem; border-radius: .6rem; background: var(--warm-wash); border-left: 4px solid var(--warm); max-width: 62rem; }
.eye.calm { background: var(--accent-wash); border-color: var(--accent); }
.eye h2 { font: 650 .95rem/1.4 var(--sans); letter-spacing: 0; margin: 0 0 .3rem; }
.eye ul { margin: 0; padding-left: 1.2rem; } .eye p { margin: 0; }
.layout { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0 4rem; }
nav ol { list-style: none; margin: 1.4rem 0 0; padding: 0; display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; font-size: .9rem; }
nav a { color: var(--soft); text-decoration: none; } nav a:hover { color: var(--accent); text-decoration: underline; }
@media (min-width: 66rem) {
  .layout { grid-template-columns: 11rem minmax(0, 1fr); }
  nav { position: sticky; top: 2.5rem; align-self: start; }
  nav ol { display: block; margin-top: 3.4rem; border-left: 1px solid var(--line); }
  nav li { padding: .22rem 0 .22rem 1rem; }
}
section { padding: 2.8rem 0 0; scroll-margin-top: 1rem; }
section > .about { color: var(--soft); margin-bottom: 1.1rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .94rem; }
caption { text-align: left; color: var(--soft); font-size: .85rem; padding-bottom: .4rem; }
th, td { text-align: left; vertical-align: top; padding: .55rem 1.2rem .55rem 0; border-bottom: 1px solid var(--line); min-width: 3.2rem; }
thead th { font-size: .78rem; font-weight: 600; color: var(--soft); border-bottom-color: var(--soft); vertical-align: bottom; }
th, td { overflow-wrap: break-word; max-width: 24rem; } .wide { overflow-wrap: anywhere; min-width: 16rem; max-width: none; }
tbody th { font-weight: 600; } tbody th > div + div { font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
.num { text-align: right; white-space: nowrap; } .tight { white-space: nowrap; }
.strip { list-style: none; margin: 1.8rem 0 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(10.5rem, 1fr)); gap: .7rem; }
.strip a { display: block; height: 100%; padding: .7rem .85rem .75rem; border: 1px solid var(--line); border-radius: .6rem; text-decoration: none; color: inherit; background: var(--panel); }
.strip a:hover { border-color: var(--accent); }
.strip b { font-size: 1.25rem; letter-spacing: -.01em; } .strip a > span { display: block; font-size: .84rem; }
.strip .done { border-color: var(--accent); background: var(--accent-wash); }
svg.bar { display: block; width: 100%; height: 5px; margin: .4rem 0; border-radius: 3px; background: var(--line); }
svg.bar rect { fill: var(--accent); } svg.bar.warm rect { fill: var(--warm); }
td svg.bar { min-width: 5rem; margin: .55rem 0 0; }
details { border-bottom: 1px solid var(--line); }
summary { cursor: pointer; padding: .55rem 0; } summary:hover { color: var(--accent); }
summary h3 { display: inline; margin: 0; font-size: 1rem; font-weight: 600; }
details > :not(summary) { margin-left: 1.1rem; }
td details, th details, li details { border: 0; } td summary, th summary, li summary { padding: 0; }
ul.plain, ol.plain { list-style: none; margin: .2rem 0 .8rem; padding: 0; } ul.plain > li { padding: .15rem 0; }
.questions { margin: 0; padding: 0; list-style: none; counter-reset: question; }
.questions > li { counter-increment: question; padding: .9rem 0 .9rem 2.2rem; border-bottom: 1px solid var(--line); position: relative; }
.questions > li::before { content: counter(question); position: absolute; left: 0; font-family: var(--serif); font-size: 1.3rem; line-height: 1.3; color: var(--accent); }
.questions p { margin: 0 0 .25rem; } .questions .asked { font-weight: 600; }
pre { white-space: pre-wrap; margin: .4rem 0 1.1rem; padding: .8rem 1rem; background: var(--panel); border-radius: .5rem; line-height: 1.5; tab-size: 4; }
.diff { padding: .5rem 0; }
.diff > * { display: block; padding: 0 1rem 0 4.6rem; text-decoration: none; position: relative; min-height: 1.5em; }
.diff > [data-n]::before { content: attr(data-n); position: absolute; left: 0; width: 3.6rem; text-align: right; color: var(--soft); }
.diff > ins { background: var(--accent-wash); } .diff > del { background: var(--warm-wash); }
.diff > .hunk { color: var(--soft); padding-top: .3rem; padding-bottom: .3rem; }
.diff > .cut { color: var(--warm); font-style: italic; }
.steps { list-style: none; margin: 0 0 1rem; padding: 0 0 0 1rem; border-left: 2px solid var(--line); }
.steps > li { padding: .25rem 0; } .said { white-space: pre-wrap; margin: .4rem 0; }
.steps .call { font-family: var(--mono); font-size: .84rem; color: var(--soft); }
.steps .person { font-weight: 600; white-space: pre-wrap; }
.left { color: var(--warm); font-style: italic; font-size: .92rem; }
.path { font-family: var(--mono); font-size: .86em; }
footer { margin-top: 4rem; border-top: 1px solid var(--line); padding: 1.6rem 0 3rem; color: var(--soft); font-size: .85rem; }
@media print {
  :root { --paper: #fff; --panel: #f6f5f1; --ink: #000; --soft: #444; --line: #bbb; --accent: #0a5a4d; --accent-wash: #e6f2ee; --warm: #7d3a06; --warm-wash: #faeede; }
  html { font-size: 10pt; } nav, .skip { display: none; } .top { padding-top: 0; background: none; }
  .layout { display: block; } section { padding-top: 1.6rem; } h1, h2, h3, summary { break-after: avoid; }
  tr, .strip li, .eye, .questions > li { break-inside: avoid; } a { color: inherit; text-decoration: none; }
  pre, .eye, .strip a, .diff > * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .proof::details-content { content-visibility: visible; block-size: auto; }
}
@media (prefers-contrast: more) { :root { --soft: var(--ink); --line: var(--ink); } }
`;
