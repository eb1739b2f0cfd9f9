import type { ErrorReason } from "./error_reason.ts";
import type { spotErrorCodes } from "./spot_error_codes.ts";

/** The part of `error_reasons.ts` that is about `spot-deploy`. */
export const spotErrorReasons: Readonly<Record<keyof typeof spotErrorCodes, ErrorReason>> = {
  "DAY-SPOT-001": {
    why: "The configuration file has a mistake; each is shown with its number, line and column.",
    example: "CFG-12 spot.yaml:4:3 aws.regions is empty",
  },
  "DAY-SPOT-002": {
    why: "An image for ARM does not boot on an x86 instance, and the other way round.",
    example: "us-west-2: m7g.large is arm64, and the image is x86_64",
  },
  "DAY-SPOT-003": {
    why: "Some regions had no Spot capacity or failed, while others launched their nodes.",
    example: "2 of 3 nodes are running; eu-west-1: InsufficientInstanceCapacity",
  },
  "DAY-SPOT-004": {
    why: "No region had capacity at the allowed price, or every launch was refused.",
    example: "none of 3 nodes could be launched: InsufficientInstanceCapacity",
  },
  "DAY-SPOT-005": {
    why: "The state file lists running nodes. Launching more nodes needs the flag --add.",
    example: "3 nodes are already running",
  },
  "DAY-SPOT-006": {
    why: "Two spot-deploy processes with one state file would overwrite each other's records of nodes.",
    example: "MACHINES.json is in use by process 4711 on hpc1: spot-deploy create",
  },
  "DAY-SPOT-007": {
    why: "The planned nodes cost more per hour than aws.max_hourly_cost, or the price of some of them is not known.",
    example: "the plan costs 4.20 USD an hour, 2.00 are allowed; nothing was launched",
  },
  "DAY-SPOT-008": {
    why: "AWS refused to remove something, or a region did not answer.",
    example: "not removed: vpc-0abc in eu-west-1",
  },
  "DAY-SPOT-009": {
    why: "A region did not answer, or the caller may not list instances in it.",
    example: "eu-west-1: Permission denied",
  },
  "DAY-SPOT-010": {
    why: "No node passes its check: instances stopped, or the service on them does not answer.",
    example: "none of 3 nodes is healthy",
  },
  "DAY-SPOT-011": {
    why: "A list of regions or a state file is missing, empty, cannot be locked, or already exists.",
    example: "there is no file available_regions.yml",
  },
  "DAY-SPOT-012": {
    why: "A key, an image or a network is used by a resource that this deployment did not create.",
    example: "the security group is used by i-0abc",
  },
  "DAY-SPOT-013": {
    why: "The ports of the nodes are opened only to addresses that the configuration or a flag allows.",
    example: "neither aws.allowed_cidrs nor --allow-cidr names an address",
  },
  "DAY-SPOT-014": {
    why: "The state file was written with another AWS account than the account of the profile.",
    example: "MACHINES.json belongs to account 123456789012, but the credentials belong to 210987654321",
  },
  "DAY-SPOT-015": {
    why: "Some nodes pass their check and some do not.",
    example: "2 of 3 nodes are healthy",
  },
  "DAY-SPOT-016": {
    why: "Only the Bacalhau orchestrator knows whether a node has joined, and it did not answer.",
    example: "the orchestrator does not answer, and there is no command bacalhau",
  },
  "DAY-SPOT-017": {
    why: "Every region is disabled in the account, does not offer the instance types, or denies access.",
    example: "us-west-2: no instance type of the list is offered",
  },
  "DAY-SPOT-018": {
    why: "AWS refused every removal, for example because the caller may not terminate instances or they are protected.",
    example: "eu-west-1 i-0abc: it is protected against termination; 7 other resources kept for the instances that run",
  },
};
