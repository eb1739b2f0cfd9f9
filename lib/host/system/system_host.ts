import type { Host } from "../host.ts";
import { standardStreams } from "./standard_streams.ts";
import { onUnhandled } from "./unhandled.ts";

/** This process on this machine. */
export function systemHost(): Host {
  return {
    streams: standardStreams(),
    variable: (name) => Deno.env.get(name) || undefined,
    onUnhandled,
    outside: async () => (await import("./system_outside.ts")).systemOutside(),
  };
}
