import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { $ } from "./shell.ts";

/**
 * Whether the crash matrix notices: three bugs, each put into a copy of this checkout, have to turn a cell red that is green without them.
 *
 * `deno task crash:mutants [PART OF A NAME]`
 */
type Mutant = {
  readonly name: string;
  readonly files: readonly string[];
  readonly from: string;
  readonly to: string;
  /** The cell that has to notice. */
  readonly cell: string;
};

const mutants: readonly Mutant[] = [
  {
    name: "a line of the journal that is not synced",
    files: ["lib/host/system/line_log.ts"],
    from: "await file.syncData();",
    to: "",
    cell: "create: kill rename state_demo_<time>.json 1",
  },
  {
    name: "a launch without its client token",
    files: ["lib/spot/launch/launch_fleet.ts"],
    from: '    Type: "instant",\n    ClientToken: token,',
    to: '    Type: "instant",',
    cell: "spot-create: answer lost CreateFleet 1",
  },
  {
    name: "a schedule that cannot be looked at taken for one that is not there",
    files: ["lib/aws/resources/schedule.ts", "lib/aws/resources/schedule_by_name.ts"],
    from: 'if (isAwsError(error, "ResourceNotFound")) return { is: "absent" };\n    throw error;',
    to: 'return { is: "absent" };',
    cell: "delete: down scheduler",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = await Deno.makeTempDir({ prefix: "dayctl-mutants-" });
$.setPrintCommand(false);
let isGood = true;
try {
  await $`sh -c ${'git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$0"'} ${copy}`.cwd(root);
  for (const mutant of mutants.filter(({ name }) => name.includes(Deno.args[0] ?? ""))) {
    const sound = await cellIsGreen(mutant);
    const restore = await putIn(mutant);
    const broken = await cellIsGreen(mutant);
    await restore();
    isGood &&= sound && !broken;
    console.log(
      `${sound ? "green" : "RED"} without, ${broken ? "GREEN" : "red"} with: ${mutant.name} (${mutant.cell})`,
    );
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}
Deno.exit(isGood ? 0 : 1);

/** @returns takes it out again */
async function putIn({ files, from, to }: Mutant): Promise<() => Promise<void>> {
  const before = await Promise.all(files.map(async (file) => {
    const path = join(copy, file);
    return { path, text: await Deno.readTextFile(path) };
  }));
  const write = async (change: (text: string) => string) => {
    for (const { path, text } of before) await Deno.writeTextFile(path, change(text));
  };
  for (const { path, text } of before) if (!text.includes(from)) throw new Error(`${path} does not read as it did`);
  await write((text) => text.replace(from, to));
  return () => write((text) => text);
}

async function cellIsGreen({ cell }: Mutant): Promise<boolean> {
  const { code, combined } = await $`deno task crash --anew --cell ${cell} 2>&1`.cwd(copy).captureCombined().noThrow()
    .quiet();
  if (!/^1 of \d+ cells ran/m.test(combined)) throw new Error(`${cell} did not run:\n${combined}`);
  return code === 0;
}
