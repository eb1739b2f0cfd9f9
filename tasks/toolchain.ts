import { task } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const toolchain = task({
  name: "toolchain",
  brief: "Install and check the programs that creating a cluster needs, for example pcluster",
  description:
    "install: install pcluster, Node.js and the reference check (daylily-omics-references.sh) into the user's cache folder, or into --dir. Every task " +
    "finds them there if they are not on PATH. An earlier installation in another folder is removed\n" +
    "status: show where each program is found, and whether its version is right\n" +
    "remove: remove the installed programs",
  examples: [
    { what: "install the missing programs", command: "deno task toolchain install" },
    { what: "show the programs that create would use", command: "deno task toolchain status" },
  ],
  helpWithoutArguments: true,
  flags: { dir: { kind: "text", brief: "install: folder to install into", placeholder: "DIR" } },
  words: {
    brief: "install, status or remove",
    placeholder: "verb",
    values: ["install", "status", "remove"],
    least: 1,
    most: 1,
  },
  async run({ dir }, [verb], deps) {
    if (dir !== undefined && verb !== "install") {
      const fix = "leave it out: dayctl remembers the folder of the installation";
      throw new DayError("DAY-USE-001", `--dir is for install, not for ${verb}`, { fix });
    }
    const { resolve } = await import("node:path");
    const folder = dir === undefined ? undefined : resolve(deps.environment.folder, dir);
    if (dir === "" || folder === "/") {
      const fix = "name a folder of its own, for example --dir /opt/dayctl";
      throw new DayError("DAY-USE-001", `--dir '${dir}' is not a usable folder`, { fix });
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
