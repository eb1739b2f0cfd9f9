import assert from "node:assert/strict";
import { join } from "node:path";
import { systemFiles } from "../../lib/host/system/system_files.ts";

import { changing, configText, parityCases, runAgain, runCreate, runProcess } from "../parity/parity_world.ts";
import type { Sandbox } from "../support/sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { standInTools } from "../support/stand_in_tools.ts";
import { assertOneError, json, type Told, withConfig } from "./bad_input.ts";

Deno.test(
  "bad input: places for files",
  parityCases(async (run) => {
    const failing = async (sandbox: Sandbox, place: string) => {
      const ended = await withConfig(sandbox, configText(), { environment: { DAYLILY_CONFIG_DIR: place } });
      assertOneError(ended, "DAY-RUN-007", 1, new RegExp(place));
      assert.deepEqual(ended.requests, []);
    };

    await run("a configuration folder that cannot be made", async (sandbox) => {
      const file = join(sandbox.folder, "file");
      await Deno.writeTextFile(file, "precious");
      await failing(sandbox, join(file, "below"));
      await failing(sandbox, file);
      assert.equal(await Deno.readTextFile(file), "precious");
      await failing(sandbox, "/proc/nowhere");
    });

    await run("a file in the place of the folder of runs", async (sandbox) => {
      const place = join(sandbox.folder, "place");
      await Deno.mkdir(place);
      await Deno.writeTextFile(join(place, "runs"), "precious");
      await failing(sandbox, place);
      assert.equal(await Deno.readTextFile(join(place, "runs")), "precious");
    });

    for (const [name, make] of Object.entries(unusableKeys)) {
      await run(`a private key that is ${name}`, async (sandbox) => {
        const path = join(sandbox.home, ".ssh", "omics-k.pem");
        await Deno.remove(path);
        await make(path);
        const ended = await withConfig(sandbox, configText());
        assertOneError(ended, "DAY-PRE-002", 1, /ec2\.keypair/);
      });
    }

    for (const [name, home] of [["not there", "gone/home"], ["empty", ""], ["unset", undefined]] as const) {
      await run(`a home folder that is ${name}`, async (sandbox) => {
        const HOME = home ? join(sandbox.folder, home) : home;
        const DAYLILY_CONFIG_DIR = join(sandbox.folder, `settings-${name}`);
        const environment = { HOME, DAYLILY_CONFIG_DIR };
        // What stands in for a home folder that is not named only a process of its own can look up.
        const ended = home === undefined
          ? await runProcess(sandbox, { environment, flags: json })
          : await withConfig(sandbox, configText(), { environment });
        // The keys that the configuration of AWS names are found all the same; the private key is not.
        assertOneError(ended, "DAY-PRE-002", 1, /ec2\.keypair/);
      });
    }

    await run("files in the places of ~/.config and ~/.aws", async (sandbox) => {
      const HOME = await Deno.makeTempDir({ dir: sandbox.folder });
      for (const name of [".config", ".aws"]) await Deno.writeTextFile(join(HOME, name), "precious");
      const environment = { HOME, DAYLILY_CONFIG_DIR: undefined };
      const ended = await withConfig(sandbox, configText(), { environment });
      assertOneError(ended, "DAY-RUN-007", 1, new RegExp(HOME));
      const without = { ...environment, AWS_CONFIG_FILE: undefined, AWS_SHARED_CREDENTIALS_FILE: undefined };
      assertOneError(await withConfig(sandbox, configText(), { environment: without }), "DAY-PROFILE-001", 1);
      for (const name of [".config", ".aws"]) assert.equal(await Deno.readTextFile(join(HOME, name)), "precious");
    });
  }),
);

const unusableKeys: Readonly<Record<string, (path: string) => Promise<void>>> = {
  "a folder": (path) => Deno.mkdir(path),
  "a link to nothing": (path) => Deno.symlink(`${path}.gone`, path),
  "a link to itself": (path) => Deno.symlink(path, path),
};

/** Reads before the last gate, each with the check that fails without it. */
const preflightReads: Readonly<Record<string, string>> = {
  "sts:GetCallerIdentity": "aws.identity",
  "iam:ListPolicies": "iam.pcluster_omics_analysis",
  "iam:GetRole": "iam.scheduler_role",
  "servicequotas:GetServiceQuota": "quota.ondemand_vcpu",
  "s3:ListAllMyBuckets": "s3.bucket_select",
  "s3:GetBucketLocation": "s3.bucket_select",
  "s3:ListBucket": "s3.boot_assets",
  "ec2:DescribeKeyPairs": "ec2.keypair",
  "ec2:DescribeSubnets": "network.baseline",
  "cloudformation:DescribeStacks": "network.baseline",
};

