/** One of the six fields: its numbers, the names that stand for them, and what only it may say. */
type Field = {
  readonly name: string;
  readonly least: number;
  readonly greatest: number;
  /** The first one stands for `least`. */
  readonly names?: readonly string[];
  readonly increments: boolean;
  /** Nothing comes round again in it, so that a range has to end behind its beginning. */
  readonly once?: true;
  /** Whole parts that are neither numbers nor ranges, with what they mean for a person. */
  readonly special?: { readonly form: RegExp; readonly examples: string };
};

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekDays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fields: readonly Field[] = [
  { name: "minute", least: 0, greatest: 59, increments: true },
  { name: "hour", least: 0, greatest: 23, increments: true },
  {
    name: "day of month",
    least: 1,
    greatest: 31,
    increments: true,
    special: { form: /^(L|LW|L-([1-9]|[12][0-9]|30)|([1-9]|[12][0-9]|3[01])W)$/, examples: "L, LW, L-3 or 15W" },
  },
  { name: "month", least: 1, greatest: 12, names: months, increments: true },
  {
    name: "day of week",
    least: 1,
    greatest: 7,
    names: weekDays,
    increments: false,
    special: { form: new RegExp(`^(L|([1-7]|${weekDays.join("|")})(L|#[1-5]))$`), examples: "L, 6L or 6#3" },
  },
  { name: "year", least: 1970, greatest: 2199, increments: true, once: true },
];

/**
 * What is wrong with the fields of a cron expression of EventBridge, by the documented ranges, names and wildcards; the
 * field is named.
 *
 * @param inner what stands between the brackets
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function cronComplaint(inner: string): string | undefined {
  const parts = inner.split(/ +/);
  if (inner === "" || parts.length !== fields.length) {
    const names = fields.map(({ name }) => name).join(", ");
    return `must have six fields (${names}), as in cron(0 12 * * ? *), and has ${inner === "" ? 0 : parts.length}`;
  }
  const [, , dayOfMonth, , dayOfWeek] = parts;
  for (const [index, field] of fields.entries()) {
    const isDay = field.special !== undefined;
    if (isDay && parts[index] === "?") continue;
    const problem = fieldProblem(field, parts[index].toUpperCase());
    if (problem !== undefined) return `has ${JSON.stringify(parts[index])} for its ${field.name}, ${problem}`;
  }
  if ((dayOfMonth === "?") !== (dayOfWeek === "?")) return undefined;
  return "must have a ? for exactly one of its two fields day of month and day of week, as in cron(0 12 * * ? *)";
}

function fieldProblem(field: Field, text: string): string | undefined {
  const items = text.split(",");
  if (items.length > 1 && items.some((item) => item.includes("#"))) return "where a # stands alone, without commas";
  return items.map((item) => itemProblem(field, item)).find((problem) => problem !== undefined);
}

/** One of the items that commas separate: a value, a range, a star, either with an increment, or what is special. */
function itemProblem(field: Field, item: string): string | undefined {
  if (field.special?.form.test(item)) return undefined;
  const [, range = "", step] = /^([^/]+)(?:\/([^/]*))?$/.exec(item) ?? [];
  const ends = range === "*" ? [] : range.split("-");
  if (range === "" || ends.length > 2 || ends.some((end) => !isValue(field, end))) {
    return `which takes ${allowed(field)}`;
  }
  if (field.once && ends.length === 2 && Number(ends[0]) > Number(ends[1])) return "a range that ends before it begins";
  if (step === undefined) return undefined;
  if (!field.increments) return "which takes no increments";
  const widest = field.greatest - field.least;
  if (/^[0-9]{1,4}$/.test(step) && Number(step) >= 1 && Number(step) <= widest) return undefined;
  return `whose increment, after the slash, is a number from 1 to ${widest}`;
}

function isValue({ least, greatest, names = [] }: Field, text: string): boolean {
  if (names.includes(text)) return true;
  return /^[0-9]{1,4}$/.test(text) && Number(text) >= least && Number(text) <= greatest;
}

function allowed({ least, greatest, names, special }: Field): string {
  const named = names === undefined ? "" : ` or ${names[0]} to ${names.at(-1)}`;
  const others = special === undefined ? "" : `, ?, ${special.examples}`;
  return `${least} to ${greatest}${named}, ranges and lists of them, *${others}`;
}
