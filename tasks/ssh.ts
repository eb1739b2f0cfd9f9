import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { givenVariables } from "../lib/host/system/given_variables.ts";
import { viaOf } from "../lib/host/net/via.ts";
import { pemFlag, pemOf } from "./wiring/pem_flag.ts";
import { viaFlag } from "./wiring/via_flag.ts";

const ssh = task({
  name: "ssh",
  brief: "Log in to a cluster's head node, or run a command there",
  description:
    "The first login records the host key of the head node; later logins accept no other key. The exit code is that of ssh: the command's own, or " +
    "255 if the connection failed.\n" +
    "One word after -- is a line for the shell on the head node; several words are a program and its arguments, which arrive " +
    "unchanged.\n" +
    "Put your own SSH options for head nodes (a jump host, a port) into the file ssh/config of the configuration folder.",
  examples: [
    { what: "log in", command: "deno task ssh --cluster demo --region us-west-2" },
    { what: "show the queue of jobs", command: "deno task ssh --cluster demo --region us-west-2 -- squeue --long" },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    ...pemFlag,
    ...viaFlag,
  },
  words: {
    brief: "command to run on the head node",
    placeholder: "command",
    usage: "[FLAGS] [-- COMMAND...]",
    least: 0,
    most: 1_000,
  },
  async run({ cluster: given, pem, via, region: flag, profile: wanted, output }, words, context) {
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    if (output === "json") {
      const fix = "leave --output json out";
      throw new DayError("DAY-USE-001", "the output of the head node is not a JSON document", { fix });
    }
    const key = pemOf(context.environment, pem);
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { loginCommand } = await import("../lib/cluster/headnode/login_command.ts");
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile: wanted });
    const login = await loginCommand(createDeps(context, where), cluster, { pem: key, via: viaOf(via), words });
    const variables = givenVariables({ ...context.environment.all(), ...login.variables });
    return { exitCode: await context.inPlace(login.argv, variables), json: {}, text: "" };
  },
});

export default ssh;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(ssh);
