import type { Instance } from "@aws-sdk/client-ec2";
import type { SpotDeps } from "./spot_deps.ts";

/** By a filter: an id that is not known yet is absent then, and not an error. */
export async function instancesById(
  { aws }: Pick<SpotDeps, "aws">,
  ids: readonly string[],
): Promise<readonly Instance[]> {
  const { paginateDescribeInstances } = await import("@aws-sdk/client-ec2");
  const found: Instance[] = [];
  const client = await aws.ec2();
  for (let from = 0; from < ids.length; from += 100) {
    const Filters = [{ Name: "instance-id", Values: ids.slice(from, from + 100) }];
    for await (const page of paginateDescribeInstances({ client }, { Filters })) {
      found.push(...(page.Reservations ?? []).flatMap(({ Instances = [] }) => Instances));
    }
  }
  return found;
}

export function hasEnded({ State }: Instance): boolean {
  return State?.Name === "terminated" || State?.Name === "shutting-down";
}
