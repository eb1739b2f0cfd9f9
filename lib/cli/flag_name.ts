/** A flag as it is typed, from its name in the program. */
export function flagName(name: string): string {
  return "--" + name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
