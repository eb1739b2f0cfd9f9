import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { $ } from "./shell.ts";
import { testsIn } from "./test_report.ts";

/** A test by its file and its title, as it stands in the source; what is put together at run time is `…`. */
export type TitledTest = { readonly file: string; readonly title: string };

/** A listed case: its tests, and the decision that overrules it or a part of it. */
export type ParityCase = {
  readonly id: string;
  readonly tests: readonly TitledTest[];
  readonly decided?: Decided;
};

export type Decided = {
  /** Without it the case is as listed, except for what `what` says. */
  readonly overruled?: true;
  readonly decision: string;
  readonly what: string;
};

/** Result of a case: `missing` and `failed` make the whole fail. */
export type Result = "ok" | "failed" | "missing" | "not run" | "overruled";

const repository = fileURLToPath(new URL("..", import.meta.url));

/** The tables of cases: prefix of their ids, where they are listed, the first one's number and how many there are. */
const tables = [
  { prefix: "T", source: "create-cluster", first: 1, count: 118 },
  { prefix: "PT", source: "pcluster-template", first: 1, count: 20 },
  { prefix: "SP", source: "spot-price", first: 1, count: 18 },
  { prefix: "NW", source: "init-cloudstack", first: 1, count: 18 },
  { prefix: "IB", source: "infra-bootstrap", first: 1, count: 18 },
  { prefix: "E", source: "create-cluster, exit codes", first: 1, count: 30 },
  { prefix: "CB", source: "create-budget", first: 1, count: 20 },
  { prefix: "SH", source: "setup-heartbeat", first: 1, count: 20 },
  { prefix: "T-", source: "spot-deploy", first: 1, count: 63 },
  { prefix: "MW", source: "monitor-worksets, where they were called T", first: 1, count: 93 },
  { prefix: "HN", source: "headnode", first: 1, count: 20 },
] as const;

/** Cases of spot-deploy that stand between two numbers: the letters behind each number. */
const letters: Readonly<Record<number, string>> = {
  9: "bcde",
  19: "bcdef",
  34: "bcdefghijklm",
  35: "bcdefghi",
  41: "b",
  50: "b",
  53: "b",
};

/** The ids of a table, in its order. Those of spot-deploy have two digits and may have a letter. */
function idsOf({ prefix, first, count }: (typeof tables)[number]): readonly string[] {
  const numbers = Array.from({ length: count }, (_, index) => first + index);
  if (prefix !== "T-") return numbers.map((number) => `${prefix}${number}`);
  return numbers.flatMap((number) => {
    const id = `${prefix}${String(number).padStart(2, "0")}`;
    return [id, ...[...letters[number] ?? ""].map((letter) => id + letter)];
  });
}

