import assert from "node:assert/strict";
import { join } from "node:path";

import { requiredKeys } from "../../lib/config/keys/keys.ts";
import {
  configText,
  document,
  fileNames,
  finalValues,
  parityCases,
  runCreate,
  stopAfterDryRun,
} from "../parity/parity_world.ts";

import { quietCases } from "../support/quiet_aws.ts";
import { assertOneError, json, withConfig } from "./bad_input.ts";

Deno.test(
  "bad input: the configuration file",
  quietCases(async (run) => {
    const whole = configText();
    const unusable: readonly [name: string, text: string, message: RegExp][] = [
      ["a bracket that is never closed", whole.replace("]", ""), /line \d+, column \d+/],
      ["a tab for indentation", whole.replace("    ", "\t"), /line \d+, column \d+/],
      [
        "a key that stands twice",
        whole + '    cluster_name: [PROMPTUSER, "", b]\n',
        /line 28, column 5: .*is there twice/,
      ],
      ["an alias of nothing", whole + "    other: *nowhere\n", /line 28, column 12: \*nowhere/],
      ["nothing at all", "", /no section ephemeral_cluster\.config/],
      ["a list in the place of the section", "ephemeral_cluster: {config: [a, b]}\n", /must map keys/],
      ["a second document", whole + "---\na: b\n", /line 28, column 1: .*second YAML document/],
      ["brackets without end", "[".repeat(50_000), /not YAML/],
      ["a list as an item", whole.replace('"tc1"', "[tc1, tc2]"), /single value/],
      ["a map as an item", whole.replace('"tc1"', "{name: tc1}"), /single value/],
      ["an item that refers to a list", whole.replace('"tc1"', "*a") + "  x: &a [1]\n", /\*a refers to nothing/],
      ["a key that is a list", whole + "    ? [a, b]\n    : [PROMPTUSER, b, c]\n", /single word/],
    ];
    const shapes = ["a list in the place", "a list as an item", "a map as an item", "a key that is a list"];
    for (const [name, text, message] of unusable) {
      await run(`${name} is told with its place, and nobody is there to name another file`, async (place) => {
        const ended = await withConfig(place, text);
        const code = shapes.some((shape) => name.startsWith(shape)) ? "DAY-CFG-002" : "DAY-CFG-001";
        assertOneError(ended, code, 1, message);
        assert.deepEqual(ended.requests, []);
        assert.deepEqual(await fileNames(ended), []);
      });
    }

    await run("the path of a folder, of nothing, and of something that is no text", async (place) => {
      const folder = await Deno.makeTempDir({ dir: place.folder });
      await Deno.writeFile(join(folder, "binary"), Uint8Array.from({ length: 4_000 }, (_, index) => index * 7 % 256));
      await Deno.writeTextFile(join(folder, "large"), "# a comment\n".repeat(50 * 87_382));
      const expected: readonly [path: string, message: RegExp][] = [
        [folder, /is not a regular file/],
        [join(folder, "gone.yaml"), /there is no such file/],
        [join(folder, "binary"), /is not a text file in UTF-8/],
        [join(folder, "large"), /has 5\d{7} bytes/],
        ["/dev/zero", /is not a regular file/],
        [`/${"a".repeat(300)}`, /^\S+ cannot be read: File name too long$/],
        // Nobody but the system may read here, so that it stands for every file without permission.
        ["/proc/self/environ", /cannot be read/],
      ];
      for (const [path, message] of expected) {
        const argv = ["--region-az", "us-west-2b", "--profile", "p", "--config", path, "--non-interactive", ...json];
        const ended = await runCreate(place, { argv });
        assertOneError(ended, "DAY-CFG-001", 1, message);
        assert.deepEqual(ended.requests, []);
      }
    });
  }),
);

Deno.test(
  "bad input: what the configuration file holds beside its keys",
  parityCases(async (run) => {
    await run("unknown keys and top-level content are kept and mean nothing", async (sandbox) => {
      const config = `owner: somebody\n${configText()}    my_own_key: [MINE, "a b", "c: d"]\n`;
      const ended = await withConfig(sandbox, config, { environment: stopAfterDryRun });
      assert.equal(ended.code, 0, ended.err);
      assert.equal((await finalValues(ended)).my_own_key, "c: d");
      assert.equal((await document<{ owner: string }>(ended, /_resolved_cli_/)).owner, "somebody");
    });
  }),
);

