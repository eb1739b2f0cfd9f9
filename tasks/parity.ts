import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const verbs = ["snapshot", "compare"] as const;

const parity = task({
  name: "parity",
  brief: "Compare a cluster created by the legacy script with one created by dayctl",
  description:
    "snapshot: record in a file which resources and files the creation of a cluster made, whichever program created it.\n" +
    "compare: compare two snapshots on eight points: ParallelCluster configuration file, budgets, heartbeat mails, policies, subnets, bucket, Spot prices and the " +
    "files of the run. Cluster names, times and ids may differ; deliberate differences (docs/deviations.md) are marked as decided. " +
    "Exit code 0: equal; 1: different.",
  examples: [
    {
      what: "write the snapshot of a cluster",
      command: "deno task parity snapshot --cluster demo --region us-west-2 --out legacy.json",
    },
    { what: "compare two snapshots", command: "deno task parity compare legacy.json ours.json" },
  ],
  helpWithoutArguments: true,
  flags: {
    cluster: { kind: "text", brief: "snapshot: name of the cluster", placeholder: "NAME" },
    out: { kind: "text", brief: "snapshot: file to write", placeholder: "FILE" },
    yaml: {
      kind: "text",
      brief: "snapshot: ParallelCluster configuration file; default: that of the newest run",
      placeholder: "FILE",
    },
  },
  words: {
    brief: "snapshot, or compare with two files",
    placeholder: "verb",
    usage: "VERB [FILE FILE] [FLAGS]",
    values: verbs,
    least: 1,
    most: 3,
  },
  async run({ cluster, out, yaml, region: flag, profile: wanted }, [verb, ...names], context) {
    if (verb === "compare") {
      const [one, other] = names;
      if (one === undefined || other === undefined) {
        throw new DayError("DAY-USE-001", "parity compare needs two snapshots", {
          fix: "name both files, as in: deno task parity compare legacy.json ours.json",
        });
      }
      const stray = Object.entries({ "--cluster": cluster, "--out": out, "--yaml": yaml }).find(([, given]) => given);
      if (stray) throw new DayError("DAY-USE-001", `parity compare does not take ${stray[0]}`);
      const { readSnapshot } = await import("../lib/parity/read_snapshot.ts");
      const { compareSnapshots } = await import("../lib/parity/compare_snapshots.ts");
      const { parityAnswer } = await import("../lib/answers/parity_answer.ts");
      return parityAnswer(compareSnapshots(await readSnapshot(context, one), await readSnapshot(context, other)));
    }
    if (verb !== "snapshot") throw new DayError("DAY-USE-001", `parity ${verb}: expected ${verbs.join(" or ")}`);
    if (names.length > 0) throw new DayError("DAY-USE-001", `parity snapshot takes no ${JSON.stringify(names[0])}`);
    if (!cluster || !out) {
      throw new DayError("DAY-USE-001", `parity snapshot needs ${cluster ? "--out FILE" : "--cluster NAME"}`);
    }
    const { namedCluster } = await import("../lib/cluster/known/find_cluster.ts");
    const { chooseRegion } = await import("../lib/config/settings/choose_region.ts");
    const { chooseClusterFile } = await import("../lib/parity/choose_cluster_file.ts");
    const { clusterFileFacts } = await import("../lib/parity/cluster_file_facts.ts");
    const { placeForSnapshot, writeSnapshot } = await import("../lib/parity/write_snapshot.ts");
    const { takeSnapshot } = await import("../lib/parity/take_snapshot.ts");
    const { requireProfile } = await import("../lib/preflight/require_profile.ts");
    const { snapshotAnswer } = await import("../lib/answers/parity_answer.ts");
    const { createDeps } = await import("./wiring/create_deps.ts");
    const path = await placeForSnapshot(context, out);
    const file = await chooseClusterFile(context, namedCluster(cluster), yaml);
    const facts = clusterFileFacts(file.path, file.text);
    if (flag !== undefined && flag !== facts.region) {
      throw new DayError("DAY-USE-001", `--region says ${flag}, ${file.path} says ${facts.region}`);
    }
    const region = chooseRegion(facts.region, [], context.environment);
    const deps = createDeps(context, { profile: await requireProfile(context, wanted), region });
    const snapshot = await takeSnapshot(deps, { cluster, file, facts });
    await writeSnapshot(context, path, snapshot);
    return snapshotAnswer(path, snapshot);
  },
});

export default parity;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(parity);
