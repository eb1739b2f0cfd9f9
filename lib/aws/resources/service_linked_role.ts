import type { IAMClient, Role } from "@aws-sdk/client-iam";
import { z } from "zod";
import { isAwsError } from "../aws_error.ts";
import type { AwsDeps, Resource } from "../resource.ts";

/** `service`: for example `spot.amazonaws.com`. */
export type ServiceLinkedRoleSpec = { account: string; service: string };
export type ServiceLinkedRoleOut = { arn: string };

/** The role that a service of AWS has in this account; the service decides its name and what it may do. */
export const serviceLinkedRole: Resource<AwsDeps, ServiceLinkedRoleSpec, ServiceLinkedRoleOut> = {
  kind: "service-linked-role",
  layer: "iam",
  actions: {
    find: ["iam:ListRoles"],
    write: ["iam:CreateServiceLinkedRole"],
    remove: ["iam:DeleteServiceLinkedRole"],
  },
  spec: z.object({ account: z.string(), service: z.string() }),
  key: ({ account, service }) => `${account}/global/${service}`,
  title: ({ service }) => `role of ${service}`,

  async find({ aws }, spec) {
    const role = await roleOf(await aws.iam(), spec.service);
    return role === undefined ? { is: "absent" } : { is: "ready", spec, out: { arn: role.Arn ?? "" } };
  },

  async write({ aws }, { service }, found) {
    if (found.is === "ready") return;
    const { CreateServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
    try {
      await (await aws.iam()).send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
    } catch (error) {
      throw asAlreadyThere(error);
    }
  },

  /** AWS refuses while the service still uses it. */
  async remove({ aws }, { service }) {
    const { DeleteServiceLinkedRoleCommand } = await import("@aws-sdk/client-iam");
    const iam = await aws.iam();
    const role = await roleOf(iam, service);
    if (role !== undefined) await iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: role.RoleName }));
  },
};

/** Each service has a path of its own, whatever it calls its role. */
async function roleOf(client: IAMClient, service: string): Promise<Role | undefined> {
  const { paginateListRoles } = await import("@aws-sdk/client-iam");
  for await (const { Roles = [] } of paginateListRoles({ client }, { PathPrefix: `/aws-service-role/${service}/` })) {
    if (Roles.length > 0) return Roles[0];
  }
  return undefined;
}

/** IAM has no code of its own for a service-linked role that is there already; only the text tells it from a bad request. */
function asAlreadyThere(error: unknown): unknown {
  const isTaken = isAwsError(error, "InvalidInput") && error instanceof Error && /has been taken/.test(error.message);
  return isTaken ? Object.assign(error, { name: "EntityAlreadyExistsException" }) : error;
}
