import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";
import { enforcements } from "../lib/cluster/headnode/steps.ts";
import { viaOf } from "../lib/host/net/via.ts";
import { pemFlag, pemOf } from "./wiring/pem_flag.ts";
import { viaFlag } from "./wiring/via_flag.ts";

const verbs = ["configure"];

const headnode = task({
  name: "headnode",
  brief: "Set up a cluster's head node, again or for the first time",
  description:
    "configure: the setup steps after a creation: an SSH key, the clone of the repository daylily-ephemeral-cluster, its tools, the catalogue of " +
    "analysis repositories, the conda environment. Every step may be repeated: what is there already stays.\n" +
    "Put your own SSH options for head nodes (a jump host, a port) into the file ssh/config of the configuration folder.",
  examples: [
    {
      what: "repeat the setup after a failure",
      command: "deno task headnode configure --cluster demo --region us-west-2",
    },
    {
      what: "use another version of an analysis repository",
      command: "deno task headnode configure --cluster demo --repo-override daylily-sarek:main",
    },
    {
      what: "refuse jobs of projects that have spent their budget",
      command: "deno task headnode configure --cluster demo --region us-west-2 --enforce hard",
    },
    {
      what: "install dayctl on the head node, too",
      command: "deno task headnode configure --cluster demo --region us-west-2 --ship-binary",
    },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    repoOverride: {
      kind: "texts",
      brief: "branch or tag of an analysis repository on the head node; earlier overrides are kept",
      placeholder: "KEY:REF",
    },
    ...pemFlag,
    ...viaFlag,
    enforce: {
      kind: "choice",
      brief: "refuse jobs over budget or only log them, on a cluster that enforces budgets",
      values: enforcements,
    },
    shipBinary: { kind: "toggle", brief: "also copy the packaged dayctl to ~/.local/bin/dayctl there" },
  },
  words: { brief: verbs.join(", "), placeholder: "verb", values: verbs, least: 1, most: 1 },
  async run(
    { cluster: given, repoOverride, pem, via, shipBinary, enforce, region: flag, profile: wanted },
    [verb],
    context,
  ) {
    if (!verbs.includes(verb)) throw new DayError("DAY-USE-001", `headnode ${verb}: expected ${verbs.join(" or ")}`);
    if (given === undefined) throw new DayError("DAY-USE-001", "--cluster is missing", { fix: "name the cluster" });
    const key = pemOf(context.environment, pem) ?? "";
    const { chooseCluster } = await import("./wiring/choose_cluster.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const { readOverrides } = await import("../lib/cluster/create/read_request.ts");
    const { configureCluster } = await import("../lib/cluster/headnode/configure_cluster.ts");
    const { headNodeAnswer } = await import("../lib/answers/headnode_answer.ts");
    const overrides = Object.fromEntries(await readOverrides(context, repoOverride));
    const { cluster, ...where } = await chooseCluster(context, { cluster: given, region: flag, profile: wanted });
    const deps = createDeps(context, where);
    const request = {
      repo_overrides: overrides,
      pem: key,
      via: viaOf(via),
      ship_binary: shipBinary,
      enforce: enforcements.find((known) => known === enforce) ?? "",
    } as const;
    return headNodeAnswer(await configureCluster(deps, cluster, request));
  },
});

export default headnode;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(headnode);
