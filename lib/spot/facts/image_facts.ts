import type { Image } from "@aws-sdk/client-ec2";

export type ImageFacts = {
  readonly id: string;
  readonly name: string;
  readonly architecture: string;
  readonly created: string;
  readonly state: string;
  readonly rootDevice: string;
  /** GiB. */
  readonly rootSize: number;
};

export function imageFacts(image: Image): ImageFacts {
  const { ImageId = "", Name = "", Architecture = "", CreationDate = "", State = "", RootDeviceName = "/dev/sda1" } =
    image;
  const root = image.BlockDeviceMappings?.find(({ DeviceName }) => DeviceName === RootDeviceName);
  return {
    id: ImageId,
    name: Name,
    architecture: Architecture,
    created: CreationDate,
    state: State,
    rootDevice: RootDeviceName,
    rootSize: root?.Ebs?.VolumeSize ?? 0,
  };
}
