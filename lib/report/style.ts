import { Markup } from "./html.ts";

/** The looks of the page, in light and in dark as the reader's system says. Nothing is loaded: fonts are the system's. */
export const pageStyle = new Markup(`
:root {
  --back: #f6f7f9; --card: #ffffff; --text: #1b2430; --soft: #5b6675; --line: #dfe3e8; --link: #0b5cad;
  --gate: #4c78b8; --program: #8a63b0; --thing: #2f8f6b; --bad: #c0392b; --open: #b7791f; --good: #1e7d4f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --back: #12161c; --card: #1b2129; --text: #e6eaef; --soft: #9aa6b4; --line: #323b46; --link: #7db7f5;
    --gate: #6f9cdc; --program: #b08fd6; --thing: #52b48d; --bad: #ef7567; --open: #e0a64a; --good: #5cc492;
  }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 24px 20px 48px; background: var(--back); color: var(--text);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; overflow-wrap: anywhere; }
h1 { margin: 0 0 12px; font-size: 30px; line-height: 1.2; unicode-bidi: isolate; }
h2 { margin: 0; font-size: 19px; }
.kind { margin: 0; color: var(--soft); }
.badge { display: inline-block; margin-left: 8px; padding: 3px 12px; border-radius: 14px; font-size: 15px; vertical-align: 5px;
  color: var(--card); background: var(--open); }
.badge.good { background: var(--good); } .badge.bad { background: var(--bad); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 10px 24px; margin: 0 0 20px; }
dt { color: var(--soft); font-size: 13px; } dd { margin: 0; }
section { margin: 0 0 18px; padding: 18px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
.next { margin: 0 0 18px; padding: 12px 20px; border-left: 4px solid var(--link); background: var(--card); list-style: none; }
.next li + li { margin-top: 8px; }
.intro { margin: 2px 0 12px; color: var(--soft); font-size: 14px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; color: var(--soft); font-size: 13px; font-weight: 600; }
th, td { padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
tbody tr:last-child td { border-bottom: 0; }
td small { display: block; color: var(--soft); font-size: 13px; }
code { font: 13px/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
.sum { font-size: 11px; color: var(--soft); }
.none { color: var(--soft); }
th, .word { white-space: nowrap; }
.number { font-variant-numeric: tabular-nums; }
a { color: var(--link); }
.origin, .state { color: var(--soft); white-space: nowrap; }
.origin.created { color: var(--good); } .state.changed, .state.gone { color: var(--bad); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin-bottom: 14px; }
.tile { padding: 12px 14px; border: 1px solid var(--line); border-radius: 8px; }
.tile strong { display: block; font-size: 22px; } .tile span { color: var(--soft); font-size: 13px; }
.warnings { margin: 0; padding: 0; list-style: none; }
.warnings li { margin: 0 0 8px; padding: 8px 12px; border-left: 4px solid var(--open); background: var(--back); white-space: pre-line; }
.warnings li.fail { border-color: var(--bad); }
.timeline { display: block; width: 100%; height: auto; font: 12px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
.timeline text { fill: var(--text); } .timeline .group { font-weight: 600; font-size: 13px; }
.timeline .took, .timeline text.tick { fill: var(--soft); font-size: 11px; } .timeline line.tick { stroke: var(--line); }
.timeline .pause { fill: var(--line); }
.bar.worksets, .bar.steps { fill: var(--gate); }
.bar.preflight { fill: var(--gate); } .bar.programs { fill: var(--program); } .bar.waits, .bar.resources, .bar.headnode { fill: var(--thing); }
.timeline .bar.failed { fill: var(--bad); } .timeline .bar.open { fill: var(--open); }
details.workset { margin: 0 0 12px; padding: 12px 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
details.workset > summary { cursor: pointer; font-size: 17px; unicode-bidi: isolate; }
details.workset .badge { padding: 1px 10px; font-size: 13px; vertical-align: 2px; }
details.workset > dl { margin: 14px 0; }
footer { color: var(--soft); font-size: 13px; }
@media print { section { break-inside: avoid; } body { background: none; } }
`);
