/** Characters of a tag, counted as Unicode does. */
const longest = { key: 128, value: 256 } as const;

/** Tags of one thing; those that AWS gives itself do not count. */
export const mostTags = 50;

/** Letters, digits and blanks of every script, and few signs: what all services take. EC2 alone takes more. */
const character = String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]`;

/**
 * Why AWS refuses a tag; nothing when it takes it.
 *
 * @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
 */
export function tagComplaint(key: string, value: string): string | undefined {
  if (key === "") return "a tag's key must not be empty";
  if (lengthOf(key) > longest.key) return `a tag's key must not be longer than ${longest.key} characters`;
  if (lengthOf(value) > longest.value) return `a tag's value must not be longer than ${longest.value} characters`;
  if (/^aws:/i.test(key)) return "keys that start with aws: are reserved";
  const others = [...new Set(key + value)].filter((each) => !new RegExp(character, "u").test(each));
  if (others.length === 0) return undefined;
  const signs = others.map((each) => /\p{Cc}/u.test(each) ? JSON.stringify(each) : each).join(" ");
  return `AWS takes letters, digits, blanks and _ . : / = + - @ in tags, not ${signs}`;
}

/** A text as the value of a tag of ours: what AWS does not take becomes an underscore, and what is too much goes. */
export function tagValue(text: string, length: number = longest.value): string {
  const others = new RegExp(`(?!${character})[^]|[\\p{Zl}\\p{Zp}]`, "gu");
  // Composed, because an accent alone is no letter.
  return [...text.normalize("NFC").replace(others, "_")].slice(0, length).join("").trim();
}

function lengthOf(text: string): number {
  return [...text].length;
}
