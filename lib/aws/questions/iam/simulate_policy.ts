import type { Aws } from "../../session.ts";

export const simulatePolicyActions = ["iam:SimulatePrincipalPolicy"] as const;

/** Requests of a principal that are tried out: what it would ask for, of what, and under which circumstances. */
export type Trial = {
  readonly actions: readonly string[];
  /** One ARN that stands for all of its form, or `*`. */
  readonly resource: string;
  /** Keys of the request such as `aws:CalledVia`, with their value, or values where a key can have several. */
  readonly context: { readonly [key: string]: string | readonly string[] };
};

/** The actions of a trial that IAM would not allow this principal. Nothing is done. */
export async function refusedActions(aws: Aws, principalArn: string, trial: Trial): Promise<readonly string[]> {
  const { paginateSimulatePrincipalPolicy } = await import("@aws-sdk/client-iam");
  const asked = {
    PolicySourceArn: principalArn,
    ActionNames: [...trial.actions],
    ...(trial.resource === "*" ? {} : { ResourceArns: [trial.resource] }),
    ContextEntries: Object.entries(trial.context).map(([ContextKeyName, value]) => ({
      ContextKeyName,
      ContextKeyValues: typeof value === "string" ? [value] : [...value],
      ContextKeyType: typeof value === "string" ? "string" as const : "stringList" as const,
    })),
  };
  const refused: string[] = [];
  for await (const page of paginateSimulatePrincipalPolicy({ client: await aws.iam() }, asked)) {
    for (const { EvalActionName = "", EvalDecision } of page.EvaluationResults ?? []) {
      if (EvalDecision !== "allowed") refused.push(EvalActionName);
    }
  }
  return refused;
}