/** For each key a value that it refuses. `null`: any text will do, as far as a configuration can say. */
const refused: Readonly<Record<typeof requiredKeys[number], string | null>> = {
  auto_delete_fsx: "retain",
  budget_amount: "lots",
  budget_email: "not-an-email",
  cluster_name: "bad_name",
  cluster_template_yaml: "nowhere/cluster.yaml",
  delete_local_root: "yes",
  enable_detailed_monitoring: "maybe",
  enforce_budget: "no",
  fsx_fs_size: "3600",
  global_allowed_budget_users: null,
  global_budget_amount: "-1",
  headnode_instance_type: "t2 micro",
  heartbeat_email: "a@b",
  heartbeat_schedule: "every hour",
  heartbeat_scheduler_role_arn: "arn:aws:iam::1:user/x",
  iam_policy_arn: "arn:aws:iam::123456789012:policy/gone",
  max_count_128I: "0",
  max_count_192I: "1.5",
  max_count_8I: "many",
  private_subnet_id: "subnet-gone",
  public_subnet_id: "subnet-gone",
  s3_bucket_name: "gone",
  spot_instance_allocation_strategy: "cheap",
  ssh_key_name: "gone",
  allowed_budget_users: null,
};

/** Refused by the report of gate 3 or 4; the others lead to their question. */
const failsCheck: Readonly<Record<string, string>> = {
  budget_amount: "config.budget_amount",
  global_budget_amount: "config.global_budget_amount",
  cluster_template_yaml: "config.cluster_template",
  fsx_fs_size: "config.fsx_fs_size",
  heartbeat_email: "config.heartbeat_email",
  heartbeat_scheduler_role_arn: "iam.scheduler_role",
  max_count_128I: "config.max_count_128I",
  max_count_192I: "config.max_count_192I",
  max_count_8I: "config.max_count_8I",
};

/** Not a candidate: that is only worth a notice in a file, because one candidate is left (quirk Q23). */
const candidates = ["iam_policy_arn", "private_subnet_id", "public_subnet_id", "s3_bucket_name", "ssh_key_name"];

const hostile = "\u001b[31mred\u0007";

/** The check that fails by a value from the file; nothing where the value leads to its question. */
function checkOf(key: string): string | undefined {
  return failsCheck[key] ?? (key === "enable_detailed_monitoring" ? "config.detailed_monitoring" : undefined);
}

// Under USESETVALUE monitoring knows true and everything else.
const withRefused = (key: string, value: string) =>
  configText({ entries: { [key]: JSON.stringify(["PROMPTUSER", "", value]) } });

/** Of no candidate, not true, or not needed, because the budgets exist. */
const isTaken = (key: string) => candidates.includes(key) || key === "enable_detailed_monitoring" || isAskedLater(key);

const refusedKeys = requiredKeys.flatMap((key) => {
  const value = refused[key];
  return value === null || candidates.includes(key) ? [] : [{ key, value }];
});

Deno.test(
  "bad input: values from the file that lead to a question",
  quietCases(async (run) => {
    for (const { key, value } of refusedKeys) {
      if (checkOf(key) !== undefined) continue;
      await run(`${key}: ${value}`, async (place) => {
        const ended = await withConfig(place, withRefused(key, value));
        const error = assertOneError(ended, "DAY-PROMPT-001", 1);
        assert.ok(error.message.includes(key), error.message);
        assert.ok(error.message.includes(JSON.stringify(value)), error.message);
        assert.deepEqual(ended.requests, []);
      });
    }

    for (const key of requiredKeys) {
      if (isTaken(key) || failsCheck[key] !== undefined) continue;
      await run(`${key}: control characters`, async (place) => {
        const ended = await withConfig(place, configText({ values: { [key]: hostile } }));
        assertOneError(ended, "DAY-PROMPT-001", 1);
        assert.deepEqual(ended.requests, []);
      });
    }
  }),
);

Deno.test(
  "bad input: values from the file that a check finds, or AWS",
  parityCases(async (run) => {
    for (const { key, value } of refusedKeys) {
      const check = checkOf(key);
      if (check === undefined) continue;
      await run(`${key}: ${value}`, async (sandbox) => {
        const error = assertOneError(await withConfig(sandbox, withRefused(key, value)), "DAY-PRE-002", 1);
        assert.ok(error.message.includes(check), error.message);
      });
    }

    await run("values that AWS does not offer are told, and the only candidates are taken", async (sandbox) => {
      const values = Object.fromEntries(
        candidates.map((key) => [key, refused[key as typeof requiredKeys[number]] ?? ""]),
      );
      const ended = await withConfig(sandbox, configText({ values }), { environment: stopAfterDryRun });
      assert.equal(ended.code, 0, ended.err);
      for (const key of candidates) {
        assert.match(ended.err, new RegExp(`^! the configured ${key} .* cannot be used: it must be (a|the) `, "m"));
      }
    });

    for (const key of requiredKeys) {
      if (!isTaken(key) && failsCheck[key] === undefined) continue;
      await run(`${key}: control characters`, async (sandbox) => {
        const ended = await withConfig(sandbox, configText({ values: { [key]: hostile } }));
        if (!isTaken(key)) return void assertOneError(ended, "DAY-PRE-002", 1);
        assert.equal(ended.code, 0, ended.err);
        assert.doesNotMatch(ended.err + ended.out, /[^\P{Cc}\n\t]/u);
      });
    }
  }),
);

