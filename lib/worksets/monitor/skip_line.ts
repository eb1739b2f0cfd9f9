import type { SkipReason } from "../protocol/judge.ts";

type Line = { readonly level: "debug" | "info" | "warn"; readonly text: string };

/** How a workset that is left alone is told of. */
export function skipLine(why: SkipReason, detail: string | undefined): Line {
  switch (why) {
    case "no sentinels":
      return {
        level: "warn",
        text:
          "skipped: it has no marker file (daylily.*), so its upload is unfinished or it is not a workset; an empty file daylily.ready in it says that the upload is complete",
      };
    case "ignored":
      return { level: "debug", text: "skipped: its marker file daylily.ignore says so" };
    case "handled":
      return { level: "info", text: "skipped: it has already ended" };
    case "not armed":
      return { level: "info", text: "skipped: its marker file daylily.ready is missing" };
    case "owned":
      return { level: "info", text: `skipped: another monitor works on it (${detail ?? "on another host"})` };
    case "lock is gone":
      return {
        level: "warn",
        text:
          `skipped: its lock was removed while a monitor worked on it, and that monitor may still be running; it is left alone until the removed lock would have expired, at most ${detail}`,
      };
    case "legacy run":
      return {
        level: "warn",
        text: "skipped: an older monitor program works on it or has abandoned it; --adopt-legacy starts it again",
      };
    case "legacy lock":
      return { level: "warn", text: "skipped: an older monitor program locked it less than two minutes ago" };
    case "kept":
      return { level: "info", text: `has ended; its cluster is kept until ${detail}` };
    case "elsewhere":
      return {
        level: "warn",
        text:
          `skipped: WS-LCK-001 it runs on host ${detail} or with another --local-root, and only that monitor can continue it; ` +
          "retry it, or unlock it there",
      };
  }
}
