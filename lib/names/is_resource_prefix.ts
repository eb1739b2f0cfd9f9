/** Whether the text can be the network stack's `EnvironmentName`. */
export function isResourcePrefix(text: string): boolean {
  return /^[a-zA-Z-]+$/.test(text);
}
