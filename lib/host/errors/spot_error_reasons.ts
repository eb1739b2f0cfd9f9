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
    example: "2 of 3 nodes stand; eu-west-1: InsufficientInstanceCapacity",
  },
  "DAY-SPOT-004": {
    why: "No region had capacity at the allowed price, or every launch was refused.",
    example: "none of 3 nodes could be launched: InsufficientInstanceCapacity",
  },
  "DAY-SPOT-005": {
    why: "The state file knows nodes that run. Launching beside them has to be asked for.",
    example: "3 nodes stand already",
  },
  "DAY-SPOT-006": {
    why: "Two runs on one state file would launch nodes that neither remembers.",
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
    why:
      "A list of regions or a state file is missing, is empty, cannot be locked, or stands where a new one was wanted.",
    example: "there is no file available_regions.yml",
  },
  "DAY-SPOT-012": {
    why: "A key, an image or a network is used by something that this deployment did not make.",
    example: "the security group is used by i-0abc",
  },
  "DAY-SPOT-013": {
    why: "The ports of the nodes are opened only to addresses that somebody has named.",
    example: "neither aws.allowed_cidrs nor --allow-cidr names an address",
  },
  "DAY-SPOT-014": {
    why: "The state file was written in another account than the one that the profile leads to.",
    example: "MACHINES.json is of account 123456789012",
  },
  "DAY-SPOT-015": {
    why: "Some nodes pass their check and some do not.",
    example: "2 of 3 nodes are healthy",
  },
  "DAY-SPOT-016": {
    why: "Whether a node has joined is known only to the Bacalhau orchestrator, and it did not answer.",
    example: "the orchestrator does not answer, and there is no command bacalhau",
  },
  "DAY-SPOT-017": {
    why: "Every region is switched off in the account, has no such instance type, or is denied.",
    example: "us-west-2: no instance type of the list is offered",
  },
};
