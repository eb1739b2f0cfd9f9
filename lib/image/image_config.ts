import { stringify } from "yaml";

export type ImageRequest = {
  readonly region: string;
  /** Bare name of the reference bucket that the scripts are published in. */
  readonly bucket: string;
  /** Name of the installation script there. */
  readonly script: string;
  /** The official image that it begins with. */
  readonly parent: string;
};

/** The configuration that `pcluster build-image` gets: an official image, and on it the static part of the boot script. */
export function imageConfig({ region, bucket, script, parent }: ImageRequest): string {
  return stringify({
    Region: region,
    Build: {
      InstanceType: "c6i.2xlarge",
      ParentImage: parent,
      Components: [{ Type: "script", Value: `s3://${bucket}/cluster_boot_config/${script}` }],
      Iam: { AdditionalIamPolicies: [{ Policy: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess" }] },
    },
    Image: {
      // The official image has 40 GiB; compilers and emulators come on top.
      RootVolume: { Size: 80 },
      Tags: [{ Key: "dayctl:node-script", Value: script }],
    },
  });
}
