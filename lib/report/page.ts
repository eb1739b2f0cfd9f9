import type { Cost, CostItem } from "../cost/cost_estimate.ts";
import { hourlyUsd } from "../text/hourly_usd.ts";
import { type Content, html, type Markup } from "./html.ts";
import type { Report, ReportedThing, Spend } from "./report.ts";
import { span } from "./span.ts";
import { facts, moment, page, section, table, tile } from "./page_parts.ts";
import { timelineSvg } from "./timeline_svg.ts";

/** The page of a run. */
export function reportPage(report: Report, now: Date): string {
  const { run, things } = report;
  const name = `${run.operation} ${run.subject}, ${run.region}`;
  const gone = things.filter(({ origin }) => origin === "removed");
  const standing = things.filter(({ origin }) => origin !== "removed");
  const content = html`
    ${head(report)}
    <main>
    ${nextSection(report)} ${warningsSection(report)}
    ${section("Timeline", "What the run did, and how long each step took.", timelineSvg(report.timeline))}
    ${costSection(report)}
    ${thingsSection(
      "In your AWS account",
      "Created: made by this run. Found: it stood there before, and the run uses it. Links lead to the AWS console.",
      standing,
    )}
    ${thingsSection("Removed", "Deleted by this run.", gone)}
    ${configurationSection(report)}
    ${filesSection(report)}
    </main>
    <footer>Written by dayctl ${report.toolVersion} on ${moment(now.getTime())} from the journal of run ${run
      .name}. This page loads nothing from the network.</footer>
  `;
  return page(name, content);
}

const outcomes: Readonly<Record<string, readonly [badge: string, mood: "good" | "bad" | "open"]>> = {
  created: ["created", "good"],
  dry_run_ok: ["dry run passed", "good"],
  deleted: ["deleted", "good"],
  exported: ["exported", "good"],
  done: ["done", "good"],
  failed: ["failed", "bad"],
  interrupted: ["interrupted", "open"],
  unfinished: ["not finished", "open"],
};

const operations: Readonly<Record<string, string>> = {
  create: "Creation of a cluster",
  delete: "Deletion of a cluster",
  export: "Export of a cluster's results",
  extend: "Deadline of a cluster",
};

function head(report: Report): Markup {
  const { run, outcome, begun, ended, resumed } = report;
  const [badge, mood] = outcomes[outcome] ?? [outcome, "open"];
  const known: readonly (readonly [string, string])[] = [
    ["Zone", report.zone],
    ["Account", report.account],
    ["Caller", report.caller],
    ["AWS profile", run.profile],
    ["Begun", moment(begun)],
    [
      "Took",
      `${span(ended - begun)}${resumed === 0 ? "" : `, resumed ${resumed === 1 ? "once" : `${resumed} times`}`}`,
    ],
    ["Head node", report.headNode],
    ["Deadline", report.deadline],
    ["Run", run.name],
  ];
  return html`
    <header>
      <p class="kind">${operations[run.operation] ?? run.operation}</p>
      <h1>${run.subject} <span class="badge ${mood}">${badge}</span></h1>
      ${facts(known)}
    </header>
  `;
}

/** What there is to do now, so that nobody pays for something forgotten. */
function nextSection({ next, gone }: Report): Content {
  if (gone !== undefined) return html`<p class="next">The cluster was deleted on ${moment(gone)}.</p>`;
  const items = next.map(({ what, command }) => html`<li>${what}<br><code>${command}</code></li>`);
  return items.length === 0 ? "" : html`<ul class="next">${items}</ul>`;
}

function warningsSection({ warnings, checks }: Report): Content {
  if (warnings.length + checks.length === 0) return "";
  const items = [
    ...warnings.map(({ step, message }) => html`<li><b>${step}</b> ${message}</li>`),
    ...checks.map(({ id, status, note, fix }) =>
      html`<li class="${status === "FAIL" ? "fail" : "warn"}"><b>${id}</b> ${note}${
        fix === "" ? "" : html`<br>Fix: ${fix}`
      }</li>`
    ),
  ];
  return section(
    "Warnings",
    "What did not go as it should, but did not have to stop the run. A failed check did.",
    html`<ul class="warnings">${items}</ul>`,
  );
}