function isAskedLater(key: string): boolean {
  return key === "allowed_budget_users" || key === "global_allowed_budget_users";
}

Deno.test(
  "bad input: values from --set",
  quietCases(async (run) => {
    for (const key of requiredKeys) {
      await run(`${key}: refused values and control characters`, async (place) => {
        for (const value of [refused[key], hostile, "PROMPTUSER"]) {
          if (
            value === null || (value === refused[key] && (candidates.includes(key) || key === "cluster_template_yaml"))
          ) {
            continue;
          }
          const ended = await withConfig(place, configText(), { flags: ["--set", `${key}=${value}`] });
          const error = assertOneError(ended, "DAY-CFG-003", 1);
          assert.ok(error.message.includes(`--set ${key}=`), error.message);
          assert.deepEqual([ended.requests, ended.calls], [[], []]);
        }
      });
    }

    await run("a key that there is not, and an argument of another form", async (place) => {
      const unknown = await withConfig(place, configText(), { flags: ["--set", "cluster_nam=x"] });
      assert.match(assertOneError(unknown, "DAY-CFG-004", 1).fix, /cluster_name/);
      const formless = await withConfig(place, configText(), { flags: ["--set", "cluster_name"] });
      assertOneError(formless, "DAY-USE-001", 1, /KEY=VALUE/);
      assert.deepEqual([unknown.requests, formless.requests], [[], []]);
    });

    await run("values of --tag that AWS refuses", async (place) => {
      const ended = await withConfig(place, configText(), { flags: ["--tag", "a=b\nc"] });
      assertOneError(ended, "DAY-USE-001", 1, /control characters/);
      assert.deepEqual([ended.requests, ended.calls], [[], []]);
    });
  }),
);

Deno.test(
  "bad input: values from --set that AWS does not offer",
  parityCases(async (run) => {
    for (const key of candidates) {
      await run(`${key}: it is never replaced by another`, async (sandbox) => {
        const value = refused[key as typeof requiredKeys[number]];
        const ended = await withConfig(sandbox, configText(), { flags: ["--set", `${key}=${value}`] });
        const error = assertOneError(ended, "DAY-CFG-003", 1, new RegExp(`--set ${key}=${value}`));
        assert.match(error.fix, /^use one of \S/);
      });
    }
  }),
);

Deno.test(
  "bad input: the cluster template",
  parityCases(async (run) => {
    for (
      const [name, text, message] of [
        ["unknown tokens", "a: ${REGSUB_NOPE}\nb: REGSUB_REGION\n", /REGSUB_NOPE.*REGSUB_REGION/],
        ["no text", "\0\x01\xff", /./],
        ["no YAML", "a: [b\n", /line 2, column 1: this is not YAML/],
        ["a text alone", "hello", /not a ParallelCluster configuration file/],
        ["nothing at all", "", /not a ParallelCluster configuration file/],
        [
          "a price that nothing can fill in",
          "a: ${REGSUB_REGION}\nb: {SpotPrice: CALCULATE_MAX_SPOT_PRICE}\n",
          /own\.yaml: .*line 2/,
        ],
        ["too much of it", "# filled\n".repeat(40_000), /360000 bytes/],
      ] as const
    ) {
      await run(`${name}`, async (sandbox) => {
        const path = join(sandbox.folder, "own.yaml");
        await Deno.writeFile(path, Uint8Array.from([...text], (letter) => letter.charCodeAt(0)));
        const ended = await withConfig(sandbox, configText(), { flags: ["--template", path] });
        // What takes the prices is seen behind the gates, and before anything is changed.
        const late = name === "a price that nothing can fill in";
        assertOneError(ended, late ? "DAY-TPL-001" : "DAY-PRE-002", 1, message);
      });
    }

    await run("tags for a template without a list of them", async (sandbox) => {
      const path = join(sandbox.folder, "untagged.yaml");
      await Deno.writeTextFile(path, "Region: ${REGSUB_REGION}\n");
      const ended = await withConfig(sandbox, configText(), { flags: ["--template", path, "--tag", "a=b"] });
      assertOneError(ended, "DAY-TPL-001", 1, /untagged\.yaml: it has no list Tags/);
    });
  }),
);
