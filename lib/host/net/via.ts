/** How head nodes are reached: straight, or through a session of AWS Systems Manager, for which no port has to be open. */
export const vias = ["ssh", "ssm"] as const;

export type Via = (typeof vias)[number];

/** The flag as typed; its values have been checked. */
export function viaOf(flag: string | undefined): Via {
  return flag === "ssm" ? "ssm" : "ssh";
}

/** For commands that do the same again. */
export function viaWords(via: Via): string {
  return via === "ssm" ? " --via ssm" : "";
}