/** Where a decision says something else than the table. */
const decided: Readonly<Record<string, Decided>> = {
  T23: { decision: "3.17", what: "the count 0 is applied, and preflight refuses it" },
  T27: {
    decision: "3.1",
    overruled: true,
    what: "any text in DAY_DISABLE_AUTO_SELECT switches automatic selection off",
  },
  T36: { decision: "3.17", what: "names begin with a letter" },
  T54: {
    decision: "3.47",
    what:
      "3.13.2 is what warns; a version that can no longer create, as 3.12.0, fails with or without `--pass-on-warn`",
  },
  T79: { decision: "3.45", what: "a budget and its alerts are one request" },
  T86: { decision: "3.6", what: "the role serves all regions, and this account's scheduler only" },
  T102: { decision: "3.2 (D10)", what: "five bad answers in a row, not in all" },
  T107: { decision: "design 8", what: "calls count by the world they leave: what stands is looked up, not tried" },
  T111: { decision: "3.17", what: "a count cannot be 0; `delete_local_root` false stays" },
  T118: { decision: "3.18", what: "a role's own policies are read before anybody is asked" },
  PT3: { decision: "3.10", what: "one token more, for the addresses that may log in" },
  CB3: { decision: "3.45", what: "a budget and its alerts are one request" },
  CB5: { decision: "3.45", overruled: true, what: "a budget and its alerts are one request: none of them fails alone" },
  CB6: { decision: "3.3", what: "no blank at the line's end" },
  CB9: { decision: "3.5", what: "an identical line is not written again" },
  CB14: { decision: "design 9", what: "a budget is looked up by its name, so that there are no pages" },
  SH3: {
    decision: "design 8",
    what: "calls count by the world they leave: all is looked up side by side before the first write",
  },
  SH4: { decision: "3.22", what: "a schedule that is as wanted is not written again" },
  SH12: { decision: "3.7, 3.43", what: "the mail is plain text, with the time of its sending" },
  SH17: { decision: "3.6", what: "the trust names this account; a role that is as wanted is not written again" },
  SH18: { decision: "3.6", what: "the policy covers every region" },
  SP8: { decision: "3.14", what: "all types are one request: there is no third look-up" },
  HN17: { decision: "3.64", what: "what could not be removed is `left`, exit 2" },
  HN20: { decision: "3.64", what: "an export that ends FAILED or CANCELED is exit 2" },
  E2: { decision: "1.1", overruled: true, what: "there is no Bash" },
  E3: { decision: "3.19", overruled: true, what: "no conda environment is activated; E8 has the missing tools" },
  "T-03": { decision: "5", overruled: true, what: "the flat layout is not read" },
  "T-49": { decision: "5", overruled: true, what: "networks of earlier scripts without our tag are not removed" },
  "T-62": { decision: "5", overruled: true, what: "there is no `table`; `list --source state` needs no credentials" },
  "T-63": { decision: "5", overruled: true, what: "there is no `random-ip`" },
  MW10: { decision: "2", what: "exit 1" },
  MW30: { decision: "4", overruled: true, what: "a store without conditional writes is refused" },
  MW88: {
    decision: "4",
    overruled: true,
    what: "reports are for the terminal, JSON, TSV and HTML; a table for S3 is written with --tsv and copied there",
  },
  MW42: { decision: "4", what: "refused at start, WS-STO-001, exit 1; there is no other mode" },
  MW85: { decision: "2", what: "--fail-on-error is exit 5" },
  SP9: { decision: "3.14", overruled: true, what: "all types are one request, with a start time" },
  NW2: { decision: "init-cloudstack 8", what: "every digit is spelled out" },
  NW12: { decision: "3.46", what: "looks after 1, 2, 4, 8, 15 and then every 30 s, 60 minutes in all" },
  NW16: {
    decision: "3.2 (D8)",
    what: "a policy that lacks is made, from the same document; `create` ends with exit 2",
  },
  IB6: { decision: "2", what: "exit 1" },
  IB8: { decision: "3.8", what: "eight actions" },
  IB14: { decision: "3.8", what: "an 18th statement, for the trust of the heartbeat's role alone" },
  IB17: { decision: "3.18", what: "the role's own policies count; the last part of the ARN is for tags" },
};

/** All cases of the tables with the tests that carry their ids. */
export async function parityCases(): Promise<readonly ParityCase[]> {
  const tests = await titledTests(join(repository, "tests"));
  return tables.flatMap(idsOf)
    .map((id) => ({ id, tests: tests.filter(({ title }) => carries(title, id)), decided: decided[id] }));
}

/** Every text in a test file that begins with ids: titles, and parts that titles are made of. */
async function titledTests(folder: string): Promise<readonly TitledTest[]> {
  const found: TitledTest[] = [];
  const names = (await Array.fromAsync(Deno.readDir(folder))).sort((a, b) => a.name < b.name ? -1 : 1);
  for (const { name, isDirectory } of names) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await titledTests(path));
    if (name.endsWith("_test.ts")) found.push(...titlesIn(relative(repository, path), await Deno.readTextFile(path)));
  }
  return found;
}

function titlesIn(file: string, text: string): TitledTest[] {
  const prefixes = tables.map(({ prefix }) => prefix).join("|");
  const form = new RegExp(
    String.raw`(["\x60])((?:(?:${prefixes})\d+[a-z]?|headnode cases? \d+)\b(?:(?!\1)[^\\\n])*)\1`,
    "g",
  );
  const titles = [...text.matchAll(form)].map(([, , title]) => title);
  return [...new Set(titles)].map((title) => ({ file, title: title.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "…") }));
}

function carries(title: string, id: string): boolean {
  // The cases of the head node bear numbers only: "headnode case 13", "headnode cases 15 and 16".
  const spelled = title.replace(
    /headnode cases? (\d+(?:(?:, | and )\d+)*)/g,
    (_, numbers: string) => numbers.replace(/\d+/g, "HN$&"),
  );
  // Ids of spot-deploy have a hyphen of their own.
  return spelled.split(id.startsWith("T-") ? /[^A-Za-z0-9-]+/ : /[^A-Za-z0-9]+/).includes(id);
}

