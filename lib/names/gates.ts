/** The gates of the preflight in their order: what each is called, and the ids of the checks that belong to it. */
export const gates = [
  { title: "programs", checks: /^toolchain\./ },
  { title: "identity", checks: /^aws\./ },
  { title: "permissions", checks: /^iam\./ },
  { title: "configuration", checks: /^config\./ },
  { title: "quotas", checks: /^(quota|budget)\./ },
  { title: "bucket", checks: /^s3\.bucket_select$/ },
  { title: "reference data", checks: /^s3\.(?!bucket_select$)/ },
  { title: "key pair", checks: /^ec2\./ },
  { title: "network", checks: /^network\./ },
] as const;

export type GateTitle = typeof gates[number]["title"];

/** The number of the gate, from 1, that a check belongs to; 0 for one that is in none. */
export function gateOf(check: string): number {
  return gates.findIndex(({ checks }) => checks.test(check)) + 1;
}

/** How a gate is called on the screen, as in `3/9 permissions`; nothing when there is no such gate. */
export function gateTitle(number: number): string | undefined {
  return gates[number - 1] && `${number}/${gates.length} ${gates[number - 1].title}`;
}
