import type { Answer } from "../lib/answers/answer.ts";
import { task, type TaskContext } from "../lib/cli/task.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const verbs = ["install", "remove", "list", "run"] as const;

const shims = task({
  name: "shims",
  brief:
    "Replace the daylily-* Bash scripts in a folder with shims, small scripts of the same name that call dayctl; keep the originals beside them",
  description:
    "install: replace these scripts (without names: all in bin/) by shims, and keep the originals in legacy/ beside them. " +
    "The name of a task stands for all scripts that it replaces, for example spot-deploy.\n" +
    "remove: remove the shims and restore the original scripts, byte for byte\n" +
    "list: show which names are scripts and which are shims\n" +
    "run: do the work of a script that has no task of its own: get_git_deets.sh or check_prereq_sw.sh",
  examples: [
    { what: "replace one script", command: "deno task shims install --dir bin daylily-export-fsx-to-s3" },
    { what: "replace the scripts for Bacalhau nodes", command: "deno task shims install --dir bacalhau spot-deploy" },
    { what: "restore the original script", command: "deno task shims remove --dir bin daylily-export-fsx-to-s3" },
  ],
  helpWithoutArguments: true,
  flags: {
    dir: { kind: "text", brief: "folder of the scripts; default: bin", placeholder: "DIR" },
    dryRun: { kind: "toggle", brief: "show what install or remove would do, and stop" },
  },
  words: {
    brief: "install, remove, list or run; after it, names of scripts",
    placeholder: "verb",
    usage: "VERB [NAME...] [FLAGS]",
    values: verbs,
    least: 1,
    most: 100,
  },
  async run({ dir, dryRun }, [verb, ...names], context) {
    if (!verbs.some((known) => known === verb)) {
      throw new DayError("DAY-USE-001", `shims ${verb}: expected ${verbs.join(", ")}`);
    }
    if (verb === "run") return await runLegacy(names, context);
    const { chooseNames } = await import("../lib/shims/choose_names.ts");
    const { shimsAnswer } = await import("../lib/answers/shims_answer.ts");
    const { listShims } = await import("../lib/shims/shim_entry.ts");
    const { scriptFolder } = await import("../lib/shims/script_folder.ts");
    const folder = await scriptFolder(context, dir);
    const { installed } = await import("../lib/shims/legacy_names.ts");
    const rows = chooseNames(names, folder, context.environment.folder, verb === "install" ? installed : undefined);
    if (verb === "list") return shimsAnswer(folder, { shims: await listShims(context, folder, rows) });
    if (verb === "remove") {
      const { removeShims } = await import("../lib/shims/remove_shims.ts");
      return shimsAnswer(folder, await removeShims(context, folder, rows, { dryRun }));
    }
    const { installShims } = await import("../lib/shims/install_shims.ts");
    const { startCommand } = await import("../lib/shims/start_command.ts");
    const { taskCommand } = await import("./wiring/task_command.ts");
    const start = ([name, ...words]: readonly [string, ...string[]]) =>
      startCommand(taskCommand(context.environment, name, words));
    return shimsAnswer(folder, await installShims({ ...context, start }, folder, rows, { dryRun }));
  },
});

/** Scripts that are no task of their own: programs read what they print. */
async function runLegacy([name, ...rest]: readonly string[], context: TaskContext): Promise<Answer> {
  if (rest.length > 0) throw new DayError("DAY-USE-001", `${name} takes no arguments: ${rest.join(" ")}`);
  switch (name) {
    case "get_git_deets.sh": {
      const { cliGlobals } = await import("../lib/config/file/cli_globals.ts");
      const { gitDetails } = await import("../lib/cluster/plan/git_details.ts");
      const { lineAnswer } = await import("../lib/answers/legacy_answers.ts");
      const { tag } = await cliGlobals(context);
      return lineAnswer(await gitDetails(context.processes, context.environment.folder, tag));
    }
    case "check_prereq_sw.sh": {
      const { helperChecks } = await import("../lib/preflight/toolchain_gate.ts");
      const { prerequisitesAnswer } = await import("../lib/answers/legacy_answers.ts");
      return prerequisitesAnswer(await Promise.all(helperChecks(context)));
    }
    default:
      throw new DayError("DAY-USE-001", `shims run ${name ?? ""}: expected get_git_deets.sh or check_prereq_sw.sh`);
  }
}

export default shims;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(shims);
