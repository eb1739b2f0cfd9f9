import { parse } from "yaml";
import type { Aws } from "../session.ts";

export const heldResourcesActions = ["cloudformation:GetTemplate", "cloudformation:ListStackResources"] as const;

/**
 * The physical ids of what a stack holds, and whether it outlives the stack because the template says so.
 *
 * @param stack its name or id
 */
export async function heldResources(aws: Aws, stack: string): Promise<ReadonlyMap<string, boolean>> {
  const { GetTemplateCommand, paginateListStackResources } = await import("@aws-sdk/client-cloudformation");
  const client = await aws.cloudformation();
  const { TemplateBody = "" } = await client.send(new GetTemplateCommand({ StackName: stack }));
  // The short forms of CloudFormation's functions are tags that YAML does not know.
  const template: { readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: unknown }>> } | null =
    parse(
      TemplateBody,
      { logLevel: "silent" },
    );
  const held = new Map<string, boolean>();
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { LogicalResourceId = "", PhysicalResourceId = "" } of page.StackResourceSummaries ?? []) {
      const policy = String(template?.Resources?.[LogicalResourceId]?.DeletionPolicy);
      held.set(PhysicalResourceId, /^Retain/.test(policy));
    }
  }
  return held;
}
