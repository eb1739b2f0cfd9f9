import type { Filter, Instance } from "@aws-sdk/client-ec2";
import type { Aws } from "../../aws/session.ts";
import { isManaged, managedFilter, type ManagedTag } from "./marks.ts";

/** A filter takes no more values. */
const batch = 100;

/** By a filter: an id that is not known yet is absent then, and not an error. */
export async function instancesById(aws: Aws, ids: readonly string[]): Promise<readonly Instance[]> {
  const found: Instance[] = [];
  for (let from = 0; from < ids.length; from += batch) {
    found.push(...await listInstances(aws, [{ Name: "instance-id", Values: ids.slice(from, from + batch) }]));
  }
  return found;
}

/** Those with our tag. @param more what they have besides */
export async function managedInstances(
  aws: Aws,
  managed: ManagedTag,
  more: readonly Filter[] = [],
): Promise<readonly Instance[]> {
  const found = await listInstances(aws, [managedFilter(managed), ...more]);
  return found.filter((instance) => isManaged(instance, managed));
}

async function listInstances(aws: Aws, Filters: Filter[]): Promise<readonly Instance[]> {
  const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
  const found: Instance[] = [];
  for await (const page of paginateDescribeInstances({ client: await aws.ec2() }, { Filters })) {
    found.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
  }
  return found;
}

export function hasEnded({ State }: Instance): boolean {
  return State?.Name === "terminated" || State?.Name === "shutting-down";
}
