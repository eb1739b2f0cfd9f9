import { fileURLToPath } from "node:url";
import { sourceFiles } from "../tests/support/source_files.ts";
import { makePackage } from "./package/make_package.ts";
import { ownTarget } from "./package/runtime.ts";
import { $ } from "./shell.ts";

/** With what tests start the program as a process. */
const starters = ["runProgram", "startProgram", "runFromPipe", "createOnTerminal", "createFromLines", "dayctl"];

/** The test files that start the program as a process. */
async function filesOfProcesses(): Promise<readonly string[]> {
  const files = await sourceFiles("tests/e2e");
  const starts = files.filter(({ path, imports }) =>
    path.endsWith("_test.ts") && imports.some(({ names }) => names.some((name) => starters.includes(name)))
  );
  return starts.map(({ path }) => path);
}

/** `deno task test:packaged`: what the tests say of the program as a process, said of the packaged file. */
if (import.meta.main) {
  const repository = fileURLToPath(new URL("..", import.meta.url));
  const folder = await Deno.makeTempDir({ prefix: "dayctl-packaged-" });
  const test = ["test", "--lock=development.lock", "-q", "--no-check", "--no-prompt", "-P=development", ...Deno.args];
  try {
    const file = await makePackage(repository, ownTarget(), folder);
    const { code } = await $`deno ${test} ${await filesOfProcesses()}`.cwd(repository)
      .env({ INIT_CWD: "", DAYCTL_PACKAGED: file }).noThrow();
    Deno.exitCode = code;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
