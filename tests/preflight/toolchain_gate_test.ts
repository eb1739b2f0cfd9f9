import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { childrenHere } from "../support/children_here.ts";
import { toolchainGate } from "../../lib/preflight/toolchain_gate.ts";
import { recommendedPcluster } from "../../lib/toolchain/versions.ts";
import { environmentOf, goodPrograms, type Programs, writePrograms } from "./world.ts";

type Judged = { readonly gate: Awaited<ReturnType<typeof toolchainGate>>; readonly events: readonly DayEvent[] };

/** Judges the programs in a private `PATH`; `below`: further programs, in a folder of the home. */
async function judge(
  programs: Partial<Programs>,
  body: (judged: Judged, home: string, bin: string) => void | Promise<void>,
  options: {
    readonly below?: string;
    /** A link to that folder's programs. */
    readonly link?: string;
    readonly others?: Partial<Programs>;
    readonly variables?: Record<string, string>;
  } = {},
): Promise<void> {
  const home = await Deno.makeTempDir();
  try {
    const bin = await writePrograms(join(home, "path"), join(home, "calls"), { ...goodPrograms, ...programs });
    const none: Programs = { python3: null, git: null, wget: null, pcluster: null, references: null, node: null };
    if (options.below !== undefined) {
      await writePrograms(join(home, options.below), join(home, "calls"), { ...none, ...options.others });
      if (options.link !== undefined) await Deno.symlink(join(home, options.below, "bin"), join(home, options.link));
    }
    const variables = Object.entries(options.variables ?? {}).map(([name, value]) => [name, value.replace("~", home)]);
    const environment = environmentOf({ environment: {}, home, folder: home }, bin, Object.fromEntries(variables));
    const events: DayEvent[] = [];
    const deps = {
      environment,
      processes: childrenHere(environment),
      emit: (event: DayEvent) => void events.push(event),
    };
    await body({ gate: await toolchainGate(deps), events }, home, bin);
  } finally {
    await Deno.remove(home, { recursive: true });
  }
}

function verdicts({ gate }: Judged): string[] {
  return gate.checks.map(({ id, status, details }) => `${id} ${status} ${details.current}`);
}

Deno.test("good programs pass in the order of the report and are known by full path", () =>
  judge({}, (judged, _home, bin) => {
    assert.deepEqual(verdicts(judged), [
      "toolchain.python PASS 3.11.6",
      "toolchain.git PASS 2.39.2",
      "toolchain.wget PASS 1.21.3",
      `toolchain.pcluster PASS ${recommendedPcluster}`,
      "toolchain.references_cli PASS found",
      "toolchain.node PASS 20.19.0",
    ]);
    assert.deepEqual(judged.gate.checks[0].details, { current: "3.11.6", required: ">=3.11.0" });
    assert.deepEqual(judged.gate.found, {
      pcluster: join(bin, "pcluster"),
      references: join(bin, "daylily-omics-references.sh"),
      searchPath: bin,
      warning: null,
    });
    assert.deepEqual(judged.events, []);
  }));

Deno.test("T53 an old git and a missing wget are both warnings; neither hides the other", () =>
  judge({ git: "2.30.0", wget: null }, (judged) => {
    assert.deepEqual(verdicts(judged).slice(0, 3), [
      "toolchain.python PASS 3.11.6",
      "toolchain.git WARN 2.30.0",
      "toolchain.wget WARN not found",
    ]);
    assert.match(judged.gate.checks[2].remediation, /install wget 1\.21\.0/);
    assert.ok(judged.gate.found);
  }));

Deno.test("versions are compared as numbers: 3.9 is older than 3.11", () =>
  judge({ python3: "3.9.18" }, (judged) => assert.equal(verdicts(judged)[0], "toolchain.python WARN 3.9.18")));

const install = "deno task toolchain install";
const dead = (version: string) =>
  `the creation will fail on AWS: ParallelCluster ${version} makes Lambda functions with python3.9, which AWS blocks`;

