import { advice, command } from "./advice.ts";

/** The codes of `spot-deploy`; a part of the registry `error_codes.ts`. */
export const spotErrorCodes = {
  "DAY-SPOT-001": {
    exitCode: 1,
    title: "The configuration of spot-deploy is not valid",
    fix: advice`correct what is reported, then validate again with: ${command("deno task spot-deploy validate")}`,
  },
  "DAY-SPOT-002": {
    exitCode: 1,
    title: "An instance type and its machine image have different architectures",
    fix: "use an instance type of the other architecture, or image: auto; verify-config-architecture shows all of them",
  },
  "DAY-SPOT-003": {
    exitCode: 5,
    title: "Some of the nodes are running, and some are not",
    fix: advice`launch what is missing with: ${command("deno task spot-deploy reconcile")}`,
  },
  "DAY-SPOT-004": {
    exitCode: 2,
    title: "No node could be launched",
    fix: "name three or more instance types, further regions, or wait; then run it again",
  },
  "DAY-SPOT-005": {
    exitCode: 6,
    title: "Nodes are running already, or an earlier run has not ended",
    fix: "create --add keeps them and adds to them, create --resume goes on, destroy removes them",
  },
  "DAY-SPOT-006": { exitCode: 6, title: "Another run works with this state file", fix: "wait for it to end" },
  "DAY-SPOT-007": {
    exitCode: 1,
    title: "The deployment would cost more than the configured limit, or nobody can say that it does not",
    fix: "add --yes, or raise aws.max_hourly_cost",
  },
  "DAY-SPOT-008": {
    exitCode: 5,
    title: "Not everything could be removed",
    fix: "look at what is named, then run the same command again: it goes on where it stopped",
  },
  "DAY-SPOT-009": {
    exitCode: 5,
    title: "Not every region could be read",
    fix: "look at the regions that are named; what is recorded of them was kept",
  },
  "DAY-SPOT-010": {
    exitCode: 1,
    title: "The nodes are not healthy",
    fix: advice`look at each of them with: ${command("deno task spot-deploy status")}`,
  },
  "DAY-SPOT-011": {
    exitCode: 1,
    title: "A required file is missing or cannot be read",
    fix: advice`make the list of regions with: ${command("deno task spot-deploy get-available-regions")}`,
  },
  "DAY-SPOT-012": {
    exitCode: 2,
    title: "Something is still in use and cannot be removed",
    fix: "remove what uses it, then run the same command again",
  },
  "DAY-SPOT-013": {
    exitCode: 1,
    title: "No range of IP addresses (CIDR) is configured from which the nodes may be reached",
    fix:
      "name the addresses with aws.allowed_cidrs or --allow-cidr CIDR, or open the ports to everybody with --open-ports",
  },
  "DAY-SPOT-014": {
    exitCode: 1,
    title: "The AWS profile belongs to another account than the resources that are recorded",
    fix: "use a profile of the account in which the nodes were launched",
  },
  "DAY-SPOT-015": {
    exitCode: 5,
    title: "Some of the nodes are not healthy",
    fix: advice`launch what is missing with: ${command("deno task spot-deploy reconcile")}`,
  },
  "DAY-SPOT-016": {
    exitCode: 1,
    title: "The orchestrator does not list its nodes",
    fix: "set bacalhau.api_host in the configuration, or install the bacalhau command",
  },
  "DAY-SPOT-017": {
    exitCode: 2,
    title: "There is no region in which nodes can be launched",
    fix: "look at the reason of each region in the list",
  },
} as const;
