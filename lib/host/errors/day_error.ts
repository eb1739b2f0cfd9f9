import { type Advice, adviceOf } from "./advice.ts";
import { type ErrorCode, errorCodes } from "./error_codes.ts";
import type { Json } from "../json.ts";

type DayErrorOptions = { readonly fix?: string | Advice; readonly cause?: unknown; readonly details?: Json };

/**
 * The only error that a person gets to see: what happened, and what to do about it. The registry
 * `error_codes.ts` gives every code its exit status and its general explanation.
 */
export class DayError extends Error {
  override readonly name = "DayError";
  readonly code: ErrorCode;
  /** What the person can do, a command when possible. */
  readonly advice: Advice;
  readonly details: Json | undefined;

  constructor(code: ErrorCode, message: string, options: DayErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.advice = adviceOf(options.fix ?? errorCodes[code].fix);
    this.details = options.details;
  }

  /** The text of the advice. */
  get fix(): string {
    return this.advice.text;
  }

  get exitCode(): number {
    return errorCodes[this.code].exitCode;
  }
}