const vulnerable = "the cluster's Slurm is vulnerable: it comes with a Slurm that has published vulnerabilities " +
  "(https://github.com/aws/aws-parallelcluster/issues/7601)";

/** A row: version, verdict, what the note says. */
const versions: readonly (readonly [string, string, string | undefined])[] = [
  [recommendedPcluster, "PASS", undefined],
  ["3.13.2", "WARN", `${dead("3.13.2")}; wanted ${recommendedPcluster}`],
  ["3.14.1", "WARN", `pcluster 3.14.1 is not tested with dayctl, wanted ${recommendedPcluster}; ${vulnerable}`],
  ["3.99.0", "WARN", `pcluster 3.99.0 is not tested with dayctl, wanted ${recommendedPcluster}`],
  ["3.14.0", "FAIL", `pcluster 3.14.0, wanted ${recommendedPcluster}: ${dead("3.14.0")}`],
  ["3.12.0", "FAIL", `pcluster 3.12.0, wanted ${recommendedPcluster}: ${dead("3.12.0")}`],
  ["2.11.9", "FAIL", `pcluster 2.11.9, wanted ${recommendedPcluster}`],
  ["not telling", "FAIL", `pcluster not telling, wanted ${recommendedPcluster}`],
];

for (const [version, status, note] of versions) {
  Deno.test(`T54 decision 3.47: pcluster ${version} is ${status}`, () =>
    judge({ pcluster: version }, ({ gate }, _home, bin) => {
      const { id, details, remediation, ...check } = gate.checks[3];
      assert.deepEqual([id, check.status], ["toolchain.pcluster", status]);
      assert.deepEqual(details, {
        current: version,
        required: recommendedPcluster,
        ...(note === undefined ? {} : { note }),
      });
      const path = join(bin, "pcluster");
      const hint =
        `${path} on PATH is used instead of the installed program; install pcluster ${recommendedPcluster} with:`;
      assert.equal(remediation, note === undefined ? "" : `${hint} ${install}`);
      assert.equal(gate.found?.warning ?? undefined, note && `${note}\n${hint}\n${install}`);
    }));
}

Deno.test("T54 decision 3.47: a missing pcluster fails", () =>
  judge({ pcluster: null }, (judged) => {
    assert.equal(verdicts(judged)[3], "toolchain.pcluster FAIL not found");
    assert.deepEqual(judged.gate.checks[3].details, {
      current: "not found",
      required: recommendedPcluster,
      note: `pcluster not found, wanted ${recommendedPcluster}`,
    });
    assert.equal(judged.gate.found, undefined);
  }));

Deno.test("decision 3.20: Node.js is missing, too old, or there", async () => {
  const node = (programs: Partial<Programs>, ...wanted: readonly [string, string, RegExp]) =>
    judge(programs, (judged) => {
      const { details, remediation } = judged.gate.checks[5];
      assert.deepEqual([verdicts(judged)[5], String(details.note ?? "")], wanted.slice(0, 2));
      assert.match(remediation, wanted[2]);
    });
  const wanted = "wanted >=14.17.0";
  await node(
    { node: null },
    "toolchain.node FAIL not found",
    `node not found, ${wanted}`,
    /^install Node\.js with: deno task toolchain install$/,
  );
  await node(
    { node: "12.22.12" },
    "toolchain.node FAIL 12.22.12",
    `node 12.22.12, ${wanted}`,
    /is used instead of the installed program; install Node\.js with: deno/,
  );
  await node({ node: "24.19.0" }, "toolchain.node PASS 24.19.0", "", /^$/);
});

Deno.test("decision 3.20: the node that deno task puts on PATH is none", () =>
  judge({ node: null }, async (_, home, bin) => {
    const imitation = join(home, "node_compat_bin");
    await Deno.mkdir(imitation);
    await Deno.writeTextFile(join(imitation, "node"), "#!/bin/sh\necho v24.19.0\n", { mode: 0o755 });
    const environment = environmentOf({ environment: {}, home, folder: home }, `${imitation}:${bin}`, {});
    const gate = await toolchainGate({ environment, processes: childrenHere(environment), emit: () => {} });
    assert.deepEqual([gate.checks[5].status, gate.checks[5].details.current], ["FAIL", "not found"]);
    assert.equal(gate.found?.searchPath, bin);
  }));

