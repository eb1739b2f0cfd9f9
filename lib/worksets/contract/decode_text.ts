import type { Problem } from "./problem.ts";
import { inputError } from "./problem.ts";

/** Bytes. The largest files that people write are a hundredth of it; more is some other file under a wrong name. */
const largest = 1 << 24;

/**
 * The text of a file that was dropped, without a byte order mark.
 *
 * @throws DayError WS-CFG-001 when it is no UTF-8 or far too large
 */
export function decodeText(content: string | Uint8Array, file: string, most = largest): string {
  const fail = (message: string) => {
    const problem: Problem = { code: "WS-CFG-001", file, about: "", message };
    return inputError([problem]);
  };
  if (content.length > most) throw fail(`has ${content.length} bytes, more than any such file needs (${most})`);
  if (typeof content === "string") return content.replace(/^\ufeff/, "");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    throw fail("is not a text file in UTF-8");
  }
}
