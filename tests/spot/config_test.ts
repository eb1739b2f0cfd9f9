import assert from "node:assert/strict";
import { distributeSlots } from "../../lib/spot/config/slots.ts";
import { programHere } from "../support/program_here.ts";
import { withFolder } from "./config_folder.ts";
import { usualConfig } from "./spot_here.ts";

type Problem = {
  readonly code: string;
  readonly line: number;
  readonly column: number;
  readonly key: string;
  readonly found: string;
};

async function problemsOf(config: string, argv = ["validate"]): Promise<readonly Problem[]> {
  let problems: readonly Problem[] = [];
  await withFolder(async (spot) => {
    const { code, document } = await spot.json(argv);
    assert.equal(code, 1);
    assert.equal(document.error?.code, "DAY-SPOT-001");
    assert.equal(document.success, false);
    problems = (document.data as { problems?: readonly Problem[] }).problems ?? [];
  }, config);
  return problems;
}

const codes = (problems: readonly Problem[]) => problems.map(({ code, key }) => `${code} ${key}`);
const changed = (from: string | RegExp, to: string) => usualConfig.replace(from, to);

Deno.test("T-01: without a configuration nothing begins, and the path is named", async () => {
  await withFolder(async (spot) => {
    await Deno.remove(spot.path("config.yaml"));
    const { code, err } = await spot.run(["create"]);
    assert.equal(code, 1);
    assert.match(err, /CFG-01 \S+\/config\.yaml:1:1/);
  });
});

Deno.test("T-02: init writes an example that tells its placeholders together, and is right once they are filled", async () => {
  await withFolder(async (spot) => {
    assert.equal((await spot.run(["init"])).code, 1, "a file is never written over");
    assert.equal((await spot.run(["init", "--force"])).code, 0);
    const refused = await spot.run(["validate"]);
    assert.equal(refused.code, 1);
    assert.deepEqual(refused.err.match(/CFG-\d\d/g), ["CFG-09", "CFG-08", "CFG-08"]);
    const example = await Deno.readTextFile(spot.path("config.yaml"));
    const filled = example.replace("<orchestrator host>", "o.example.org").replace("<orchestrator token>", "t")
      .replace("~/.ssh/id_ed25519.pub", "key.pub");
    await spot.write("config.yaml", filled);
    const right = await spot.run(["validate"]);
    assert.equal(right.code, 0, right.err);
    assert.match(right.out, /is right: 3 nodes in 3 regions/);
    assert.doesNotMatch(right.err, /CFG/);
  });
});

Deno.test("T-04 R-03: a private key that others can read is refused with the command that mends it", async () => {
  await withFolder(async (spot) => {
    await spot.write("key", "secret", 0o644);
    const { code, err } = await spot.run(["create"]);
    assert.equal(code, 1);
    assert.match(err, /CFG-09/);
    assert.match(err.replaceAll(/\s+/g, " "), /chmod 600 \S+\/key/);
    assert.doesNotMatch(err, /secret/);
  }, changed("public_ssh", "private_ssh_key_path: key\n  public_ssh"));
});

Deno.test("T-06: every mistake is told at once, with its line and column", async () => {
  const config = usualConfig.replace("total_instances: 3", 'total_instances: "three"').replace(
    "token: a",
    'tls: "yes"\n  token: a',
  ) +
    "  us-east-1: {machine_type: t3.small}\n";
  const problems = await problemsOf(config);
  assert.deepEqual(problems.map(({ code, line }) => `${code} ${line}`), ["CFG-04 2", "CFG-04 8", "CFG-06 14"]);
  assert.ok(problems.every(({ column }) => column >= 1));
});

Deno.test("T-07 CFG-02 CFG-05: a misspelt key is told with what was meant, and what is missing too", async () => {
  await withFolder(async (spot) => {
    const { code, err } = await spot.run(["validate"]);
    assert.equal(code, 1);
    assert.match(err, /CFG-05/);
    assert.equal(
      (await spot.json(["validate", "--strict"])).document.error?.message.includes("total_instances?"),
      true,
    );
  }, changed("total_instances", "totl_instances"));
});

Deno.test("T-08 CFG-10: regions that say more than the total are refused", async () => {
  const config = usualConfig.replaceAll("{machine_type: t3.medium}", "{machine_type: t3.medium, node_count: 2}");
  assert.deepEqual(codes(await problemsOf(config)), ["CFG-10 aws.total_instances"]);
});

