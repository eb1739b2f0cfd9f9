import { join } from "node:path";
import type { Held } from "../protocol/hold.ts";

/** Where a workset lies on this host. All paths are absolute. */
export type Workspace = {
  readonly folder: string;
  /** What is ours in it, and not the pipeline's. */
  readonly own: string;
  readonly log: string;
};

export function workspaceOf(localRoot: string, workset: string): Workspace {
  const folder = join(localRoot, workset);
  const own = join(folder, "_daylily");
  return { folder, own, log: join(own, "log") };
}

/** Of one attempt's run: its status, its lock, what it prints. */
export function runFolder(localRoot: string, { place, journal }: Pick<Held, "place" | "journal">): string {
  return join(workspaceOf(localRoot, place.workset).own, "run", String(journal().attempt));
}
