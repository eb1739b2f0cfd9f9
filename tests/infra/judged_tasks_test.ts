import assert from "node:assert/strict";
import { policiesOf } from "../../lib/infra/policies/policies.ts";
import type { Policy } from "../../lib/infra/policies/policy_parts.ts";
import { sandboxAccount } from "../../lib/sandbox/emulator/seed.ts";
import { textsOf } from "../../lib/sandbox/emulator/xml.ts";
import type { Json } from "../../lib/host/json.ts";
import { demo } from "../e2e/program.ts";
import { placeLeftovers } from "../audit/place_leftovers.ts";
import { swift } from "../delete/deletion_world.ts";
import { publicKey, usualConfig } from "../spot/spot_here.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { attachDaylilyNames, sandboxUser } from "../support/sandbox_user.ts";
import { manifestOf, mebibyte, reference } from "../worksets/stage_place.ts";
import { tasks } from "../../tasks/tasks.ts";

const place = "--cluster demo --region us-west-2";
const spotFiles = "-c OUT/spot.yaml --state OUT/MACHINES.json";

/** Command lines of every task that asks AWS for something, in an order in which each finds what it needs. */
const lines: readonly string[] = [
  "self-check",
  "doctor --region us-west-2",
  "infra expiry-role",
  "infra bootstrap-account --user engineer",
  "infra bootstrap-region --user engineer --region us-west-2",
  "infra scheduler-role",
  "infra scheduler-role --role-name heartbeats-of-ours",
  "infra grant-heartbeat --user engineer --region us-west-2",
  "infra activate-tags",
  "infra ensure-network --region-az us-west-2c",
  "infra remove-network --region-az us-west-2c",
  "infra publish-boot-assets --bucket sandbox-omics-analysis-us-west-2",
  "init-cloudstack config/day_cluster/pcluster_env.yml daylily-cs-us-west-twod us-west-2d us-west-2 engineer",
  "preflight --region-az us-west-2b --config config/demo.yaml --non-interactive --pass-on-warn",
  [...demo, "--ttl", "24h", "--ttl-deletes-results"].join(" "),
  `headnode configure ${place}`,
  `ssh ${place} -- true`,
  `watch ${place}`,
  `parity snapshot ${place} --out OUT/parity.json`,
  "status",
  "report",
  "explain cluster_name",
  "create-budget -p da-us-west-2b-other -a 200 -r us-west-2 -e ada@example.org -t 75 -c demo -u alice -z us-west-2b -b s3://sandbox-omics-analysis-us-west-2",
  "setup-heartbeat --cluster-name demo --region us-west-2 --email ada@example.org --schedule rate(60~minutes)",
  "spot-price -i templates/cluster.yaml -o OUT/priced.yaml --az us-west-2b",
  `logs ${place}`,
  `extend ${place} --ttl 2d`,
  `extend ${place} --cancel`,
  "monitor-worksets s3://sandbox-omics-analysis-us-west-2/worksets --region us-west-2 --local-root OUT/worksets --run-location local --run-once",
  `stage-samples ${place} --config-dir OUT/tables OUT/stage_samples.tsv`,
  `export ${place} --target-uri analysis_results --output-dir OUT`,
  `audit ${place}`,
  `drift check ${place} --exit-zero`,
  `delete ${place} --non-interactive --yes --purge-budget --network-if-last`,
  `spot-deploy create ${spotFiles}`,
  `spot-deploy list ${spotFiles}`,
  `spot-deploy status ${spotFiles} --no-probe`,
  `spot-deploy cost ${spotFiles}`,
  `spot-deploy destroy ${spotFiles} --keep-network --yes`,
  `spot-deploy nuke ${spotFiles} --config-regions-only --force`,
];

/** The same for what needs the genuine `pcluster`; its dry run makes the role that cleans up after builds. */
const imageLines: readonly string[] = [
  "infra publish-boot-assets --bucket sandbox-omics-analysis-us-west-2",
  "image build --experimental --dry-run --bucket sandbox-omics-analysis-us-west-2 --region us-west-2",
  "image list --experimental --region us-west-2",
];

/** A user in the world of a test, and a task that runs as this user with the policy of the task alone. */
type Judged = { run(line: string): Promise<void> };

async function judgedIn(sandbox: Sandbox, programs?: Sandbox["environment"]): Promise<Judged> {
  const double = programs ?? await installDouble(sandbox);
  const user = await sandboxUser(sandbox, "engineer");
  await attachDaylilyNames(sandbox, "engineer");
  const env = { ...double, ...user.env, PATH: `${await obedientHeadNode(sandbox)}:${double.PATH}` };
  // Who logs in leaves our process for `ssh`.
  const outside = { inPlace: () => Promise.resolve(0) };
  return {
    async run(line) {
      const words = line.replaceAll("OUT", sandbox.folder).split(" ").map((word) => word.replaceAll("~", " "));
      const policy = policiesOf(words[0]);
      await user.attach(policy.map(({ document }) => document));
      const before = await roleArns(sandbox);
      sandbox.clearRequests();
      const { code, err, out } = await programHere(words, { env, clock: hurriedClock(), outside });
      // The path of a role that is made here or removed is known on one side only.
      const asked = sandbox.requests().filter(({ accessKey }) => accessKey === user.accessKey);
      const standing = new Map([...before, ...await roleArns(sandbox)]);
      const allowed = new Set(policy.flatMap(({ actions }) => actions.map(({ action }) => action)));
      const lacking = asked.flatMap(({ actions }) => actions).filter((action) => !allowed.has(action));
      assert.deepEqual([...new Set(lacking)], [], line);
      const writes = asked.filter(({ service, mutating }) => service === "iam" && mutating);
      const refused = writes.filter(({ actions: [action], parameters: { RoleName: role } }) =>
        typeof role === "string" && !mayWrite(policy, action, standing.get(role) ?? `${plainRole}${role}`)
      );
      assert.deepEqual(refused.map(({ operation, parameters }) => [operation, parameters.RoleName]), [], line);
      // Doctor finds that its caller may do nothing else.
      assert.equal(code, words[0] === "doctor" ? 1 : 0, `${line}: ${err}`);
      assert.doesNotMatch(err + out, /not authorized/, line);
    },
  };
}

