import { DayError } from "../../host/errors/day_error.ts";
import { nameInKey } from "../../names/name_in_key.ts";
import type { Remembered } from "../../state/journal/facts.ts";
import { kindOf } from "../../state/walks/wanted.ts";
import { cluster as clusterKind } from "../pcluster/cluster.ts";
import { kindsAroundCluster, kindsOfAccess } from "../wanted/kinds.ts";
import type { Unchecked } from "./drift.ts";

/**
 * Why something remembered cannot be compared: somebody has changed what a journal or a record says of it, or another version has
 * written it. It hides nothing else. Nothing for what can be compared, and for a kind that this version does not know at all.
 */
export function unreadable(remembered: Remembered): Unchecked | undefined {
  const { kind, key, expected } = remembered;
  const known = kindOf([...kindsAroundCluster, ...kindsOfAccess], remembered);
  const keyOf = known?.key ??
    (kind === clusterKind.kind ? (value) => clusterKind.key(clusterKind.spec.parse(value)) : undefined);
  if (keyOf === undefined || isOf(() => keyOf(expected), key)) return undefined;
  const id = nameInKey(key);
  const error = new DayError("DAY-RUN-009", `the record of ${kind} ${id} cannot be read`, {
    fix: "compare with an unchanged state record (--state FILE)",
  });
  return { layer: known?.layer ?? clusterKind.layer, resource: kind, id, why: error.message, error };
}

function isOf(keyOf: () => string, key: string): boolean {
  try {
    return keyOf() === key;
  } catch {
    return false;
  }
}
