import assert from "node:assert/strict";
import { dirname } from "node:path";
import type { DayEvent } from "../../lib/host/events/events.ts";
import { findProgram } from "../../lib/toolchain/find_program.ts";
import type { PreflightDeps, PreflightRequest } from "../../lib/preflight/gate.ts";
import { referenceGate } from "../../lib/preflight/reference_gate.ts";
import { hashedName } from "../../lib/cluster_file/boot/node_scripts.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { programHere } from "../support/program_here.ts";
import { type Changes, openWorld, operations } from "./world.ts";

const bucket = "x-omics-analysis-us-west-2";

type Watched = Changes & { readonly seen?: (line: string) => void };

async function judge(sandbox: Sandbox, { seen, ...changes }: Watched = {}, path?: string) {
  const world = await openWorld(sandbox, changes);
  const { request } = world;
  const emit = (event: DayEvent) => {
    world.deps.emit(event);
    seen?.(event.message);
  };
  const deps = { ...world.deps, emit };
  try {
    const gate = await referenceGate(deps, request, await toolchain(deps, path), bucket);
    return { gate, events: world.events, calls: await world.calls(), requests: [...sandbox.requests()], request };
  } finally {
    world.close();
  }
}

async function toolchain({ processes, environment }: PreflightDeps, path?: string) {
  const references = path ?? (await findProgram({ processes, environment }, "daylily-omics-references.sh"))?.path ?? "";
  return { pcluster: "pcluster", references, searchPath: `${dirname(references)}:/usr/bin:/bin`, warning: null };
}

const own = await hashedName("post_install_ubuntu_combined.sh");

function argumentsOf({ profile, region }: PreflightRequest): string {
  return `--profile ${profile} --region ${region} verify --bucket ${bucket} --exclude-b37`;
}

Deno.test(
  "reference gate",
  sharedSandbox({ seed: fixtureF }, async (step) => {
    await step("T68 the check gets exactly the specified arguments, and its lines are events", async (sandbox) => {
      const { gate, events, calls, request, ...seen } = await judge(sandbox);
      assert.deepEqual(gate.checks, [
        { id: "s3.bucket_verify", status: "PASS", details: { bucket, exit_status: 0 }, remediation: "", commands: [] },
        {
          id: "s3.boot_assets",
          status: "PASS",
          details: {
            bucket,
            required: ["post_install_ubuntu_combined.sh", "sbatch", "sleep_test.sh"],
            missing: [],
            note: `s3://${bucket} has no ${own}, so nodes run the existing post_install_ubuntu_combined.sh`,
          },
          remediation: "",
          commands: [],
        },
      ]);
      assert.equal(calls[0], `daylily-omics-references.sh ${argumentsOf(request)}`);
      assert.match(calls[1], /^env AWS_PROFILE=sandbox AWS_REGION=us-west-2 PATH=.*:\/usr\/bin:\/bin$/);
      const lines = events.filter(({ code }) => code === "preflight.references").map(({ message, data }) => {
        assert.deepEqual(data, { line: message });
        return message;
      });
      assert.deepEqual(lines.sort(), ["[ERROR] on standard error", "[INFO] looking into the bucket"]);
      assert.deepEqual(operations(seen), ["s3:ListObjectsV2"]);
    });

    await step("T68 exit status 7 fails, with what the check said", async (sandbox) => {
      const { gate } = await judge(sandbox, { programs: { references: 7 }, request: { passOnWarn: true } });
      const [verify] = gate.checks;
      assert.equal(verify.status, "FAIL");
      assert.equal(verify.details.exit_status, 7);
      assert.equal(verify.details.output, "[INFO] looking into the bucket\n[ERROR] on standard error");
    });

    await step("a check that cannot be started fails", async (sandbox) => {
      const { gate } = await judge(sandbox, {}, "/nowhere/daylily-omics-references.sh");
      assert.deepEqual([gate.checks[0].status, gate.checks[0].details.exit_status], ["FAIL", 127]);
    });

    await step(
      "decision 3.20: missing boot files are a warning with the command that publishes them; decision 3.57d: then our own is found",
      async (sandbox) => {
        for (const file of ["sbatch", "sleep_test.sh"]) {
          await sandbox.calls.send("s3", "DELETE", `/${bucket}/cluster_boot_config/${file}`);
        }
        const { gate } = await judge(sandbox);
        assert.deepEqual(gate.checks.map(({ status }) => status), ["PASS", "WARN"]);
        assert.deepEqual(gate.checks[1].details.missing, ["sbatch", "sleep_test.sh"]);
        assert.equal(gate.found?.bootScript, null);
        const [, command] = /^publish the scripts for nodes with deno task (.*)$/.exec(gate.checks[1].remediation) ??
          [];
        const published = await programHere(command.split(" "), { env: sandbox.environment });
        assert.equal(published.code, 0, published.err);
        const { gate: { checks: [, after], found } } = await judge(sandbox);
        assert.deepEqual([after.status, after.details.missing, after.details.own_script], ["PASS", [], own]);
        assert.deepEqual(found, { bootScript: own });
      },
    );

    await step("an interruption ends the check", async (sandbox) => {
      const stop = new AbortController();
      const [sleeper, ended] = [`${sandbox.folder}/sleeper.sh`, `${sandbox.folder}/ended`];
      const script =
        `#!/bin/sh\ntrap 'echo TERM > "${ended}"; exit 143' TERM\necho ready\nsleep 600 > /dev/null 2>&1 &\nwait\n`;
      await Deno.writeTextFile(sleeper, script, { mode: 0o755 });
      const changes = { signal: stop.signal, seen: (line: string) => line === "ready" && stop.abort() };
      const { gate } = await judge(sandbox, changes, sleeper);
      assert.equal(gate.checks[0].details.exit_status, 143);
      assert.equal(await Deno.readTextFile(ended), "TERM\n");
    });
  }),
);
