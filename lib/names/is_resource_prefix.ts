/** Whether the text can be the network stack's `EnvironmentName` (spec/init-cloudstack.md section 1). */
export function isResourcePrefix(text: string): boolean {
  return /^[a-zA-Z-]+$/.test(text);
}