/** A folder with an `ssh` and an `scp` that succeed in everything: a head node needs no right of AWS. */
async function obedientHeadNode({ folder }: Sandbox): Promise<string> {
  const bin = `${folder}/head-node`;
  await Deno.mkdir(bin, { recursive: true });
  for (const name of ["ssh", "scp"]) await Deno.writeTextFile(`${bin}/${name}`, "#!/bin/sh\n", { mode: 0o755 });
  return bin;
}

Deno.test(
  "least rights: the policy of a task is enough for it",
  sharedSandbox({ settings: swift, seed: { expiryRole: false } }, async (step) => {
    await step("each task in the life of a cluster", async (sandbox) => {
      const { run } = await judgedIn(sandbox);
      for (const line of lines) {
        if (line.startsWith("logs ")) await writeLog(sandbox);
        if (line.startsWith("stage-samples ")) await writeManifest(sandbox);
        if (line.startsWith("spot-deploy create ")) await writeSpotConfig(sandbox);
        await run(line);
      }
      const tried = new Set([...lines, ...imageLines].map((line) => line.split(" ")[0]));
      const speaking = tasks.filter(({ isEverywhere }) => !isEverywhere).map(({ name }) => name);
      assert.deepEqual(speaking.filter((name) => !tried.has(name)), [], "tasks that nobody tries with their policy");
    });

    await step("images", async (sandbox) => {
      const { run } = await judgedIn(sandbox, sandbox.environment);
      for (const line of imageLines) await run(line);
    });

    await step("an audit that removes leftovers of every kind", async (sandbox) => {
      const aws = sandboxAws(sandbox);
      try {
        assert.ok((await placeLeftovers(aws, "demo")).length > 10);
        await (await judgedIn(sandbox)).run(`audit ${place} --remove --yes`);
      } finally {
        aws.close();
      }
    });
  }),
);

/** Where a role stands that is made without a path. */
const plainRole = `arn:aws:iam::${sandboxAccount}:role/`;

/** The ARNs of the roles that stand, by name. */
async function roleArns({ calls }: Sandbox): Promise<ReadonlyMap<string, string>> {
  const arns = textsOf(await calls.query("iam", "ListRoles", { MaxItems: "1000" }), "Arn");
  return new Map(arns.map((arn) => [arn.slice(arn.lastIndexOf("/") + 1), arn]));
}

/** Whether a statement with this action reaches this role: the sandbox itself judges by actions alone. */
function mayWrite(policies: readonly Policy[], action: string, role: string): boolean {
  return policies.flatMap(({ document }) => document.Statement).filter(({ Action }) => Action.includes(action))
    .some(({ Resource }) => [Resource].flat().some((arn) => reaches(arn, role)));
}

/** Whether the pattern of a policy, in which * is anything, is one of this ARN. */
function reaches(pattern: string, arn: string): boolean {
  return new RegExp(`^${pattern.split("*").map(RegExp.escape).join(".*")}$`).test(arn);
}

/** A line in the log group of the cluster, as its head node writes them. */
async function writeLog({ calls }: Sandbox): Promise<void> {
  const logs = (operation: string, body: { readonly [name: string]: Json }) => {
    return calls.json("logs", `Logs_20140328.${operation}`, body);
  };
  const logGroupName = "/aws/parallelcluster/demo-202611290700";
  const place = { logGroupName, logStreamName: "ip-10-0-0-5.i-0123456789abcdef0.cfn-init" };
  await logs("CreateLogGroup", { logGroupName });
  await logs("CreateLogStream", place);
  await logs("PutLogEvents", { ...place, logEvents: [{ timestamp: Date.now(), message: "hello" }] });
}

/** A manifest of two lanes in S3: one that S3 joins by itself, and one too small for that. */
async function writeManifest({ calls, folder }: Sandbox): Promise<void> {
  const rows = [];
  for (const [key, body] of [["in/1.fastq.gz", "A".repeat(6 * mebibyte)], ["in/2.fastq.gz", "C"]]) {
    await calls.send("s3", "PUT", `/${reference}/${key}`, { body });
    rows.push({ LANE: `${rows.length + 1}`, R1_FQ: `s3://${reference}/${key}` });
  }
  await Deno.writeTextFile(`${folder}/stage_samples.tsv`, manifestOf(...rows));
}

/** One node in one region, and a key for it. */
async function writeSpotConfig({ folder }: Sandbox): Promise<void> {
  await Deno.writeTextFile(`${folder}/key.pub`, publicKey);
  const regions = usualConfig.replace("total_instances: 3", "total_instances: 1").replace(
    / {2}(us-east|eu-west)-1:.*\n/g,
    "",
  );
  await Deno.writeTextFile(`${folder}/spot.yaml`, regions);
}