/** Reads behind the last gate and before the first change. */
const planReads: readonly string[] = ["budgets:ViewBudget", "ec2:DescribeSpotPriceHistory"];

Deno.test(
  "bad input: permissions that are missing",
  parityCases(async (run) => {
    // Named, so that it is looked for.
    const heartbeat_scheduler_role_arn = "arn:aws:iam::123456789012:role/eventbridge-scheduler-to-sns";
    const config = configText({ values: { heartbeat_scheduler_role_arn } });

    for (const [action, check] of Object.entries(preflightReads)) {
      await run(`${action} fails ${check}`, async (sandbox) => {
        sandbox.settings.denied.push(action);
        const ended = await withConfig(sandbox, config);
        const error = assertOneError(ended, "DAY-PRE-002", 1);
        assert.ok(error.message.includes(check), error.message);
        assert.match(error.fix, new RegExp(action === "sts:GetCallerIdentity" ? "permission" : action));
      });
    }

    for (
      const [action, policies] of [
        ["iam:ListAttachedUserPolicies", "user"],
        ["iam:ListGroupsForUser", "group"],
        ["iam:ListAttachedGroupPolicies", "group"],
      ]
    ) {
      await run(`${action}: what cannot be seen counts as missing, which is a question`, async (sandbox) => {
        sandbox.settings.denied.push(action);
        const ended = await withConfig(sandbox, config);
        const error = assertOneError(ended, "DAY-PROMPT-001", 1, /DaylilyGlobalEClusterPolicy/);
        assert.match(
          error.fix,
          /deno task infra bootstrap-(account|region) --user alice/,
        );
      }, { policies });
    }

    for (const action of planReads) {
      await run(`${action} is missed before anything is changed`, async (sandbox) => {
        sandbox.settings.denied.push(action);
        assertOneError(await withConfig(sandbox, config), "DAY-AWS-002", 2, new RegExp(action));
      });
    }
  }),
);

/** A service that gives every request the same answer. */
type Service = { readonly address: string; arrivals(): number; stop(): Promise<void> };

function serviceThat(answer: () => Response | Promise<Response>): Service {
  let arrivals = 0;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, () => {
    arrivals++;
    return answer();
  });
  return { address: `http://127.0.0.1:${server.addr.port}`, arrivals: () => arrivals, stop: () => server.shutdown() };
}

function saying(status: number, code: string): () => Response {
  const text = `<ErrorResponse><Error><Code>${code}</Code><Message>a word about it</Message></Error></ErrorResponse>`;
  return () => new Response(text, { status, headers: { "content-type": "text/xml" } });
}

Deno.test(
  "bad input: what stands in the place of AWS",
  parityCases(async (run) => {
    /** Runs against an address; several may run side by side. */
    const at = async (sandbox: Sandbox, AWS_ENDPOINT_URL: string) => {
      const place = await Deno.makeTempDir({ dir: sandbox.folder });
      const environment = { AWS_ENDPOINT_URL, DAYLILY_CONFIG_DIR: place };
      return await withConfig(sandbox, configText(), { environment });
    };

    await run("addresses that are none", async (sandbox) => {
      for (
        const address of ["no address", "http://", "127.0.0.1:4566", "ftp://example.org", "http://127.0.0.1:99999"]
      ) {
        const ended = await at(sandbox, address);
        assertOneError(ended, "DAY-NET-002", 1, /AWS_ENDPOINT_URL/);
      }
    });

    await run("credentials that have expired, and a page of somebody else, are told at once", async (sandbox) => {
      const expired = serviceThat(saying(403, "ExpiredToken"));
      const portal = serviceThat(() => new Response("<html><body>Please sign in</body></html>"));
      try {
        const error = assertOneError(await at(sandbox, expired.address), "DAY-PRE-002", 1, /ExpiredToken/);
        assert.match(error.fix, /sign in again/);
        assert.equal(expired.arrivals(), 1);
        assertOneError(await at(sandbox, portal.address), "DAY-PRE-002", 1, /the answer did not come from AWS/);
      } finally {
        await Promise.all([expired.stop(), portal.stop()]);
      }
    });

    // These wait between their attempts, so they do it side by side.
    await run(
      "a service that fails, one that throttles, and nobody there: eight attempts, with signs of life",
      async (sandbox) => {
        const failing = serviceThat(saying(500, "InternalFailure"));
        const throttling = serviceThat(saying(400, "Throttling"));
        try {
          const ended = await Promise.all(
            [failing.address, throttling.address, "http://127.0.0.1:9"].map((address) => at(sandbox, address)),
          );
          const messages = [/a word about it \(InternalFailure\)/, /a word about it \(Throttling\)/, /ECONNREFUSED/];
          for (const [index, message] of messages.entries()) assertOneError(ended[index], "DAY-PRE-002", 1, message);
          assert.deepEqual([failing.arrivals(), throttling.arrivals()], [8, 8]);
        } finally {
          await Promise.all([failing.stop(), throttling.stop()]);
        }
      },
    );
  }),
);

