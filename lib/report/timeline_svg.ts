import { html, type Markup } from "./html.ts";
import { span } from "./span.ts";
import type { Bar, Life, Timeline } from "./timeline.ts";

/** Sizes in units of the drawing, which is scaled to the width of the page. */
const width = 1000;
const left = 300;
const right = 80;
const row = 22;
const top = 34;
/** An interruption is drawn this wide, however long it was. */
const pause = 26;

const groups = {
  preflight: "Preflight gates",
  programs: "Programs that were run",
  waits: "Waiting for AWS",
  headnode: "Setting up the head node",
  resources: "Other resources",
  worksets: "Worksets",
  steps: "Steps",
} as const;

/** The timeline as a picture: a row for each bar, grouped; interruptions are cut short and marked. */
export function timelineSvg({ bars, lives }: Timeline, label = "Timeline of the run"): Markup {
  if (bars.length === 0) return html`<p class="none">Nothing that took time is recorded.</p>`;
  const scale = scaleOf(bars, lives);
  let y = top;
  const parts: Markup[] = [];
  for (const [group, title] of Object.entries(groups)) {
    const own = bars.filter((bar) => bar.group === group);
    if (own.length === 0) continue;
    parts.push(html`<text class="group" x="0" y="${y + 15}">${title}</text>`);
    y += row;
    for (const bar of own) {
      parts.push(barRow(bar, y, scale));
      y += row;
    }
    y += 6;
  }
  return html`
    <svg class="timeline" role="img" aria-label="${label}"
      viewBox="0 0 ${width} ${y + 4}">${axis(scale, y)}${pauses(scale, y)}${parts}</svg>
  `;
}

type Scale = {
  readonly x: (at: number) => number;
  readonly end: number;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly gaps: readonly { readonly at: number; readonly milliseconds: number }[];
};

/** Time at work is drawn to scale; the time between two lives is not. */
function scaleOf(bars: readonly Bar[], lives: readonly Life[]): Scale {
  const last = Math.max(...bars.map(({ from, to }) => to ?? from), lives.at(-1)?.to ?? 0);
  const spans = lives.map((life, at) => at === lives.length - 1 ? { ...life, to: Math.max(life.to, last) } : life);
  const worked = Math.max(1, spans.reduce((sum, { from, to }) => sum + to - from, 0));
  const perMillisecond = (width - left - right - pause * (spans.length - 1)) / worked;
  const x = (at: number) => {
    let place = left;
    for (const [index, { from, to }] of spans.entries()) {
      if (index > 0 && at >= from) place += pause;
      place += Math.max(0, Math.min(at, to) - from) * perMillisecond;
      if (at <= to) break;
    }
    return place;
  };
  const gaps = spans.slice(1).map(({ from }, at) => ({ at: x(spans[at].to), milliseconds: from - spans[at].to }));
  const step = stepOf(worked);
  const ticks = spans.length > 1 ? [] : Array.from({ length: Math.floor(worked / step) + 1 }, (_, at) => ({
    at: x(spans[0].from + at * step),
    label: at === 0 ? "0" : span(at * step),
  }));
  return { x, end: last, ticks, gaps };
}

/** About six ticks, at round times. */
function stepOf(milliseconds: number): number {
  const round = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 43_200, 86_400];
  return (round.find((seconds) => milliseconds / (seconds * 1000) <= 7) ?? 604_800) * 1000;
}

function axis({ ticks }: Scale, bottom: number): readonly Markup[] {
  return ticks.map(({ at, label }) =>
    html`
      <line class="tick" x1="${at}" x2="${at}" y1="${top - 8}" y2="${bottom}" />
      <text class="tick" x="${at}" y="${top - 14}" text-anchor="middle">${label}</text>
    `
  );
}

function pauses({ gaps }: Scale, bottom: number): readonly Markup[] {
  return gaps.map(({ at, milliseconds }) =>
    html`
      <rect class="pause" x="${at}" y="${top - 8}" width="${pause}" height="${bottom - top + 8}" />
      <text class="tick" x="${at + pause / 2}" y="${top - 14}" text-anchor="middle">interrupted ${span(
        milliseconds,
      )}</text>
    `
  );
}

function barRow({ title, from, to, outcome, group }: Bar, y: number, { x, end }: Scale): Markup {
  const begin = x(from);
  const length = Math.max(3, x(to ?? end) - begin);
  const took = to === undefined ? "not finished" : span(to - from);
  const said = { done: "", failed: " failed", open: "" }[outcome];
  return html`
    <g>
      <title>${title}: ${took}${said}</title>
      <text class="label" x="${left - 10}" y="${y + 15}" text-anchor="end">${shortened(title)}</text>
      <rect class="bar ${group} ${outcome}" x="${begin}" y="${y + 4}" width="${length}" height="14" rx="3" />
      <text class="took" x="${begin + length + 6}" y="${y + 15}">${took}${said}</text>
    </g>
  `;
}

/** What fits beside the bars; the whole title is shown under the pointer. */
function shortened(title: string): string {
  const letters = [...title];
  return letters.length <= 42 ? title : `${letters.slice(0, 41).join("")}…`;
}
