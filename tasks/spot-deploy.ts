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
  { what: "write an example configuration to fill in", command: "deno task spot-deploy init" },
  { what: "show what would be launched and what it costs", command: "deno task spot-deploy create --dry-run" },
  { what: "launch the nodes", command: "deno task spot-deploy create" },
  { what: "remove the nodes and their networks", command: "deno task spot-deploy destroy" },
  {
    what: "list everything that spot-deploy created in all regions; nothing is removed",
    command: "deno task spot-deploy nuke --dry-run",
  },
];

const commands = taskOfSubCommands({
  name: "spot-deploy",
  brief: "Launch Bacalhau nodes on Spot instances in many regions, and remove everything that belongs to them",
  examples,
}, {
  init: subCommand({
    brief: "write an example configuration with comments",
    flags: {
      ...fileFlags,
      force: { kind: "toggle", brief: "overwrite an existing file; nuke: do not ask for the confirmation phrase" },
    },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).init(flags, context),
  }),
  validate: subCommand({
    brief: "check the configuration and the user data of the nodes, without AWS",
    flags: { ...fileFlags, strict: { kind: "toggle", brief: "unknown keys are errors" } },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).validate(flags, context),
  }),
  create: subCommand({
    brief: "launch the nodes in all configured regions",
    flags: { ...fileFlags, ...regionFlags, ...createFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).createNodes(flags, context),
  }),
  list: subCommand({
    brief: "list the running nodes",
    flags: { ...fileFlags, ...regionFlags, ...listFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).list(flags, context),
  }),
  destroy: subCommand({
    brief: "terminate the nodes and remove their empty networks",
    flags: { ...fileFlags, ...regionFlags, ...destroyFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).destroyNodes(flags, context),
  }),
  nuke: subCommand({
    brief: "list everything that spot-deploy created in all regions (it has a tag), then remove it",
    flags: { ...fileFlags, ...regionFlags, ...nukeFlags },
    run: async (flags, context) => await (await import("./wiring/spot_commands.ts")).nukeAll(flags, context),
  }),
  status: subCommand({
    brief: "check the nodes: EC2 state, open ports, Bacalhau orchestrator",
    flags: { ...fileFlags, ...regionFlags, ...statusFlags },
    run: async (flags, context) => await (await import("./wiring/spot_view_commands.ts")).status(flags, context),
  }),
  cost: subCommand({
    brief: "show what the nodes cost now, have cost, or would cost",
    flags: { ...fileFlags, ...regionFlags, ...costFlags },
    run: async (flags, context) => await (await import("./wiring/spot_view_commands.ts")).cost(flags, context),
  }),
  reconcile: subCommand({
    brief: "launch the missing nodes of a deployment",
    flags: { ...fileFlags, ...regionFlags, ...launchFlags, ...reconcileFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_view_commands.ts")).reconcileNodes(flags, context),
  }),
  "delete-disconnected-aws-nodes": subCommand({
    brief: "remove terminated AWS nodes from the Bacalhau orchestrator",
    flags: { ...fileFlags, ...regionFlags, ...cleanupFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_view_commands.ts")).deleteDisconnected(flags, context),
  }),
  "get-available-regions": subCommand({
    brief: "write the Spot prices by region, cheapest first, into available_regions.json",
    flags: { ...fileFlags, ...availableFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).getAvailableRegions(flags, context),
  }),
  "get-ubuntu-amis": subCommand({
    brief: "write the newest Ubuntu images of the regions in available_regions.json into ubuntu_amis.json and .csv",
    flags: { ...fileFlags, ...imagesFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).getUbuntuAmis(flags, context),
  }),
  "update-config-with-regions": subCommand({
    brief: "add the regions in available_regions.json to the configuration",
    flags: { ...fileFlags, ...updateFlags },
    run: async (flags, context) =>
      await (await import("./wiring/spot_region_commands.ts")).updateConfigWithRegions(flags, context),
  }),
  "verify-config-architecture": subCommand({
    brief: "check whether the instance types and images of the configuration have the same architecture",
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
