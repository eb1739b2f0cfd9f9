import node from "./requirements/node.txt" with { type: "text" };
import oldPcluster from "./requirements/pcluster-3.13.2.txt" with { type: "text" };
import pcluster from "./requirements/pcluster-3.16.1.txt" with { type: "text" };
import references from "./requirements/references.txt" with { type: "text" };
import type { TriedPcluster } from "./versions.ts";

/** Fully pinned requirements of the genuine `pcluster`, by version. */
export const pclusterRequirements: Readonly<Record<TriedPcluster, string>> = {
  "3.16.1": pcluster,
  "3.13.2": oldPcluster,
};

/** The genuine reference check with the AWS CLI and the `jq` that it calls. */
export const referencesRequirements: string = references;

/** Node.js, which the genuine creation needs. */
export const nodeRequirements: string = node;
