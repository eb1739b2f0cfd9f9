import type { Aws } from "../../aws/session.ts";
import type { Architecture } from "../config/spot_config.ts";
import { type ImageFacts, imageFacts } from "./image_facts.ts";

/** Canonical's account. */
const canonical = "099720109477";
const inNames: Readonly<Record<Architecture, string>> = { x86_64: "amd64", arm64: "arm64" };

/** Canonical's newest server image of a release for each architecture. The code name is left to a wildcard. */
export async function ubuntuImages(
  aws: Aws,
  release: string,
): Promise<Readonly<Record<Architecture, ImageFacts | undefined>>> {
  const { paginateDescribeImages } = await import("@aws-sdk/client-ec2");
  const names = Object.values(inNames).map((arch) => `ubuntu/images/hvm-ssd*/ubuntu-*-${release}-${arch}-server-*`);
  const Filters = [
    { Name: "name", Values: names },
    { Name: "root-device-type", Values: ["ebs"] },
    { Name: "virtualization-type", Values: ["hvm"] },
    { Name: "state", Values: ["available"] },
  ];
  const found: ImageFacts[] = [];
  for await (const page of paginateDescribeImages({ client: await aws.ec2() }, { Owners: [canonical], Filters })) {
    found.push(...(page.Images ?? []).map(imageFacts));
  }
  const sorted = found.sort((one, other) => compare(other.created, one.created) || compare(one.id, other.id));
  const newest = (architecture: Architecture) => sorted.find((image) => image.architecture === architecture);
  return { x86_64: newest("x86_64"), arm64: newest("arm64") };
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