/** The page `docs/parity.md`: every case with its tests, as they stand in the source. */
export function parityPage(cases: readonly ParityCase[]): string {
  const sections = tables.map(({ prefix, source }) => {
    const mine = cases.filter(({ id }) => new RegExp(`^${prefix}\\d`).test(id));
    return `## ${prefix}: ${source}\n\n${mine.map(entryOf).join("")}`;
  });
  return "# Parity with the scripts of before\n\nThe cases that were collected from the scripts before dayctl was written, and the tests that carry their ids.\n\n" +
    `What became of each: \`deno task parity:cases\`, which also writes this page.\n\n${sections.join("\n")}`;
}

/** Code stands alone on its line, where the formatter leaves it whole. */
function entryOf(each: ParityCase): string {
  const remark = remarkOn(each);
  const none = each.tests.length === 0 && !each.decided?.overruled ? ": no test" : "";
  const files = [...new Set(each.tests.map(({ file }) => file))].map((file) => {
    const titles = each.tests.filter((test) => test.file === file).map(({ title }) => `    - \`${title}\`\n`);
    return `  - \`${file}\`\n${titles.join("")}`;
  });
  return `- **${each.id}**${none}\n${remark === "" ? "" : `  - ${remark}\n`}${files.join("")}`;
}

function remarkOn({ decided }: ParityCase): string {
  return decided === undefined ? "" : `${decided.decision}${decided.overruled ? ", overruled" : ""}: ${decided.what}`;
}

/** Names of the tests and steps that ran, and whether each passed, from a report in JUnit's form. */
export function outcomesIn(report: string): ReadonlyMap<string, boolean> {
  const outcomes = new Map<string, boolean>();
  for (const { name, passed } of testsIn(report)) outcomes.set(name, passed && (outcomes.get(name) ?? true));
  return outcomes;
}

/** What became of a case. */
export function resultOf({ id, tests, decided }: ParityCase, outcomes: ReadonlyMap<string, boolean>): Result {
  if (tests.length === 0) return decided?.overruled ? "overruled" : "missing";
  const mine = [...outcomes].filter(([name]) => carries(name, id));
  if (mine.length === 0) return "not run";
  return mine.every(([, passed]) => passed) ? "ok" : "failed";
}

/** Runs the test files, four at a time as the task `test` does, and returns the report in JUnit's form. */
async function runTests(files: readonly string[]): Promise<string> {
  const report = await Deno.makeTempFile({ suffix: ".xml" });
  try {
    await $`deno task test:file --parallel --junit-path=${report} ${files}`.cwd(repository).env("DENO_JOBS", "4")
      .stdout("null").noThrow();
    return await Deno.readTextFile(report);
  } finally {
    await Deno.remove(report);
  }
}

/** `--list` writes the page and runs nothing; `--report FILE` judges by a report that is there. */
async function main(argv: readonly string[]): Promise<number> {
  const cases = await parityCases();
  await Deno.writeTextFile(join(repository, "docs", "parity.md"), parityPage(cases));
  if (argv[0] === "--list") return 0;
  const files = [...new Set(cases.flatMap(({ tests }) => tests.map(({ file }) => file)))].sort();
  const outcomes = outcomesIn(argv[0] === "--report" ? await Deno.readTextFile(argv[1]) : await runTests(files));
  const results = cases.map((each) => ({ ...each, result: resultOf(each, outcomes) }));
  for (const { id, tests, result, ...rest } of results) {
    const names = tests.map(({ file, title }) => `${file}: ${title}`);
    const remark = remarkOn({ id, tests, ...rest });
    console.log(
      [id.padEnd(5), result.padEnd(9), names.join("; ") || "-", ...remark === "" ? [] : [`(${remark})`]].join(" | "),
    );
  }
  const bad = results.filter(({ result }) => result !== "ok" && result !== "overruled");
  console.log(`${results.length} cases, ${results.length - bad.length} in order`);
  for (const { id, result } of bad) {
    const culprits = [...outcomes].filter(([name, passed]) => !passed && carries(name, id)).map(([name]) => name);
    console.log([`${result}: ${id}`, ...culprits].join("\n    "));
  }
  return bad.length === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
