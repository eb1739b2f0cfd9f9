import type { SkipReason } from "../protocol/judge.ts";

type Line = { readonly level: "debug" | "info" | "warn"; readonly text: string };

/** How a workset that is left alone is told of. */
export function skipLine(why: SkipReason, detail: string | undefined): Line {
  switch (why) {
    case "no sentinels":
      return { level: "warn", text: "has no sentinels: an unfinished drop, or no workset; skipped" };
    case "ignored":
      return { level: "debug", text: "is to be ignored; skipped" };
    case "handled":
      return { level: "info", text: "has its verdict already; skipped" };
    case "not armed":
      return { level: "info", text: "is not ready: daylily.ready is missing; skipped" };
    case "owned":
      return { level: "info", text: `belongs to monitor ${detail ?? "of another host"}; skipped` };
    case "lock is gone":
      return {
        level: "warn",
        text: "is in work and its lock was taken away; it is gone on with when its owner must have stopped",
      };
    case "legacy run":
      return {
        level: "warn",
        text:
          "is in progress and has no journal: an earlier monitor works on it, or has left it; --adopt-legacy starts it again",
      };
    case "legacy lock":
      return { level: "warn", text: "has the lock of an earlier monitor; skipped until it is two minutes old" };
    case "kept":
      return { level: "info", text: `has its verdict; its cluster is kept until ${detail}` };
    case "elsewhere":
      return {
        level: "warn",
        text: `WS-LCK-001 runs on host ${detail}, or in another --local-root, and only that can go on with it; ` +
          "retry it, or unlock it there",
      };
  }
}
