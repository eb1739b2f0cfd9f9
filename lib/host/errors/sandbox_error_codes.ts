import { advice, command } from "./advice.ts";

/** The codes of the sandbox; a part of the registry `error_codes.ts`. */
export const sandboxErrorCodes = {
  "DAY-SBX-002": {
    exitCode: 1,
    title: "The sandbox, a simulated AWS on this machine, is not running",
    fix: command("deno task sandbox up"),
  },
  "DAY-SBX-003": {
    exitCode: 2,
    title: "A process of the sandbox, a simulated AWS, failed",
    fix: command("deno task sandbox up"),
  },
  "DAY-SBX-004": {
    exitCode: 1,
    title: "The sandbox, a simulated AWS, connects only to addresses of this machine",
    fix: advice`unset AWS_ENDPOINT_URL, or run: ${command("deno task sandbox up")}`,
  },
} as const;
