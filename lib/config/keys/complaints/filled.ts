import type { Complaint } from "../../../host/prompter.ts";

/** A rule for a key that may be empty. */
export function open(rule?: Complaint): Complaint {
  return (value) => {
    if (/\p{Cc}/u.test(value)) return "must not contain tabs, line breaks or other control characters";
    return value === "" ? undefined : rule?.(value);
  };
}

/** A rule for a key that needs a value. */
export function filled(rule?: Complaint): Complaint {
  const other = open(rule);
  return (value) => value === "" ? "must not be empty" : other(value);
}
