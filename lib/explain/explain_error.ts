import { adviceOf } from "../host/errors/advice.ts";
import { type ErrorCode, errorCodes } from "../host/errors/error_codes.ts";
import { errorReasons } from "../host/errors/error_reasons.ts";
import type { Explained } from "./explained.ts";

/** What an error code means, why it comes up, and what to do. */
export function explainError(code: ErrorCode): Explained {
  const { title, exitCode, fix } = errorCodes[code];
  const { why, example } = errorReasons[code];
  return {
    name: code,
    kind: "error",
    summary: title,
    rows: [
      ["why", why],
      ["fix", adviceOf(fix).text],
      ["example", example],
      ["exit code", String(exitCode)],
    ],
    origin: null,
    value: null,
  };
}
