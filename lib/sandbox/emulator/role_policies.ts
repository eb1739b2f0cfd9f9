import { type EmulatorCalls, saysAbsent } from "./calls.ts";
import { documentIn } from "./policy_document.ts";
import { fits, fitsAction } from "./wildcards.ts";
import { textOf, unescapeXml } from "./xml.ts";

type Texts = string | readonly string[];
type Conditions = { readonly [operator: string]: { readonly [key: string]: Texts } };
type Statement = {
  readonly Effect: string;
  readonly Action: Texts;
  readonly Resource: Texts;
  readonly Condition?: Conditions;
};

/** What a role is asked for: an action on a resource, and what IAM knows of the request beside these two. */
export type RoleRequest = {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, readonly string[]>>;
};

/**
 * What the inline policies of a role allow. Attached policies, boundaries and denials are not read: no role that matters here has
 * them.
 *
 * @returns the judge, or nothing where there is no such role, or one that EventBridge Scheduler cannot take
 */
export async function schedulerRoleJudge(
  calls: EmulatorCalls,
  roleArn: string,
): Promise<((request: RoleRequest) => boolean) | undefined> {
  const RoleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  try {
    const role = await calls.query("iam", "GetRole", { RoleName });
    if (textOf(role, "Arn") !== roleArn) return undefined;
    if (!JSON.stringify(documentIn(role, "AssumeRolePolicyDocument")).includes('"scheduler.amazonaws.com"')) {
      return undefined;
    }
    const names = await calls.query("iam", "ListRolePolicies", { RoleName });
    const statements = await Promise.all(
      [...names.matchAll(/<member>([^<]*)<\/member>/g)].map(async ([, name]) => {
        const policy = await calls.query("iam", "GetRolePolicy", { RoleName, PolicyName: unescapeXml(name) });
        return [documentIn<Statement>(policy, "PolicyDocument")?.Statement ?? []].flat();
      }),
    );
    return (request) => statements.flat().some((statement) => allows(statement, request));
  } catch (error) {
    // That the emulator could not be asked is no answer: a role that stands would seem to be gone.
    if (!saysAbsent(error)) throw error;
    return undefined;
  }
}

function allows({ Effect, Action, Resource, Condition = {} }: Statement, request: RoleRequest): boolean {
  return Effect === "Allow" &&
    [Action].flat().some((pattern) => fitsAction(pattern, request.action)) &&
    [Resource].flat().some((pattern) => fits(pattern, request.resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, [wanted].flat(), request.context[key] ?? []))
    );
}

/** A condition of a kind that is not known here never holds. */
function holds(operator: string, wanted: readonly string[], given: readonly string[]): boolean {
  const kind = operator.replace(/^ForAnyValue:/, "");
  if (kind === "StringEquals") return given.some((value) => wanted.includes(value));
  return kind === "StringLike" && given.some((value) => wanted.some((pattern) => fits(pattern, value)));
}
