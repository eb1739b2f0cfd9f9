import { advice, command } from "./advice.ts";

/** The codes of `spot-deploy`; a part of the registry `error_codes.ts`. */
export const spotErrorCodes = {
  "DAY-SPOT-001": {
    exitCode: 1,
    title: "The configuration of spot-deploy is not valid",
    fix: advice`correct the reported mistakes, then validate again with: ${command("deno task spot-deploy validate")}`,
  },
  "DAY-SPOT-002": {
    exitCode: 1,
    title: "An instance type and its machine image have different architectures",
    fix: advice`use an instance type that fits the image, or image: auto; list all mismatches with: ${
      command("deno task spot-deploy verify-config-architecture")
    }`,
  },
  "DAY-SPOT-003": {
    exitCode: 5,
    title: "Only some of the nodes could be launched",
    fix: advice`launch the missing nodes with: ${command("deno task spot-deploy reconcile")}`,
  },
  "DAY-SPOT-004": {
    exitCode: 2,
    title: "No node could be launched",
    fix: "configure at least three instance types or more regions, or try again later",
  },
  "DAY-SPOT-005": {
    exitCode: 6,
    title: "Nodes are already running, or an earlier deployment is unfinished",
    fix: advice`add nodes: ${command("deno task spot-deploy create --add")}; continue the deployment: ${
      command("deno task spot-deploy create --resume")
    }; or remove the nodes: ${command("deno task spot-deploy destroy")}`,
  },
  "DAY-SPOT-006": {
    exitCode: 6,
    title: "Another spot-deploy process is using this state file",
    fix: "wait until that process has finished, or stop it",
  },
  "DAY-SPOT-007": {
    exitCode: 1,
    title: "The deployment would exceed the configured cost limit, or its cost is not known",
    fix: "accept the cost with --yes, or raise aws.max_hourly_cost in the configuration",
  },
  "DAY-SPOT-008": {
    exitCode: 5,
    title: "Some resources could not be removed",
    fix: "check the reported resources, then run the same command again: it removes the rest",
  },
  "DAY-SPOT-009": {
    exitCode: 5,
    title: "Some regions could not be read",
    fix: "correct the reported errors and run the command again; the records of these regions were kept",
  },
  "DAY-SPOT-010": {
    exitCode: 1,
    title: "None of the nodes is healthy",
    fix: advice`check each node with: ${command("deno task spot-deploy status")}`,
  },
  "DAY-SPOT-011": {
    exitCode: 1,
    title: "A required file is missing or cannot be read",
    fix: advice`create the list of regions with: ${command("deno task spot-deploy get-available-regions")}`,
  },
  "DAY-SPOT-012": {
    exitCode: 2,
    title: "A resource is still in use and cannot be removed",
    fix: "remove the resources that use it, then run the same command again",
  },
  "DAY-SPOT-013": {
    exitCode: 1,
    title: "No IP address range (CIDR) is allowed to connect to the nodes",
    fix: "allow a range with aws.allowed_cidrs or --allow-cidr CIDR, or open the ports to everybody with --open-ports",
  },
  "DAY-SPOT-014": {
    exitCode: 1,
    title: "The AWS profile belongs to another account than the recorded nodes",
    fix: "use an AWS profile of the account that the nodes were launched in",
  },
  "DAY-SPOT-015": {
    exitCode: 5,
    title: "Some of the nodes are missing or not healthy",
    fix: advice`launch the missing nodes with: ${command("deno task spot-deploy reconcile")}`,
  },
  "DAY-SPOT-016": {
    exitCode: 1,
    title: "The list of nodes could not be read from the Bacalhau orchestrator",
    fix: "set bacalhau.api_host in the configuration, or install the bacalhau command on this machine",
  },
  "DAY-SPOT-017": {
    exitCode: 2,
    title: "Nodes cannot be launched in any of the regions",
    fix: "correct the reported reason of each region, then run the command again",
  },
  "DAY-SPOT-018": {
    exitCode: 2,
    title: "Nothing could be removed",
    fix: "correct the reported reason, then run the same command again",
  },
} as const;
