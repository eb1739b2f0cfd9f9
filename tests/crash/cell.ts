import assert from "node:assert/strict";
import { join } from "node:path";
import type { Settings } from "../../lib/sandbox/front/settings.ts";
import { demo } from "../e2e/program.ts";
import { eventually } from "../support/eventually.ts";
import { type DoubleOptions, installDouble } from "../support/install_double.ts";
import type { RequestRecord, Sandbox } from "../support/sandbox.ts";
import { artifactsOf, worldOf } from "../support/world.ts";
import { type Ended, type Life, startLife } from "./life.ts";

/** What two runs must have in common when they came to the same end. */
export type Picture = Readonly<Record<string, unknown>>;

/** One sandbox with an empty account, in which a creation is disturbed and taken up again. */
export type Cell = {
  readonly sandbox: Sandbox;
  /** What its programs run with. */
  readonly environment: Readonly<Record<string, string>>;
  /** Starts `create` with the demonstration's configuration. @param more variables that differ from `environment` */
  create(more?: Readonly<Record<string, string>>): Life;
  /** Starts `create --resume`: no other flag says what is meant, and nobody can be asked. */
  resume(): Life;
  /** World and files as they are now. */
  picture(): Promise<Picture>;
  /** Facts of the newest journal. */
  journal(): Promise<readonly JournalLine[]>;
  /** Replaces the newest journal's text. */
  rewriteJournal(change: (text: string) => string): Promise<void>;
};

export type JournalLine = { readonly fact: string; readonly [field: string]: unknown };

export type CellOptions = DoubleOptions & { readonly settings?: Partial<Settings> };

/** Nothing takes longer than it must. */
export const swift: Partial<Settings> = { secondsOfCreation: 0, networkSeconds: 0, secondsOfDeletion: 0.2 };

/** A cell in a sandbox that was used before or not. */
export async function freshCell(sandbox: Sandbox, options: CellOptions = {}): Promise<Cell> {
  const { settings = {}, ...double } = options;
  await sandbox.reset();
  Object.assign(sandbox.settings, swift, settings);
  const environment = await installDouble(sandbox, double);
  return {
    sandbox,
    environment,
    create: (more = {}) => startLife(demo, { ...environment, ...more }),
    resume: () => startLife(["create", "--resume", "--non-interactive"], environment),
    async picture() {
      const { parts, names } = await worldOf(sandbox);
      return { ...parts, ...await artifactsOf(sandbox.home, names) };
    },
    journal: () => journalIn(sandbox),
    async rewriteJournal(change) {
      const path = await journalPath(sandbox);
      await Deno.writeTextFile(path, change(await Deno.readTextFile(path)));
    },
  };
}

async function journalPath({ home }: Pick<Sandbox, "home">): Promise<string> {
  const folder = join(home, ".config", "daylily", "runs");
  const names = await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  return join(folder, names.filter((name) => name.endsWith(".jsonl")).sort().at(-1) ?? "none");
}

async function journalIn(sandbox: Pick<Sandbox, "home">): Promise<readonly JournalLine[]> {
  const lines = (await Deno.readTextFile(await journalPath(sandbox))).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as JournalLine);
}

/** Where a request stands among those of its kind: the second `CreateBudget` of ours, the first `PutObject` of `pcluster`. */
export type Place = Pick<RequestRecord, "service" | "operation" | "caller"> & { readonly nth: number };

export function nameOf({ caller, operation, nth }: Place): string {
  return `${caller === "sdk" ? "" : `${caller}'s `}${operation} ${nth}`;
}

/** Kills a creation when the request at a place has had its effect, or just before it can have one. */
export function killAt(cell: Pick<Cell, "sandbox">, life: () => Life, place: Place, when: "before" | "after"): void {
  cell.sandbox.faults.add({
    ...place,
    // After the kill the answer goes on its way: `pcluster` lives on and gets its own.
    kind: when === "after" ? "latency" : "refuse",
    onHit: async () => {
      life().kill();
      await life().ended;
    },
  });
}

/** Kills the `pcluster` that the newest run has started last. Its number is in the journal a moment after its start. */
async function killPcluster(cell: Pick<Cell, "sandbox">): Promise<void> {
  const { pid } = await eventually("the journal says which process pcluster is", async () => {
    const lines = await journalIn(cell.sandbox);
    const since = lines.slice(lines.findLastIndex(({ fact }) => fact === "child_intent"));
    return since.find(({ fact }) => fact === "child_started")?.id as { readonly pid: number } | undefined;
  });
  Deno.kill(pid, "SIGKILL");
}

/** Kills `pcluster` at a place, and with `life` the creation that has started it as well. */
export function killPclusterAt(
  cell: Pick<Cell, "sandbox">,
  place: Place,
  when: "before" | "after",
  life?: () => Life,
): void {
  cell.sandbox.faults.add({
    ...place,
    kind: when === "after" ? "lost" : "refuse",
    onHit: async () => {
      await killPcluster(cell);
      life?.().kill();
      await life?.().ended;
    },
  });
}

/** What deleted stacks leave in the account's memory is not part of a world. */
export function withoutHistory(picture: Picture): Picture {
  const stacks = picture.stacks as readonly { readonly StackStatus: string }[];
  return { ...picture, stacks: stacks.filter(({ StackStatus }) => StackStatus !== "DELETE_COMPLETE") };
}

/** @throws AssertionError with what the program said, when it did not end as it should */
export function assertEnded({ code, signal, err }: Ended, wanted: number | "SIGKILL"): void {
  assert.equal(signal ?? code, wanted, err.slice(-4_000));
}

/** @throws AssertionError naming the parts in which two pictures differ */
export function assertSame(actual: Picture, expected: Picture): void {
  const parts = [...new Set([...Object.keys(actual), ...Object.keys(expected)])].sort();
  const differing = parts.filter((part) => JSON.stringify(actual[part]) !== JSON.stringify(expected[part]));
  const only = (picture: Picture) => Object.fromEntries(differing.map((part) => [part, picture[part]]));
  assert.deepEqual(only(actual), only(expected), `differing: ${differing.join(", ")}`);
}
