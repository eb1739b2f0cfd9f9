import { bootScript } from "./node_scripts.ts";

/**
 * Lets the nodes of a rendered cluster file run a script of this version: it takes the place of the legacy script, whose last two
 * arguments go with it. Boot actions that are written otherwise are somebody's own, and stay.
 *
 * @param name that of the object beside the legacy script
 */
export function ownBootAction(text: string, name: string): string {
  const action = new RegExp(
    `(Script: s3://[a-z0-9.-]+/[^\\s]*)${bootScript.replace(".", "\\.")}` +
      "(\\n *Args:\\n *- [a-z0-9-]+\\n *- [a-z0-9.-]+)\\n *- na\\n *- na(?=\\n|$)",
    "g",
  );
  return text.replace(action, (_, before: string, after: string) => before + name + after);
}
