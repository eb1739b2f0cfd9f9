/**
 * The users in a comma-separated list, without blanks, repetitions, and `ubuntu` (who may always run jobs); in the
 * order given.
 */
export function usersOf(text: string): string[] {
  const names = text.split(",").map((name) => name.trim());
  return [...new Set(names)].filter((name) => name !== "" && name !== "ubuntu");
}
