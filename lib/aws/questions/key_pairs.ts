import type { Aws } from "../session.ts";

export const keyPairActions = ["ec2:DescribeKeyPairs"] as const;

/** The names of the region's ed25519 key pairs whose name contains a text (case-sensitive), in the order of the service. */
export async function ed25519KeyPairs(aws: Aws, containing: string): Promise<string[]> {
  const { DescribeKeyPairsCommand } = await import("@aws-sdk/client-ec2");
  const ec2 = await aws.ec2();
  const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({}));
  return (KeyPairs ?? []).flatMap(({ KeyName, KeyType }) =>
    KeyType === "ed25519" && KeyName?.includes(containing) ? KeyName : []
  );
}
