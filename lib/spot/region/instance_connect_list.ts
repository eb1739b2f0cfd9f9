import type { Aws } from "../../aws/session.ts";

export const instanceConnectActions = ["ec2:DescribeManagedPrefixLists"] as const;

/** The list of addresses from which AWS's console logs in to instances of a region; nothing where there is none. */
export async function instanceConnectList(aws: Aws): Promise<string | undefined> {
  const { DescribeManagedPrefixListsCommand } = await import("@aws-sdk/client-ec2");
  const Filters = [{ Name: "prefix-list-name", Values: [`com.amazonaws.${aws.region}.ec2-instance-connect`] }];
  const { PrefixLists = [] } = await (await aws.ec2()).send(new DescribeManagedPrefixListsCommand({ Filters }));
  return PrefixLists[0]?.PrefixListId;
}
