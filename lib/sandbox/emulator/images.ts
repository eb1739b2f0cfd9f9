import type { Json } from "../../host/json.ts";
import type { TriedPcluster } from "../../toolchain/versions.ts";

/** What the names of the official images of a version say beside its number, and their ids here. */
const released: Readonly<Record<TriedPcluster, { readonly id: string; readonly built: string }>> = {
  "3.16.1": { id: "ami-0da11ca000000003d", built: "202609141023 2026-09-14T10-27-11.518Z" },
  "3.13.2": { id: "ami-0da11ca000000003c", built: "202506121158 2025-06-12T12-01-32.902Z" },
};

/** Canonical's images of the Ubuntu releases that `spot-deploy` knows, one for each architecture. */
const ubuntuImages = [
  ["ami-0b0b0000000002204", "x86_64", "hvm-ssd/ubuntu-jammy-22.04-amd64-server-20260902"],
  ["ami-0b0b00000000a2204", "arm64", "hvm-ssd/ubuntu-jammy-22.04-arm64-server-20260902"],
  ["ami-0b0b0000000002404", "x86_64", "hvm-ssd-gp3/ubuntu-noble-24.04-amd64-server-20260902"],
  ["ami-0b0b00000000a2404", "arm64", "hvm-ssd-gp3/ubuntu-noble-24.04-arm64-server-20260902"],
  ["ami-0b0b0000000002604", "x86_64", "hvm-ssd-gp3/ubuntu-resolute-26.04-amd64-server-20260902"],
  ["ami-0b0b00000000a2604", "arm64", "hvm-ssd-gp3/ubuntu-resolute-26.04-arm64-server-20260902"],
] as const;

/** Whose root device is called differently. */
const amazonLinux = [
  "ami-0b0b0000000a12023",
  "137112412989",
  "al2023-ami-2023.8.20260910.0-kernel-6.1-x86_64",
] as const;

/**
 * The machine images that exist in the emulator's account of the world. There is no creation date: the emulator would read it
 * twice and then fail every EC2 request. A `pcluster` looks for the images of its own version; as on AWS those of all are there.
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
  const image = (ami_id: string, owner_id: string, name: string) => ({
    ...common,
    ami_id,
    owner_id,
    name,
    description: name,
  });
  const ubuntu = (id: string, architecture: "x86_64" | "arm64", name: string) => ({
    ...image(id, "099720109477", `ubuntu/images/${name}`),
    architecture,
  });
  const official = Object.entries(released).map(([version, { id, built }]) =>
    image(id, "247102896272", `aws-parallelcluster-${version}-ubuntu-2204-lts-hvm-x86_64-${built}`)
  );
  const amazon = { ...image(...amazonLinux), root_device_name: "/dev/xvda" };
  return [...official, amazon, ...ubuntuImages.map(([id, architecture, name]) => ubuntu(id, architecture, name))];
}
