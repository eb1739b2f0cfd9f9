import { subCommand, taskOfSubCommands } from "../lib/cli/sub_commands.ts";
import {
  availableFlags,
  cleanupFlags,
  costFlags,
  createFlags,
  destroyFlags,
  fileFlags,
  imagesFlags,
  launchFlags,
  listFlags,
  nukeFlags,
  reconcileFlags,
  regionFlags,
  statusFlags,
  updateFlags,
  verifyFlags,
} from "./wiring/spot_flags.ts";
import { spelledSpot } from "./wiring/spot_spelling.ts";

const examples = [
  { what: "an example configuration, to be filled in", command: "deno task spot-deploy init" },
  { what: "what it would do, and what it costs", command: "deno task spot-deploy create --dry-run" },
  { what: "launch, and look", command: "deno task spot-deploy create" },
  { what: "remove the nodes and their networks", command: "deno task spot-deploy destroy" },
  { what: "remove everything of ours in every region", command: "deno task spot-deploy nuke --dry-run" },
];

const commands = taskOfSubCommands({
  name: "spot-deploy",
  brief: "Bacalhau nodes on Spot capacity in many regions, and every trace of them removed",
  examples,
}, {
  init: subCommand({
    brief: "write an example configuration with comments",
    flags: {
      ...fileFlags,
      force: { kind: "toggle", brief: "also over a file that is there; nuke: without the phrase" },
    },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).init(flags, context),
  }),
  validate: subCommand({
    brief: "check the configuration and the user data of a node, without AWS",
    flags: { ...fileFlags, strict: { kind: "toggle", brief: "unknown keys are errors" } },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).validate(flags, context),
  }),
  create: subCommand({
    brief: "launch the nodes, region beside region",
    flags: { ...fileFlags, ...regionFlags, ...createFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).createNodes(flags, context),
  }),
  list: subCommand({
    brief: "the nodes that stand",
    flags: { ...fileFlags, ...regionFlags, ...listFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).list(flags, context),
  }),
  destroy: subCommand({
    brief: "terminate the nodes and remove the networks that they leave empty",
    flags: { ...fileFlags, ...regionFlags, ...destroyFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).destroyNodes(flags, context),
  }),
  nuke: subCommand({
    brief: "remove everything with our tag in every region, after listing it",
    flags: { ...fileFlags, ...regionFlags, ...nukeFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).nukeAll(flags, context),
  }),
  status: subCommand({
    brief: "how the nodes are: EC2, their ports, the orchestrator",
    flags: { ...fileFlags, ...regionFlags, ...statusFlags },
    run: async (flags, context) => await (await import("./wiring/spot_view_commands.ts")).status(flags, context),
  }),
  cost: subCommand({
    brief: "what the nodes cost now and have cost, or would cost",
    flags: { ...fileFlags, ...regionFlags, ...costFlags },
    run: async (flags, context) => await (await import("./wiring/spot_view_commands.ts")).cost(flags, context),
  }),
  reconcile: subCommand({
    brief: "launch what is missing of a deployment",
    flags: { ...fileFlags, ...regionFlags, ...launchFlags, ...reconcileFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_view_commands.ts")).reconcileNodes(flags, context),
  }),
  "delete-disconnected-aws-nodes": subCommand({
    brief: "take nodes out of the orchestrator that ran on AWS and are gone",
    flags: { ...fileFlags, ...regionFlags, ...cleanupFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_view_commands.ts")).deleteDisconnected(flags, context),
  }),
  "get-available-regions": subCommand({
    brief: "Spot prices by region, the cheapest first, into available_regions.json",
    flags: { ...fileFlags, ...availableFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).getAvailableRegions(flags, context),
  }),
  "get-ubuntu-amis": subCommand({
    brief: "the newest Ubuntu images of these regions, into ubuntu_amis.json and .csv",
    flags: { ...fileFlags, ...imagesFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).getUbuntuAmis(flags, context),
  }),
  "update-config-with-regions": subCommand({
    brief: "add these regions to the configuration",
    flags: { ...fileFlags, ...updateFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).updateConfigWithRegions(flags, context),
  }),
  "verify-config-architecture": subCommand({
    brief: "whether types and images of the configuration fit",
    flags: { ...fileFlags, ...verifyFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).verifyConfigArchitecture(flags, context),
  }),
});

const spotDeploy = {
  ...commands,
  aliases: { c: "config", a: "amiData", f: "fix", s: "skipLiveCheck", v: "debug", y: "yes" },
  spelled: spelledSpot,
};

export default spotDeploy;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(spotDeploy);
