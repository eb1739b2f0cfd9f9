import type { Aws } from "../../lib/aws/session.ts";

/** Something that somebody has changed by hand. */
export type HandChange = {
  readonly name: string;
  /** `resource id: field status: expected → actual` of each item that a check has to find. */
  readonly found: readonly string[];
  readonly becomes: "repaired" | "repaired with --include-found" | "reported";
  change(aws: Aws): Promise<void>;
  /** The emulator makes a network anew where CloudFormation changes it: then more is found than was changed. */
  readonly more?: true;
  /** Undoes what is only reported. */
  undo?(aws: Aws): Promise<void>;
};