Deno.test("T-09 CFG-12: a tag that everything could carry is refused, also under --force", async () => {
  for (const value of ['""', '"*"', "Spot?"]) {
    const config = changed("username:", `tags: {filter_tag_value: ${value}}\n  username:`);
    assert.deepEqual(codes(await problemsOf(config, ["nuke", "--force"])), ["CFG-12 aws.tags.filter_tag_value"]);
  }
});

Deno.test("R-12: each code of the configuration, with key, what was found and what is allowed", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["CFG-01", "aws: [\n"],
    ["CFG-01", ""],
    ["CFG-01", "- aws\n- regions\n"],
    ["CFG-03", changed("us-east-1: {", "us-east-1: {image: ami-0123456789abcdef0, ami_id: ami-0123456789abcdef1, ")],
    ["CFG-04", changed("total_instances: 3", "total_instances: many")],
    ["CFG-05", changed(/regions:[^]*/, "")],
    ["CFG-06", changed(/regions:[^]*/, "regions: []\n")],
    ["CFG-07", changed("total_instances: 3", "total_instances: 1001")],
    ["CFG-07", changed("[203.0.113.0/24]", "[here]")],
    ["CFG-07", changed("t3.medium", "medium")],
    ["CFG-07", changed("username:", "ttl: 31d\n  username:")],
    ["CFG-07", changed("username:", `extra_tags: {${"k".repeat(129)}: v}\n  username:`)],
    ["CFG-07", changed("username:", "ttl: 0h\n  username:")],
    ["CFG-08", changed("a-very-secret-token", "<token>")],
    ["CFG-09", changed("key.pub", "absent.pub")],
    ["CFG-09", changed("key.pub", "config.yaml")],
    ["CFG-11", usualConfig.replace(/ {2}total.*\n/, "").replaceAll("t3.medium}", "t3.medium, node_count: 0}")],
  ];
  for (const [code, config] of cases) {
    const problems = await problemsOf(config);
    assert.ok(problems.some((problem) => problem.code === code), `${code}: ${JSON.stringify(problems)}`);
    assert.ok(problems.every(({ found }) => found !== ""));
  }
});

Deno.test("each bad member of a list and of a map is told at its own place, beside those that are placeholders", async () => {
  const config = changed("[203.0.113.0/24]", "[here, 203.0.113.0/24, there, 7]")
    .replace("username:", "ingress_ports: [22, 0, 70000, ssh]\n  extra_tags: {a: [], b: 1, c: {}}\n  username:")
    .replace("[nats://orchestrator.example.org:4222]", "[nats://<host>, http://x, nats://y:z]")
    .replace("{machine_type: t3.medium}", "{machine_type: [t3.medium, medium, large], zones: [a, us-east-1a, b]}");
  const problems = await problemsOf(config);
  assert.deepEqual(
    problems.map(({ code, line, column, found }) => [code, line, column, found]),
    [
      ["CFG-07", 3, 23, "0"],
      ["CFG-07", 3, 26, "70000"],
      ["CFG-04", 3, 33, '"ssh"'],
      ["CFG-04", 4, 19, "[]"],
      ["CFG-04", 4, 32, "{}"],
      ["CFG-07", 7, 19, '"here"'],
      ["CFG-07", 7, 41, '"there"'],
      ["CFG-04", 7, 48, "7"],
      ["CFG-08", 9, 19, "it still contains the placeholder <host>"],
      ["CFG-07", 9, 34, '"http://x"'],
      ["CFG-07", 9, 44, '"nats://y:z"'],
      ["CFG-07", 12, 41, '"medium"'],
      ["CFG-07", 12, 49, '"large"'],
      ["CFG-07", 12, 65, '"a"'],
      ["CFG-07", 12, 80, '"b"'],
    ],
  );
});

