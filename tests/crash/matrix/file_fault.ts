/**
 * Loaded before a program as `deno run --preload`: notes what it writes to disk, and lets it die or the disk be full at one of these
 * writes. The program knows nothing of it, and is a real process that dies of a real SIGKILL.
 *
 * A death here is that of the machine: what was not synced is gone, of what is being written one half stands there. A disk that is full
 * stays so. Logs for people, which are written with `writeSync`, are not touched: nothing depends on them.
 */
import { basename } from "node:path";
import { readPlan, type WriteKind } from "./file_fault_plan.ts";

const { open, rename, truncateSync, kill } = Deno;
const { write, sync, syncData } = Deno.FsFile.prototype;
const plan = readPlan(Deno.env.get("FILE_FAULT") ?? "{}");
const note = plan.notes === undefined ? undefined : Deno.openSync(plan.notes, { append: true, create: true });

type Opened = { path: string; written: number; synced: number };
const files = new WeakMap<Deno.FsFile, Opened>();
const unsynced = new Set<Opened>();
const counts = new Map<string, number>();
let isFull = false;

/** Names of files without what differs from run to run. */
function stableName(path: string): string {
  return basename(path).replace(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/g, "<id>").replace(/\d{14}/g, "<time>");
}

/** Counts a write. @returns what is to happen at it */
function due(kind: WriteKind, path: string): "kill" | "full" | undefined {
  const name = stableName(path);
  const nth = (counts.get(`${kind} ${name}`) ?? 0) + 1;
  counts.set(`${kind} ${name}`, nth);
  note?.writeSync(new TextEncoder().encode(JSON.stringify({ kind, name, nth }) + "\n"));
  const { at } = plan;
  if (at?.kind === kind && at.name === name && at.nth === nth) {
    if (at.what === "kill") return "kill";
    isFull = true;
  }
  return isFull && kind !== "rename" ? "full" : undefined;
}

function die(): Promise<never> {
  for (const { path, synced } of unsynced) truncateSync(path, synced);
  kill(Deno.pid, "SIGKILL");
  return new Promise(() => {});
}

/** What the system itself says of a disk without room. */
async function noRoom(): Promise<never> {
  using full = await open("/dev/full", { write: true });
  await write.call(full, new Uint8Array(1));
  throw new Error("there is room on /dev/full");
}

async function opened(path: string | URL, options?: Deno.OpenOptions): Promise<Deno.FsFile> {
  const name = String(path);
  const isNew = options?.createNew === true;
  const fault = isNew ? due("create", name) : undefined;
  if (fault === "full") return await noRoom();
  const file = await open(path, options);
  const size = options?.append === true ? (await file.stat()).size : 0;
  files.set(file, { path: name, written: size, synced: size });
  return fault === "kill" ? await die() : file;
}

async function written(this: Deno.FsFile, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const file = files.get(this);
  if (file === undefined) return await write.call(this, bytes);
  const fault = due("write", file.path);
  if (fault === undefined) {
    const count = await write.call(this, bytes);
    file.written += count;
    unsynced.add(file);
    return count;
  }
  await write.call(this, bytes.subarray(0, bytes.length >> 1));
  return await (fault === "kill" ? die() : noRoom());
}

function isSynced(file: Deno.FsFile): void {
  const known = files.get(file);
  if (known === undefined) return;
  known.synced = known.written;
  unsynced.delete(known);
}

async function renamed(from: string | URL, to: string | URL): Promise<void> {
  if (due("rename", String(to)) === "kill") return await die();
  await rename(from, to);
  for (const file of unsynced) if (file.path === String(from)) file.path = String(to);
}

Object.assign(Deno, { open: opened, rename: renamed });
Object.assign(Deno.FsFile.prototype, {
  write: written,
  async sync(this: Deno.FsFile) {
    await sync.call(this);
    isSynced(this);
  },
  async syncData(this: Deno.FsFile) {
    await syncData.call(this);
    isSynced(this);
  },
});
