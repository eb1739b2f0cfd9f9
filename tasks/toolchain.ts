import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const toolchain = task({
  name: "toolchain",
  brief: "The programs that a creation on AWS needs, in private environments",
  description:
    "install: put pcluster, the reference check and Node.js into the user's cache, or into --dir; every task " +
    "finds them there after PATH, and what an earlier install has put elsewhere goes\n" +
    "status: where each program is found, and whether it is the right one\n" +
    "remove: take away what install has put there",
  examples: [
    { what: "all that is missing, once", command: "deno task toolchain install" },
    { what: "what a creation would use", command: "deno task toolchain status" },
  ],
  helpWithoutArguments: true,
  flags: { dir: { kind: "text", brief: "where install puts the environments", placeholder: "DIR" } },
  words: {
    brief: "install, status or remove",
    placeholder: "verb",
    values: ["install", "status", "remove"],
    least: 1,
    most: 1,
  },
  async run({ dir }, [verb], deps) {
    if (dir !== undefined && verb !== "install") {
      const fix = "leave it out: where install has put them is remembered";
      throw new DayError("DAY-USE-001", `--dir is for install, not for ${verb}`, { fix });
    }
    const { resolve } = await import("node:path");
    const folder = dir === undefined ? undefined : resolve(deps.environment.folder, dir);
    if (dir === "" || folder === "/") {
      const fix = "name a folder of its own, for example --dir /opt/dayctl";
      throw new DayError("DAY-USE-001", `--dir '${dir}' is no place for environments`, { fix });
    }
    const { installPrivateTools, removePrivateTools } = await import("../lib/toolchain/private_tools.ts");
    const { judgeTools } = await import("../lib/toolchain/judge_tools.ts");
    const { removedAnswer, toolsAnswer } = await import("../lib/answers/tools_answer.ts");
    switch (verb) {
      case "install":
        await installPrivateTools(deps, folder);
        return toolsAnswer(await judgeTools(deps));
      case "status":
        return toolsAnswer(await judgeTools(deps));
      case "remove":
        return removedAnswer(await removePrivateTools(deps), await judgeTools(deps));
      default:
        throw new DayError("DAY-USE-001", `toolchain ${verb}: expected install, status or remove`);
    }
  },
});

export default toolchain;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(toolchain);
