import { task } from "../lib/cli/task.ts";

const dayCloneTask = task({
  name: "day-clone",
  brief: "Clone a pipeline repository of the catalogue at a branch or tag, for an analysis",
  description:
    "Without --template the clone is put into ROOT/USER/DESTINATION, in a folder named like the repository; ROOT is " +
    "/fsx/analysis_results if /fsx exists. The destination of a template is the folder of the clone itself, relative to the current " +
    "folder. The destination must not exist yet; a failed clone is removed.",
  examples: [
    { what: "list the repositories", command: "deno task day-clone --list" },
    { what: "clone the default repository", command: "deno task day-clone -d my-analysis" },
    {
      what: "clone as a template file describes",
      command: "deno task day-clone --template etc/day-clone-templates/rna-seq.yaml",
    },
  ],
  helpWithoutArguments: true,
  aliases: { d: "destination", t: "gitTag", r: "gitRepo", c: "cloneRoot", u: "userName", w: "whichOne" },
  flags: {
    destination: { kind: "text", brief: "name of the analysis", placeholder: "NAME" },
    gitTag: { kind: "text", brief: "branch or tag; default: the catalogue's", placeholder: "REF" },
    gitRepo: { kind: "text", brief: "address of a repository that is not in the catalogue", placeholder: "URL" },
    cloneRoot: { kind: "text", brief: "folder that holds all analyses", placeholder: "DIR" },
    userName: { kind: "text", brief: "user whose analysis it is; default: your login name", placeholder: "USER" },
    whichOne: { kind: "choice", brief: "transport to try first", values: ["https", "ssh"] },
    repository: { kind: "text", brief: "name of the repository in the catalogue", placeholder: "KEY" },
    template: {
      kind: "text",
      brief: "a YAML file with repository, ref, destination and transport; flags override it",
      placeholder: "FILE",
    },
    list: { kind: "toggle", brief: "list the catalogue and stop" },
  },
  async run(flags, _words, context) {
    const { findCatalogue } = await import("../lib/worksets/clone/find_catalogue.ts");
    const catalogue = await findCatalogue(context);
    const { catalogueAnswer, cloneAnswer } = await import("../lib/answers/worksets/clone_answer.ts");
    if (flags.list) return catalogueAnswer(catalogue);
    const { readCloneRequest } = await import("../lib/worksets/clone/read_clone_request.ts");
    const { cloneRepository } = await import("../lib/worksets/clone/clone_repository.ts");
    return cloneAnswer(await cloneRepository(context, catalogue, await readCloneRequest(context, flags)));
  },
});

export default dayCloneTask;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(dayCloneTask);