function costSection({ cost, stood, spend }: Report): Content {
  if (cost === undefined && spend === null) return "";
  return section(
    "Cost",
    "Estimated before the creation. Disks, addresses, traffic, logs and taxes are not in it.",
    [
      html`<div class="tiles">${[...cost === undefined ? [] : costTiles(cost, stood), ...spendTile(spend)]}</div>`,
      cost === undefined ? "" : costTable(cost),
    ],
  );
}

function costTiles({ usd_per_hour_idle: idle, usd_per_hour_most: most }: Cost, stood: number | undefined) {
  const hours = (stood ?? 0) / 3_600_000;
  return [
    tile(`${hourlyUsd(idle)} USD`, "an hour while no job runs"),
    tile(`${hourlyUsd(most)} USD`, "an hour at most, with every node running"),
    ...stood === undefined || idle === null
      ? []
      : [tile(`≥ ${hourlyUsd(idle * hours)} USD`, `estimated so far: it has stood for ${span(stood)}`)],
  ];
}

function spendTile(spend: Spend): readonly Markup[] {
  if (spend === null) return [];
  if (spend.is === "known") {
    const of = `${spend.limit_usd.toFixed(2)} USD`;
    return [
      tile(
        `${spend.spent_usd.toFixed(2)} USD`,
        `spent this month by budget ${spend.budget}, of ${of}; AWS counts a day late`,
      ),
    ];
  }
  return [tile("?", `spent by budget ${spend.budget}: ${spend.why}`)];
}

const sources: Readonly<Record<CostItem["source"], string>> = {
  "price list": "AWS price list,",
  table: "table in dayctl, of",
  Spot: "Spot price of",
  "Spot bound": "highest Spot price in the cluster file, of",
  "": "",
};

function costTable({ items }: Cost): Markup {
  const source = ({ source, date, note }: CostItem) =>
    [`${sources[source]} ${date}`.trim(), note].filter(Boolean).join("; ");
  return table(
    ["Item", "USD an hour", "Price from"],
    items.map((item) => [item.what, html`<span class="number">${hourlyUsd(item.usd_per_hour)}</span>`, source(item)]),
  );
}

function thingsSection(title: string, intro: string, things: readonly ReportedThing[]): Content {
  if (things.length === 0) return "";
  const rows = things.map(({ title, link, origin }) => [
    link === "" ? title : html`<a href="${link}" rel="noreferrer">${title}</a>`,
    html`<span class="origin ${origin}">${origin}</span>`,
  ]);
  return section(title, intro, table(["What", "How it came"], rows));
}

function configurationSection({ configuration, configPath }: Report): Content {
  if (configuration.length === 0) return "";
  const rows = configuration.map(({ key, about, value, origin }) => [
    html`<code>${key}</code><small>${about}</small>`,
    value === "" ? html`<span class="none">empty</span>` : html`<code>${value}</code>`,
    origin,
  ]);
  const intro = html`Each value and where it came from. Configuration file: <code>${configPath}</code>`;
  return section("Configuration", intro, table(["Key", "Value", "From"], rows));
}

/** What is in the files of a run, by their names in the state record. */
const contents: Readonly<Record<string, string>> = {
  preflight_report: "what the preflight checked",
  yaml_init: "the cluster template as it was taken",
  init_template: "the cluster file before Spot prices were filled in",
  cluster_yaml: "the cluster file that ParallelCluster was given",
  final_config: "every value of this run",
  resolved_cli: "a configuration that repeats this run without a question",
  next_run_template: "the configuration file with this run's values, as a start for the next",
  repositories: "the catalogue of repositories on the head node",
};

function filesSection({ files }: Report): Content {
  if (files.length === 0) return "";
  const rows = files.map(({ name, path, sha256, state }) => [
    html`<code>${path}</code><small>${contents[name] ?? name}</small>`,
    html`<code class="sum">${sha256}</code>`,
    html`<span class="state ${state}">${state}</span>`,
  ]);
  return section(
    "Files",
    "What the run wrote on this machine, with SHA-256 checksums, and whether each file is still as it was written.",
    table(["File", "SHA-256", "Now"], rows),
  );
}
