import assert from "node:assert/strict";
import { type Ended, programHere } from "../support/program_here.ts";
import { fixtureF, type RequestRecord, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";
import { type VirtualClock, virtualClock } from "../support/virtual_clock.ts";
import { configFolder } from "../e2e/program.ts";

/** How a task ended, what it asked of AWS, and its JSON document. */
export type Did = Ended & {
  readonly requests: readonly RequestRecord[];
  readonly json: Document;
};

type Document = {
  readonly error?: { readonly code: string; readonly message: string; readonly fix: string };
  readonly objects: readonly { readonly kind: string; readonly name: string; readonly outcome: string }[];
  readonly differences: readonly string[];
  readonly warnings: readonly { readonly id: string; readonly message: string }[];
  readonly next: readonly string[];
  readonly [key: string]: unknown;
};

export type HelperPlace = {
  readonly sandbox: Sandbox;
  readonly clock: VirtualClock;
  readonly env: Readonly<Record<string, string>>;
  /** Runs the program; no two begin within the same second. */
  dayctl(...words: readonly string[]): Promise<Ended>;
  /** The same with a JSON document; the request log begins with it. */
  json(...words: readonly string[]): Promise<Did>;
  /** The table of budget users as it stands; nothing when there is none. */
  table(): Promise<string | undefined>;
  putTable(body: string): Promise<void>;
  /** The state records of the cluster demo, oldest first. */
  records(): Promise<readonly { readonly [key: string]: unknown }[]>;
};

export const account = "123456789012";
export const bucket = "x-omics-analysis-us-west-2";
const tablePath = `/${bucket}/data/budget_tags/pcluster-project-budget-tags.tsv`;

const bare = { ...fixtureF, budgets: [], schedulerRole: false };

/** Steps that share one sandbox: each begins with fixture F without its budgets and its role, or with the seed it names. */
export function helperPlaces(
  body: (step: HelperStep) => Promise<void>,
  settings: object = {},
): (test: Deno.TestContext) => Promise<void> {
  const clock = virtualClock(new Date().toISOString());
  const options = { seed: bare, settings: { quotaDefault: 1000, ...settings }, clock };
  return sharedSandbox(options, (step) =>
    body((name, run, seed) =>
      step(
        name,
        async (sandbox) => await run(placeIn(sandbox, clock)),
        seed === undefined ? undefined : { ...bare, ...seed },
      )
    ));
}

export type HelperStep = (
  name: string,
  run: (place: HelperPlace) => Promise<void>,
  seed?: object,
) => Promise<boolean>;

function placeIn(sandbox: Sandbox, clock: VirtualClock): HelperPlace {
  const { calls } = sandbox;
  const env = { ...sandbox.environment, INIT_CWD: repository, NO_COLOR: "1" };
  const dayctl = (...words: readonly string[]) => {
    clock.advance(1_000);
    return programHere(words, { env, clock });
  };
  return {
    ...{ sandbox, clock, env, dayctl },
    async json(...words) {
      sandbox.clearRequests();
      const ended = await dayctl(...words, "--output", "json");
      return { ...ended, requests: sandbox.requests(), json: JSON.parse(ended.out) };
    },
    async table() {
      const answer = await calls.send("s3", "GET", tablePath);
      const text = await answer.text();
      return answer.ok ? text : undefined;
    },
    async putTable(body) {
      assert.ok((await calls.send("s3", "PUT", tablePath, { body })).ok);
    },
    async records() {
      const folder = configFolder(sandbox);
      const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
      const mine = names.filter((name) => name.startsWith("state_demo_")).sort();
      return await Promise.all(mine.map(async (name) => JSON.parse(await Deno.readTextFile(`${folder}/${name}`))));
    },
  };
}

export function changing(requests: readonly RequestRecord[]): readonly string[] {
  return requests.filter(({ mutating }) => mutating).map(({ operation }) => operation);
}

export function outcomes({ json }: Did): readonly string[] {
  return json.objects.map(({ kind, outcome }) => `${kind} ${outcome}`);
}
