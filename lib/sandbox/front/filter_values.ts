import type { Call } from "./call.ts";

/** The values of a filter of EC2's, `Filter.1.Name` and its `Filter.1.Value.1` and so on. */
export function filterValues({ parameters }: Pick<Call, "parameters">, filter: string): string[] {
  const entries = Object.entries(parameters).map(([name, value]) => [name, String(value)] as const);
  return entries.filter(([name, value]) => /^Filter\.\d+\.Name$/.test(name) && value === filter)
    .flatMap(([name]) => entries.filter(([other]) => other.startsWith(name.replace(/Name$/, "Value."))))
    .map(([, value]) => value);
}
