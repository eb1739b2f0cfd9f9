import assert from "node:assert/strict";
import { join } from "node:path";
import type { DayEvent } from "../../lib/host/events.ts";
import { systemProcesses } from "../../lib/host/system_processes.ts";
import { toolchainGate } from "../../lib/preflight/toolchain_gate.ts";
import { environmentOf, goodPrograms, type Programs, writePrograms } from "./world.ts";

type Judged = { readonly gate: Awaited<ReturnType<typeof toolchainGate>>; readonly events: readonly DayEvent[] };

/** Judges the programs in a private `PATH`; `below`: further programs, in a folder of the home. */
async function judge(
  programs: Partial<Programs>,
  body: (judged: Judged, home: string, bin: string) => void | Promise<void>,
  options: {
    readonly below?: string;
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
    }
    const variables = Object.entries(options.variables ?? {}).map(([name, value]) => [name, value.replace("~", home)]);
    const environment = environmentOf({ environment: {}, home, folder: home }, bin, Object.fromEntries(variables));
    const events: DayEvent[] = [];
    const deps = {
      environment,
      processes: systemProcesses(environment),
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
      "toolchain.pcluster PASS 3.13.2",
      "toolchain.references_cli PASS found",
    ]);
    assert.deepEqual(judged.gate.checks[0].details, { current: "3.11.6", required: ">=3.11.0" });
    assert.deepEqual(judged.gate.found, {
      pcluster: join(bin, "pcluster"),
      references: join(bin, "daylily-omics-references.sh"),
      searchPath: bin,
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

Deno.test("T54 pcluster 3.12.0 is a warning, a missing one fails", async () => {
  await judge({ pcluster: "3.12.0" }, (judged) => {
    assert.equal(verdicts(judged)[3], "toolchain.pcluster WARN 3.12.0");
    assert.deepEqual(judged.gate.checks[3].details, { current: "3.12.0", required: "3.13.2" });
  });
  await judge({ pcluster: null }, (judged) => {
    assert.equal(verdicts(judged)[3], "toolchain.pcluster FAIL not found");
    assert.equal(judged.gate.found, undefined);
  });
});

Deno.test("a missing reference check fails", () =>
  judge({ references: null }, (judged) => {
    assert.equal(verdicts(judged)[4], "toolchain.references_cli FAIL not found");
    assert.equal(judged.gate.found, undefined);
  }));

Deno.test("a program that cannot be started is there, with an unknown version", () =>
  judge({ git: null }, async (_, home, bin) => {
    await Deno.writeTextFile(join(bin, "git"), "#!/nowhere/interpreter\n", { mode: 0o755 });
    const environment = environmentOf({ environment: {}, home, folder: home }, bin, {});
    const gate = await toolchainGate({ environment, processes: systemProcesses(environment), emit: () => {} });
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
      assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "PASS", "PASS", "PASS", "PASS"]);
      assert.deepEqual(gate.found, {
        pcluster: join(folder, "pcluster"),
        references: join(folder, "daylily-omics-references.sh"),
        searchPath: `${folder}:${bin}`,
      });
      assert.equal(gate.checks[3].details.path, join(folder, "pcluster"));
      assert.deepEqual(events.map(({ code, data }) => [code, data]), [
        ["preflight.conda", { path: join(folder, "pcluster") }],
        ["preflight.conda", { path: join(folder, "daylily-omics-references.sh") }],
      ]);
    }, { below, others: { pcluster: "3.13.2", references: 0 }, variables }));
}

Deno.test("decision 3.19: what is on PATH comes before the conda environment", () =>
  judge({}, ({ gate, events }, _home, bin) => {
    assert.equal(gate.found?.pcluster, join(bin, "pcluster"));
    assert.equal(gate.found?.searchPath, bin);
    assert.deepEqual(events, []);
  }, { below: "miniconda3/envs/DAY-EC", others: { pcluster: "3.12.0", references: 0 } }));
