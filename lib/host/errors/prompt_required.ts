import { DayError } from "./day_error.ts";

/** A question that nobody may be asked. */
export type Unanswered = {
  /** The configuration key or prompt id. */
  readonly key: string;
  readonly message: string;
  /** All that may be answered, where that is known. */
  readonly choices?: readonly string[];
  /** What an empty line would take. */
  readonly offered?: string;
  /** The flag that gives what is no configuration key. */
  readonly flag?: string;
  /** Words of the command line that answer it, each way in words of its own, where it is not about a value. */
  readonly answered?: readonly (readonly string[])[];
  /** What to do, where that is more than giving a value. */
  readonly fix?: string;
};

/**
 * The error of a question that would have to be asked where nobody may be: it says what could have been answered, and how.
 */
export function promptRequired({ key, message, choices = [], offered, flag, fix }: Unanswered): DayError {
  const list = choices.join(", ");
  const among = list === "" ? "" : `, VALUE being one of ${list}`;
  const give = isKey(key) ? `give it with --set ${key}=VALUE, or in the configuration file${among}` : undefined;
  // A complaint may have named them already.
  return new DayError("DAY-PROMPT-001", message.includes(list) ? message : `${ended(message)} One of: ${list}`, {
    fix: fix ?? give,
    details: {
      key,
      ...(list === "" ? {} : { choices: [...choices] }),
      ...(offered === undefined ? {} : { offered }),
      ...(flag === undefined ? {} : { flag }),
    },
  });
}

/** What could be typed instead of the question of such an error, each way in words of its own; nothing for any other error. */
export function missingWords({ code, details }: DayError): readonly (readonly string[])[] {
  if (code !== "DAY-PROMPT-001") return [];
  const { key = "", choices, offered, flag, answered } = (details ?? {}) as Partial<Unanswered>;
  if (answered !== undefined) return answered;
  // No value that anybody might take for one.
  const values = choices ?? [offered ?? "..."];
  if (flag !== undefined) return values.map((value) => [flag, value]);
  return isKey(key) ? values.map((value) => ["--set", `${key}=${value}`]) : [];
}

/** Other questions have ids with dots. */
function isKey(id: string): boolean {
  return /^[a-z_0-9I]+$/.test(id);
}

function ended(sentence: string): string {
  return /[.?!]$/.test(sentence) ? sentence : `${sentence}.`;
}
