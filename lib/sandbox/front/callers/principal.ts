import { type EmulatorCalls, saysAbsent } from "../../emulator/calls.ts";
import { documentIn } from "../../emulator/policy_document.ts";
import { textOf, textsOf, unescapeXml } from "../../emulator/xml.ts";
import type { Statement } from "./verdict.ts";

/** Who signs with an access key, and what his policies say. */
export type Principal = { readonly arn: string; readonly statements: readonly Statement[] };

/**
 * A user with a key of his own or a role that somebody has assumed, with the statements of all policies: attached ones, inline
 * ones, and those of the user's groups. Boundaries are not read.
 *
 * @returns nothing for a key that the account does not know, and for a role that is not there: the emulator lets anybody take one
 */
export async function readPrincipal(calls: EmulatorCalls, key: string): Promise<Principal | undefined> {
  const arn = textOf(await calls.query("sts", "GetCallerIdentity", {}, { key }), "Arn") ?? "";
  const [, kind, name = ""] =
    /:(user|assumed-role)\/(?:.*\/)?([^/]+)$/.exec(arn.replace(/(:assumed-role\/.*)\/[^/]*$/, "$1")) ??
      [];
  // The name that the emulator has for everybody whom it does not know.
  if (kind === undefined || arn.endsWith(":user/moto")) return undefined;
  if (kind === "user") return { arn, statements: await statementsOfUser(calls, name) };
  const statements = await statementsOfRole(calls, name);
  return statements && { arn, statements };
}

/** What all policies of a user or a role say that is named by its ARN; nothing where there is none. */
export async function statementsOfArn(calls: EmulatorCalls, arn: string): Promise<readonly Statement[] | undefined> {
  const [, kind, name = ""] = /:(user|role)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind === "role") return await statementsOfRole(calls, name);
  if (kind !== "user") return undefined;
  return await unlessAbsent(statementsOfUser(calls, name));
}

async function statementsOfRole(calls: EmulatorCalls, name: string): Promise<readonly Statement[] | undefined> {
  return await unlessAbsent(statementsOf(calls, "Role", name));
}

async function unlessAbsent<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (saysAbsent(error)) return undefined;
    throw error;
  }
}

async function statementsOfUser(calls: EmulatorCalls, name: string): Promise<readonly Statement[]> {
  const groups = textsOf(await calls.query("iam", "ListGroupsForUser", { UserName: name }), "GroupName");
  const all = await Promise.all([
    statementsOf(calls, "User", name),
    ...groups.map((group) => statementsOf(calls, "Group", group)),
  ]);
  return all.flat();
}

async function statementsOf(calls: EmulatorCalls, kind: "User" | "Group" | "Role", name: string) {
  const own = { [`${kind}Name`]: name };
  const [attached, inline] = await Promise.all([
    calls.query("iam", `ListAttached${kind}Policies`, own),
    calls.query("iam", `List${kind}Policies`, own),
  ]);
  const members = [...inline.matchAll(/<member>([^<]*)<\/member>/g)].map(([, text]) => unescapeXml(text));
  const documents = await Promise.all([
    ...textsOf(attached, "PolicyArn").map((arn) => managed(calls, arn)),
    ...members.map((PolicyName) => calls.query("iam", `Get${kind}Policy`, { ...own, PolicyName })),
  ]);
  return documents.flatMap(statementsIn);
}

async function managed(calls: EmulatorCalls, PolicyArn: string): Promise<string> {
  const VersionId = textOf(await calls.query("iam", "GetPolicy", { PolicyArn }), "DefaultVersionId") ?? "v1";
  return await calls.query("iam", "GetPolicyVersion", { PolicyArn, VersionId });
}

function statementsIn(answer: string): readonly Statement[] {
  const document = documentIn<Statement>(answer, "PolicyDocument") ?? documentIn<Statement>(answer, "Document");
  return [document?.Statement ?? []].flat();
}
