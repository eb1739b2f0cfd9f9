import { expiryRoleName } from "../../names/expiry_names.ts";
import { schedulerRoleName } from "../../names/scheduler_role_name.ts";

/** An IAM action, and what it is needed for. */
export type Right = { readonly action: string; readonly origin: string };

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: { readonly StringEqualsIfExists: Readonly<Record<string, readonly string[]>> };
};

/** A customer-managed policy, ready to be created under its name. */
export type Policy = {
  readonly name: string;
  readonly document: { readonly Version: "2012-10-17"; readonly Statement: readonly Statement[] };
  readonly actions: readonly Right[];
};

/** IAM takes no managed policy with more characters; blanks between words of JSON do not count. */
const limit = 6_144;

/**
 * A policy of these rights, in as many parts as its size demands.
 *
 * @param roles those that may be written: the program's own and ParallelCluster's, or those of every name
 */
export function policyParts(name: string, all: readonly Right[], roles: "own" | "all" = "own"): readonly Policy[] {
  const documentOf = (part: readonly Right[]) => documentWith(part, roles);
  const parts = partsOf(all, (part) => JSON.stringify(documentOf(part)).length <= limit);
  return parts.map((actions, index) => ({
    name: parts.length === 1 ? name : `${name}-${index + 1}`,
    document: documentOf(actions),
    actions,
  }));
}

/** As many rights in each part as a policy can hold. */
function partsOf(all: readonly Right[], fits: (part: readonly Right[]) => boolean): readonly (readonly Right[])[] {
  const parts: Right[][] = [];
  for (const right of all) {
    const last = parts.at(-1);
    if (last === undefined || !fits([...last, right])) parts.push([right]);
    else last.push(right);
  }
  return parts;
}

type Kind = "other" | "passes" | "own" | "all";

/** Roles are what another's rights can be had by: they are limited as far as can be known beforehand. */
function documentWith(part: readonly Right[], roles: "own" | "all"): Policy["document"] {
  const actions = Object.groupBy(part.map(({ action }) => action), (action) => kindOf(action, roles));
  const kinds: readonly Kind[] = ["other", "passes", "own", "all"];
  return {
    Version: "2012-10-17",
    Statement: kinds.flatMap((kind) => {
      const Action = actions[kind];
      return Action === undefined ? [] : [{ Effect: "Allow", Action, ...statements[kind] } as const];
    }),
  };
}

const statements: Readonly<Record<Kind, Pick<Statement, "Sid" | "Resource" | "Condition">>> = {
  other: { Sid: "Dayctl", Resource: "*" },
  passes: {
    Sid: "PassRoles",
    Resource: "*",
    Condition: {
      // Not every service says whom it passes a role to.
      StringEqualsIfExists: {
        "iam:PassedToService": ["ec2.amazonaws.com", "lambda.amazonaws.com", "scheduler.amazonaws.com"],
      },
    },
  },
  own: {
    Sid: "OwnRoles",
    Resource: [
      "arn:aws:iam::*:role/parallelcluster/*",
      "arn:aws:iam::*:instance-profile/parallelcluster/*",
      "arn:aws:iam::*:role/aws-service-role/*",
      `arn:aws:iam::*:role/${schedulerRoleName}`,
      `arn:aws:iam::*:role/${expiryRoleName}`,
    ],
  },
  all: { Sid: "Roles", Resource: ["arn:aws:iam::*:role/*", "arn:aws:iam::*:instance-profile/parallelcluster/*"] },
};

function kindOf(action: string, roles: "own" | "all"): Kind {
  if (action === "iam:PassRole") return "passes";
  const changes = /^iam:(?:Add|Attach|Create|Delete|Detach|Put|Remove|Tag|Update)\w*(?:Role|InstanceProfile)/.test(
    action,
  );
  return changes || action === "iam:UpdateAssumeRolePolicy" ? roles : "other";
}