Deno.test("values that only AWS or a node would refuse are told before", async () => {
  const cases: readonly (readonly [string, string])[] = [
    ["CFG-07 regions.us-east-1.machine_type", changed("{machine_type: t3.medium}", "{machine_type: []}")],
    ["CFG-07 regions.us-east-1.zones", changed("t3.medium}", "t3.medium, zones: []}")],
    ["CFG-07 aws.vpc_cidr", changed("username:", "vpc_cidr: 10.300.0.0/16\n  username:")],
    ["CFG-07 aws.allowed_cidrs", changed("203.0.113.0/24", '"2001:db8::/129"')],
    ["CFG-07 aws.allowed_cidrs", changed("203.0.113.0/24", '":::::/64"')],
    ["CFG-07 bacalhau.orchestrators", changed(":4222", ":99999")],
    ["CFG-07 aws.extra_tags.a", changed("username:", `extra_tags: {a: ${"x".repeat(257)}}\n  username:`)],
    ["CFG-05 bacalhau.token", changed("a-very-secret-token", '"  "')],
    ["CFG-09 bacalhau.token_file", changed("token: a-very-secret-token", "token_file: empty")],
    ["CFG-09 bacalhau.token_file", changed("token: a-very-secret-token", "token_file: .")],
    ["CFG-09 aws.private_ssh_key_path", changed("username:", "private_ssh_key_path: secret\n  username:")],
  ];
  for (const [problem, config] of cases) {
    await withFolder(async (spot) => {
      await spot.write("empty", "\n");
      await spot.write("secret", "not a key\n");
      const { code, out, document: { data } } = await spot.json(["validate"]);
      assert.equal(code, 1, problem);
      assert.deepEqual(codes((data as { problems?: readonly Problem[] }).problems ?? []), [problem]);
      assert.doesNotMatch(out, /not a key/);
    }, config);
  }
  const twice = changed("{machine_type: t3.medium}", "{machine_type: [t3.medium, t3.medium]}")
    .replace("username:", "ingress_ports: [22, 22]\n  username:").replace("203.0.113.0/24", '"2001:db8::/32"');
  await withFolder(async (spot) => assert.equal((await spot.run(["validate"])).code, 0), twice);
});

Deno.test("what is recorded is listed without credentials", async () => {
  await withFolder(async (spot) => {
    const machine = {
      id: "i-1",
      instance_id: "i-1",
      region: "us-east-1",
      zone: "us-east-1a",
      public_ip: "203.0.113.7",
    };
    await spot.write("MACHINES.json", JSON.stringify({ machines: { "i-1": machine } }));
    const env = { HOME: spot.folder, USER: "alice" };
    const { code, out, err } = await spot.run(["list", "--source", "state"], { env });
    assert.equal(code, 0, err);
    assert.match(out, /us-east-1a +i-1 .*203\.0\.113\.7/);
    const wrong = await spot.run(["list", "--source", "state", "--region", "xx-1", "--region", "yy-1"], { env });
    assert.equal(wrong.code, 1);
    assert.match(
      wrong.err.replaceAll(/\s+/g, " "),
      /--region xx-1, yy-1: .*name one of these: eu-west-1, us-east-1, us-west-2/,
    );
  });
});

Deno.test("a token of the wrong kind is told without being shown", async () => {
  await withFolder(async (spot) => {
    const { code, out, err } = await spot.run(["validate"]);
    assert.equal(code, 1);
    assert.match(err, /CFG-04 .*bacalhau\.token/);
    assert.doesNotMatch(out + err, /very-secret/);
  }, changed("a-very-secret-token", "[a-very-secret-token]"));
});

Deno.test("more nodes on demand than are wanted, and a total that nobody can reach, are told", async () => {
  const fixed = usualConfig.replaceAll("{machine_type: t3.medium}", "{machine_type: t3.medium, node_count: 1}");
  const onDemand = (config: string, base: number) =>
    config.replace("username:", `on_demand_base: ${base}\n  username:`);
  for (const config of [usualConfig, fixed, fixed.replace(/ {2}total.*\n/, "")]) {
    assert.deepEqual(codes(await problemsOf(onDemand(config, 4))), ["CFG-07 aws.on_demand_base"]);
    await withFolder(async (spot) => assert.equal((await spot.run(["validate"])).code, 0), onDemand(config, 3));
  }
  await withFolder(async (spot) => {
    const { code, err } = await spot.run(["validate"]);
    assert.equal(code, 0, "fewer nodes than were said are no mistake");
    assert.match(err, /CFG-10 .*5, and the regions say 3 in all/);
    for (const [count, why] of [["2", /regions .* say 3 in all/], ["4", /regions .* say 3 in all/]] as const) {
      const refused = await spot.json(["create", "--count", count]);
      assert.equal(refused.code, 1);
      assert.equal(refused.document.error?.code, "DAY-USE-001");
      assert.match(refused.document.error?.message ?? "", why);
    }
  }, fixed.replace("total_instances: 3", "total_instances: 5"));
  await withFolder(async (spot) => {
    const refused = await spot.json(["create", "--count", "2"]);
    assert.equal(refused.document.error?.code, "DAY-USE-001");
    assert.match(refused.document.error?.message ?? "", /wants 3 nodes on demand/);
  }, onDemand(usualConfig, 3));
});

