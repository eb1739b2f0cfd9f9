import { join } from "node:path";

/** What must never become part of a page: it tries to run, to load, and to leave its element. */
export function hostile(address: string): string {
  return `"'><script src="${address}/script"></script><img src="${address}/image" onerror="document.title='owned'">` +
    `</text></svg><style>@import "${address}/style"</style><a href="javascript:x">&lt;b&gt;\u202e\u001b[31m`;
}

/** A run, every text of which is hostile, in a configuration folder. @returns its name */
export async function hostileRun(folder: string, address: string): Promise<string> {
  const text = hostile(address);
  const key = `123456789012/us-west-2/${text}`;
  const secret = "AKIAABCDEFGHIJKLMNOP";
  const sourced = { value: text, origin: "file" };
  const cluster = { kind: "cluster", key };
  const facts = [
    {
      fact: "run",
      schema_version: 1,
      run_id: "20260102030405",
      tool_version: text,
      operation: "create",
      subject: text,
      region: "us-west-2",
      profile: text,
      request: { region_az: text },
    },
    {
      fact: "decided",
      key: "prepared",
      value: {
        auto_select: true,
        config_text: text,
        overrides: [],
        path: text,
        settings: { cluster_name: sourced, budget_email: sourced },
        template_defaults: [],
        triplets: [],
      },
    },
    { fact: "caller", account: "123456789012", arn: text },
    { fact: "artifact", name: text, path: join(folder, "<script>gone</script>"), sha256: text },
    { fact: "preflight_passed" },
    { fact: "warning", id: text, step: text, message: `${text} ${secret}`, post_create: false },
    { fact: "intent", ...cluster, spec: {}, found: "absent", attempt: 1, token: text },
    { fact: "child_started", argv: [`/bin/${text}`, text], id: { pid: 1, startTime: "" } },
    { fact: "remembered", ...cluster, origin: "created", expected: {}, out: {} },
    { fact: "remembered", kind: text, key: text, origin: "found", expected: {}, out: {} },
  ];
  const lines = facts.map((fact, second) =>
    JSON.stringify({ ...fact, at: new Date(Date.UTC(2026, 0, 2, 3, 4, second)).toISOString() }) + "\n"
  );
  const name = "<b>demo_20260102030405";
  await Deno.mkdir(join(folder, "runs"), { recursive: true });
  await Deno.writeTextFile(join(folder, "runs", `${name}.jsonl`), lines.join(""));
  return name;
}
