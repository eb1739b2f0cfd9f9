import { type ErrorCode, errorCodes } from "./error_codes.ts";
import type { Json } from "../json.ts";

/**
 * The only error that a person gets to see: what happened, and what to do about it. The registry
 * `error_codes.ts` gives every code its exit status and its general explanation.
 */
export class DayError extends Error {
  override readonly name = "DayError";
  readonly code: ErrorCode;
  /** What the person can do, a command when possible. */
  readonly fix: string;
  readonly details: Json | undefined;

  constructor(code: ErrorCode, message: string, options: { fix?: string; cause?: unknown; details?: Json } = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.fix = options.fix ?? errorCodes[code].fix;
    this.details = options.details;
  }

  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }
}
