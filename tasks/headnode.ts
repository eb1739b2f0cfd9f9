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
    "configure: the steps that follow a creation: a key of its own, the clone of the control repository, its tools, the catalogue of " +
    "analysis repositories, the conda environment. Each step looks before it acts: what stands there stays.\n" +
    "Options of your own for reaching head nodes (a jump host, a port) belong into the file ssh/config of the configuration folder.",
  examples: [
    { what: "again, after a failure", command: "deno task headnode configure --cluster demo --region us-west-2" },
    {
      what: "with another version of an analysis repository",
      command: "deno task headnode configure --cluster demo --repo-override daylily-sarek:main",
    },
    {
      what: "from now on jobs of a project that has spent its budget are refused",
      command: "deno task headnode configure --cluster demo --region us-west-2 --enforce hard",
    },
    {
      what: "with this program, for work on the head node itself",
      command: "deno task headnode configure --cluster demo --region us-west-2 --ship-binary",
    },
  ],
  helpWithoutArguments: true,
  startsTools: true,
  flags: {
    cluster: { kind: "text", brief: "name of the cluster", placeholder: "NAME" },
    repoOverride: {
      kind: "texts",
      brief: "branch or tag of an analysis repository on the head node; what was asked for before stays",
      placeholder: "KEY:REF",
    },
    ...pemFlag,
    ...viaFlag,
    enforce: {
      kind: "choice",
      brief: "what becomes of jobs over budget, on a cluster that enforces budgets: refused, or written down",
      values: enforcements,
    },
    shipBinary: { kind: "toggle", brief: "copy the packaged program there as well, as ~/.local/bin/dayctl" },
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
