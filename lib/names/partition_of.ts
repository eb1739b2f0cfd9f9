/** The ARN partition that a region belongs to. */
export function partitionOf(region: string): string {
  const special = partitions.find(([beginning]) => region.startsWith(beginning));
  return special?.[1] ?? "aws";
}

const partitions = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["us-isof-", "aws-iso-f"],
  ["eu-isoe-", "aws-iso-e"],
  ["eusc-", "aws-eusc"],
] as const;
