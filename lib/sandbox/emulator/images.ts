import type { Json } from "../../host/json.ts";

/**
 * The machine images that exist in the emulator's account of the world. There is no creation date: the emulator would read it
 * twice and then fail every EC2 request.
 *
 * @see spec/sandbox.md section 2, cure 1
 */
export function officialImages(): Json {
  const common = {
    architecture: "x86_64",
    hypervisor: "xen",
    image_location: "amazon",
    image_type: "machine",
    public: true,
    root_device_name: "/dev/sda1",
    root_device_type: "ebs",
    sriov: "simple",
    state: "available",
    virtualization_type: "hvm",
  };
  const pcluster = "aws-parallelcluster-3.13.2-ubuntu-2204-lts-hvm-x86_64-202506121158 2025-06-12T12-01-32.902Z";
  const image = (ami_id: string, owner_id: string, name: string) => ({
    ...common,
    ami_id,
    owner_id,
    name,
    description: name,
  });
  return [image("ami-0da11ca000000003d", "247102896272", pcluster)];
}
