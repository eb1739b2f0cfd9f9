import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { $ } from "./shell.ts";

/**
 * Whether the crash matrix notices: three bugs, each put into a copy of this checkout, have to turn a cell red that is green without them.
 *
 * `deno task crash:mutants`
 */
type Mutant = {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The cell that has to notice. */
  readonly cell: string;
};

const mutants: readonly Mutant[] = [
  {
    name: "a line of the journal that is not synced",
    file: "lib/host/system/line_log.ts",
    from: "await file.syncData();",
    to: "",
    cell: "create: kill rename state_demo_<time>.json 1",
  },
  {
    name: "a launch without its client token",
    file: "lib/spot/launch/launch_fleet.ts",
    from: '    Type: "instant",\n    ClientToken: token,',
    to: '    Type: "instant",',
    cell: "spot-create: answer lost CreateFleet 1",
  },
  {
    name: "a stack that cannot be looked at taken for one that is not there",
    file: "lib/aws/questions/stack_status.ts",
    from: "if (isAbsence(error)) return undefined;\n    throw error;",
    to: "isAbsence(error);\n    return undefined;",
    cell: "delete: down cloudformation",
  },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const copy = await Deno.makeTempDir({ prefix: "dayctl-mutants-" });
$.setPrintCommand(false);
let isGood = true;
try {
  await $`sh -c ${'git ls-files -z | tar --null -T - -cf - | tar -xf - -C "$0"'} ${copy}`.cwd(root);
  for (const mutant of mutants) {
    const sound = await cellIsGreen(mutant);
    const path = join(copy, mutant.file);
    const text = await Deno.readTextFile(path);
    if (!text.includes(mutant.from)) throw new Error(`${mutant.file} does not read as it did`);
    await Deno.writeTextFile(path, text.replace(mutant.from, mutant.to));
    const broken = await cellIsGreen(mutant);
    await Deno.writeTextFile(path, text);
    isGood &&= sound && !broken;
    console.log(
      `${sound ? "green" : "RED"} without, ${broken ? "GREEN" : "red"} with: ${mutant.name} (${mutant.cell})`,
    );
  }
} finally {
  await Deno.remove(copy, { recursive: true });
}
Deno.exit(isGood ? 0 : 1);

async function cellIsGreen({ cell }: Mutant): Promise<boolean> {
  const { code, combined } = await $`deno task crash --anew --cell ${cell} 2>&1`.cwd(copy).captureCombined().noThrow()
    .quiet();
  if (!/^1 of \d+ cells ran/m.test(combined)) throw new Error(`${cell} did not run:\n${combined}`);
  return code === 0;
}
