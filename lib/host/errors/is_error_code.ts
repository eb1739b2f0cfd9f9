import { type ErrorCode, errorCodes } from "./error_codes.ts";

/** Whether a text is the code of an error of this version. */
export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}
