/** What is wrong with a budget's name, or nothing when the service takes it. */
export function budgetNameComplaint(name: string): string | undefined {
  if (name.length < 1 || name.length > 100) return "a budget's name has 1 to 100 characters";
  if (/[:\\]/.test(name)) return "a budget's name holds neither : nor \\";
  return name.includes("/action/") ? "a budget's name does not hold /action/" : undefined;
}