Deno.test("without the section bacalhau the missing key is told too", async () => {
  const config = usualConfig.replace(/bacalhau:[^]*regions:/, "regions:").replace(/ {2}public_ssh.*\n/, "");
  assert.deepEqual(codes(await problemsOf(config)).sort(), ["CFG-05 aws.public_ssh_key_path", "CFG-05 bacalhau"]);
});

Deno.test("what validate says of a file is true of it: no keys is not empty, and one is not many", async () => {
  assert.deepEqual((await problemsOf("- aws\n- regions\n")).map(({ found }) => found), ["it has no keys"]);
  await withFolder(async (spot) => {
    const { code, out } = await spot.run(["validate"]);
    assert.equal(code, 0);
    assert.match(out.replaceAll(/\s+/g, " "), /is right: 1 node in 1 region /);
  }, usualConfig.replace("total_instances: 3", "total_instances: 1"));
});

Deno.test("commands that are printed mean the files that the run was given", async () => {
  await withFolder(async (spot) => {
    await spot.write("my nodes.yaml", usualConfig);
    const files = ["--config", "my nodes.yaml", "--state", "other.json"];
    const { code, out } = await spot.run(["validate", ...files]);
    assert.equal(code, 0);
    const next = "deno task spot-deploy create --config 'my nodes.yaml' --state other.json --dry-run";
    assert.ok(out.includes(next), out);
    await spot.write("my nodes.yaml", "aws: [");
    const { document } = await spot.json(["validate", "-c", "my nodes.yaml"]);
    assert.match(document.error?.fix ?? "", /deno task spot-deploy validate --config 'my nodes\.yaml'$/);
    assert.match((await spot.run(["validate"])).out, /deno task spot-deploy create --dry-run/, "nothing was named");
  });
});

Deno.test("CFG-13: user data that is too long even compressed names its largest part; what can be compressed passes", async () => {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(40_000)), (byte) => byte.toString(36)).join("");
  await withFolder(async (spot) => {
    await spot.write("more.sh", `# ${"the same again ".repeat(1200)}\n`);
    const packed = await spot.json(["validate"]);
    assert.equal(packed.code, 0, packed.err);
    assert.ok(Number((packed.document.data as { user_data_bytes?: number }).user_data_bytes) < 16_384);
    await spot.write("more.sh", `# ${random}\n`);
    const { code, err } = await spot.run(["validate"]);
    assert.equal(code, 1);
    assert.match(err.replaceAll(/\s+/g, " "), /CFG-13 .*additional_commands\.sh/);
  }, changed("username:", "additional_commands: more.sh\n  username:"));
});

Deno.test("T-09b: nodes are distributed evenly, and no region gets more than there are", () => {
  const auto = (count: number) =>
    Array.from({ length: count }, (_, at) => ({ region: `r${at}`, count: "auto" as const }));
  assert.deepEqual([...distributeSlots(3, auto(29)).values()].slice(0, 5), [1, 1, 1, 0, 0]);
  assert.deepEqual([...distributeSlots(5, auto(3)).values()], [2, 2, 1]);
  const mixed = [{ region: "a", count: 1 }, { region: "b", count: 0 }, { region: "c", count: "auto" as const }];
  assert.deepEqual([...distributeSlots(2, mixed).values()], [1, 0, 1]);
  assert.deepEqual([...distributeSlots(undefined, auto(2)).values()], [1, 1]);
});

Deno.test("T-09c T-09d T-09e: commands as they are mistyped, and as earlier scripts spell them", async () => {
  await withFolder(async (spot) => {
    const mistyped = await spot.run(["destory"]);
    assert.equal(mistyped.code, 1);
    assert.match(mistyped.err, /destroy/);
    const old = await spot.json(["--action", "validate", "--format", "default"]);
    assert.equal(old.document.action, "validate");
    assert.match(old.err, /--action validate is the command validate now/);
    for (const word of ["--help", "--version"]) {
      const { code } = await programHere(["spot-deploy", word], { env: { HOME: spot.folder, USER: "alice" } });
      assert.equal(code, 0);
    }
  });
});
