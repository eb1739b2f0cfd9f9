import { DescribeKeyPairsCommand, type EC2Client } from "@aws-sdk/client-ec2";

export const keyPairActions = ["ec2:DescribeKeyPairs"] as const;

/** The names of the region's ed25519 key pairs whose name contains a text (case-sensitive), in the order of the service. */
export async function ed25519KeyPairs(ec2: EC2Client, containing: string): Promise<string[]> {
  const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({}));
  return (KeyPairs ?? []).flatMap(({ KeyName, KeyType }) =>
    KeyType === "ed25519" && KeyName?.includes(containing) ? KeyName : []
  );
}