/** A small file system of its own, where this user may mount one. */
async function smallDisk(place: string, kilobytes: number): Promise<boolean> {
  await Deno.mkdir(place);
  return await system("mount", "-t", "tmpfs", "-o", `size=${Math.ceil(kilobytes)}k`, "tmpfs", place);
}

/** In blocks of 4 KiB, as file systems give them. */
async function kilobytesBelow(folder: string): Promise<number> {
  const sizes = await Array.fromAsync(Deno.readDir(folder), async ({ name, isDirectory }) => {
    const path = join(folder, name);
    return isDirectory ? await kilobytesBelow(path) : 4 * Math.ceil((await Deno.stat(path)).size / 4096);
  });
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function system(program: string, ...args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(program, { args, stdout: "null", stderr: "null" }).output()).success;
  } catch {
    return false;
  }
}

/** A child of another test that is just being started holds our open files for a moment. */
async function unmounted(place: string): Promise<void> {
  await eventually(`${place} is in use`, () => system("umount", place));
}

Deno.test(
  "bad input: a full disk",
  parityCases(async (run) => {
    // Each size is full at another file: journal, report, journal again.
    for (const kilobytes of [4, 8, 12, 28]) {
      await run(`${kilobytes} KiB are too few before anything is changed`, async (sandbox) => {
        const place = join(sandbox.folder, `disk-${kilobytes}`);
        if (!await smallDisk(place, kilobytes)) return await withoutRoom(sandbox, /\/preflight_/);
        try {
          const environment = { DAYLILY_CONFIG_DIR: place };
          const ended = kilobytes === 28
            ? await runProcess(sandbox, { environment, flags: json })
            : await withConfig(sandbox, configText(), { environment });
          assertOneError(ended, "DAY-RUN-007", 1, /cannot be (written|locked): No space left/);
        } finally {
          await unmounted(place);
        }
      });
    }

    let needed = 0;
    await run("what a whole run needs", async (sandbox) => {
      const ended = await withConfig(sandbox, configText());
      assert.equal(ended.code, 0, ended.err);
      needed = await kilobytesBelow(ended.artifacts);
    });

    await run("a run that ran out of room is resumed when there is some", async (sandbox) => {
      const place = join(sandbox.folder, "disk");
      // Enough for the preflight, too little for the cluster files.
      if (!await smallDisk(place, needed * 0.6)) return await withoutRoom(sandbox, /\.yaml\.init$/);
      try {
        const environment = { DAYLILY_CONFIG_DIR: place };
        const tools = await standInTools(sandbox.folder);
        const folder = await Deno.makeTempDir({ dir: sandbox.folder });
        await Deno.writeTextFile(join(folder, "my.cfg.yaml"), configText());
        const ended = await runAgain(sandbox, { environment, flags: json }, folder, tools);
        type Answer = { status: string; next: readonly string[]; error: Told };
        const { status, next, error } = JSON.parse(ended.out) as Answer;
        assert.deepEqual([ended.code, status, error.code], [1, "failed", "DAY-RUN-007"], ended.err);
        assert.match(error.message, /\.yaml/, "the file that found no room first, and no later one");
        assert.match(next[0], /^deno task create --resume tc1_\d+$/);
        assert.deepEqual(changing(ended), ["CreatePolicy"]);
        await system("mount", "-o", "remount,size=10m", place);
        const resumed = await runAgain(
          sandbox,
          { environment, argv: ["--resume", "--non-interactive"] },
          folder,
          tools,
        );
        assert.equal(resumed.code, 0, resumed.err);
        assert.deepEqual(changing(resumed), ["CreateTopic", "Subscribe", "CreateSchedule"]);
      } finally {
        await unmounted(place);
      }
    });

    await run("in process: no room for the report, or for the cluster file", async (sandbox) => {
      await withoutRoom(sandbox, /\/preflight_/);
      await withoutRoom(sandbox, /\.yaml\.init$/);
    });
  }),
);

/** A run in this process on files that find no room under certain names. */
async function withoutRoom(sandbox: Sandbox, names: RegExp): Promise<void> {
  const replace = (path: string, content: string | Uint8Array) =>
    names.test(path) ? Promise.reject(new Error("No space left on device")) : systemFiles.replace(path, content);
  const ended = await runCreate(sandbox, { outside: { files: { ...systemFiles, replace } } });
  assert.equal(ended.code, 1, ended.err);
  assert.match(ended.err, /^error DAY-RUN-007: .*No space left/m);
}
