/**
 * A mail address as it is written without quotes: RFC 5321's dot-string before the sign, a domain of at least two labels
 * behind it. A top level is letters, or the ASCII form of other letters.
 */
export function email(value: string): string | undefined {
  const [, person = "", domain = ""] = /^([^@]*)@([^@]*)$/.exec(value) ?? [];
  const labels = domain.split(".");
  const fits = value.length <= longest.address && person.length <= longest.person &&
    person.split(".").every((part) => /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+$/.test(part)) &&
    labels.length >= 2 && labels.every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label)) &&
    /^([A-Za-z]{2,}|xn--[A-Za-z0-9-]+)$/i.test(labels.at(-1) ?? "");
  return fits ? undefined : "is not a mail address";
}

const longest = { address: 254, person: 64 } as const;