Deno.test("a missing reference check fails", () =>
  judge({ references: null }, (judged) => {
    assert.equal(verdicts(judged)[4], "toolchain.references_cli FAIL not found");
    assert.equal(judged.gate.found, undefined);
  }));

Deno.test("a program that cannot be started is there, with an unknown version", () =>
  judge({ git: null }, async (_, home, bin) => {
    await Deno.writeTextFile(join(bin, "git"), "#!/nowhere/interpreter\n", { mode: 0o755 });
    const environment = environmentOf({ environment: {}, home, folder: home }, bin, {});
    const gate = await toolchainGate({ environment, processes: childrenHere(environment), emit: () => {} });
    assert.deepEqual([gate.checks[1].status, gate.checks[1].details.current], ["WARN", "unknown"]);
  }));

const condaPlaces = [
  ["below the home folder", "miniconda3/envs/DAY-EC", {}],
  ["in the active environment", "conda/envs/DAY-EC", { CONDA_PREFIX: "~/conda/envs/DAY-EC" }],
  ["beside the active environment", "conda/envs/DAY-EC", { CONDA_PREFIX: "~/conda/envs/other" }],
  ["below an active base", "conda/envs/DAY-EC", { CONDA_PREFIX: "~/conda" }],
] as const;

for (const [where, below, variables] of condaPlaces) {
  Deno.test(`decision 3.19: programs off PATH are used from the conda environment ${where}, and the run says so`, () =>
    judge({ pcluster: null, references: null }, ({ gate, events }, home, bin) => {
      const folder = join(home, below, "bin");
      assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "PASS", "PASS", "PASS", "PASS", "PASS"]);
      assert.deepEqual(gate.found, {
        pcluster: join(folder, "pcluster"),
        references: join(folder, "daylily-omics-references.sh"),
        searchPath: `${bin}:${folder}`,
        warning: null,
      });
      assert.equal(gate.checks[3].details.path, join(folder, "pcluster"));
      assert.deepEqual(events.map(({ code, data }) => [code, data]), [
        ["preflight.conda", { path: join(folder, "pcluster") }],
        ["preflight.conda", { path: join(folder, "daylily-omics-references.sh") }],
      ]);
    }, { below, others: { pcluster: recommendedPcluster, references: 0 }, variables }));
}

Deno.test("decision 3.49: programs off PATH are used from the private installation, Node.js too, before conda's", () =>
  judge({ pcluster: null, references: null, node: null }, ({ gate, events }, home, bin) => {
    const folder = join(home, ".cache/dayctl/toolchain");
    assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "PASS", "PASS", "PASS", "PASS", "PASS"]);
    assert.deepEqual(gate.found, {
      pcluster: join(folder, "pcluster"),
      references: join(folder, "daylily-omics-references.sh"),
      searchPath: `${bin}:${folder}:${folder}/fallback`,
      warning: null,
    });
    assert.equal(gate.checks[5].details.path, join(folder, "node"));
    assert.deepEqual(events, []);
  }, {
    below: ".cache/dayctl/elsewhere",
    link: ".cache/dayctl/toolchain",
    others: { pcluster: recommendedPcluster, references: 0, node: "24.19.0" },
  }));

Deno.test("decision 3.19: what is on PATH comes before the conda environment", () =>
  judge({}, ({ gate, events }, _home, bin) => {
    assert.equal(gate.found?.pcluster, join(bin, "pcluster"));
    assert.equal(gate.found?.searchPath, bin);
    assert.deepEqual(events, []);
  }, { below: "miniconda3/envs/DAY-EC", others: { pcluster: "3.12.0", references: 0 } }));
