import { subCommand, taskOfSubCommands } from "../lib/cli/sub_commands.ts";
import { createFlags, destroyFlags, fileFlags, listFlags, nukeFlags, regionFlags } from "./wiring/spot_flags.ts";
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
    flags: { ...fileFlags, strict: { kind: "toggle", brief: "keys that nobody knows are mistakes" } },
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
});

const spotDeploy = { ...commands, aliases: { c: "config", v: "debug", y: "yes" }, spelled: spelledSpot };

export default spotDeploy;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(spotDeploy);
