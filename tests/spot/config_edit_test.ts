import assert from "node:assert/strict";
import { editConfig } from "../../lib/spot/regions/config_edit.ts";
import { unifiedDiff } from "../../lib/text/unified_diff.ts";

const values = { image: "auto", machine_type: "t3.medium" };

function edited(text: string, change: (edit: ReturnType<typeof editConfig>) => void): string {
  const edit = editConfig(text);
  change(edit);
  return edit.text();
}

Deno.test("T-19 T-19e: a configuration is edited where it has to be, and every other byte stays", () => {
  const add = (text: string) => edited(text, (edit) => edit.set("eu-west-1", values));
  const fix = (text: string) =>
    edited(text, (edit) => edit.set("us-east-1", { architecture: "arm64", machine_type: "t4g.small" }));
  const cases = [
    [
      add,
      "a: [1,2]   # c\nregions:\n  us-east-1:   {machine_type: [a.b, c.d]} # mine\n\n# end",
      "a: [1,2]   # c\nregions:\n  us-east-1:   {machine_type: [a.b, c.d]} # mine\n" +
      "  eu-west-1:\n    image: auto\n    machine_type: t3.medium\n\n# end",
    ],
    [
      add,
      "regions:\r\n- us-east-1: {}\r\n",
      "regions:\r\n- us-east-1: {}\r\n- eu-west-1:\r\n    image: auto\r\n    machine_type: t3.medium\r\n",
    ],
    [add, "regions: [{a: {}}]\n", "regions: [{a: {}}, {eu-west-1: {image: auto, machine_type: t3.medium}}]\n"],
    [add, "regions: {a: {}} # x\n", "regions: {a: {}, eu-west-1: {image: auto, machine_type: t3.medium}} # x\n"],
    [add, "a: 1\nregions:\n", "a: 1\nregions:\n  eu-west-1:\n    image: auto\n    machine_type: t3.medium\n"],
    [
      fix,
      "regions:\n  us-east-1:\n    machine_type: [a.b, c.d] # two\n    image: 'auto'\nb: {c}\n",
      "regions:\n  us-east-1:\n    machine_type: t4g.small # two\n    image: 'auto'\n    architecture: arm64\nb: {c}\n",
    ],
    [
      fix,
      'regions:\n- us-east-1: {machine_type: "a.b", architecture: x86_64} # mine\n',
      "regions:\n- us-east-1: {machine_type: t4g.small, architecture: arm64} # mine\n",
    ],
  ] as const;
  for (const [change, before, after] of cases) assert.equal(change(before), after);
  const odd = edited("regions: {a: {}}\n", (edit) => edit.set("us: east", { image: "a, b" }));
  assert.equal(editConfig(odd).value("us: east", "image"), "a, b");
});

Deno.test("a unified diff is one that git apply and patch take", async () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const after = ["first", ...lines.slice(0, 9), "changed", ...lines.slice(10, 28), "last"];
  const [before, fresh] = [lines, after].map((each) => each.join("\n") + "\n");
  const diff = unifiedDiff(before, fresh, "config.yaml");
  assert.deepEqual(diff.filter((line) => line.startsWith("@@")), [
    "@@ -1,3 +1,4 @@",
    "@@ -7,7 +8,7 @@",
    "@@ -26,5 +27,4 @@",
  ]);
  assert.deepEqual(unifiedDiff(before, before, "config.yaml"), []);
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/config.yaml`, before);
    await Deno.writeTextFile(`${folder}/x.diff`, diff.join("\n") + "\n");
    const { success, stderr } = await new Deno.Command("git", { args: ["apply", "-p0", "x.diff"], cwd: folder })
      .output();
    assert.ok(success, new TextDecoder().decode(stderr));
    assert.equal(await Deno.readTextFile(`${folder}/config.yaml`), fresh);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
