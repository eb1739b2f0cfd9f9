import { task } from "../lib/cli/task.ts";

const dayCloneTask = task({
  name: "day-clone",
  brief: "Clone a repository of the catalogue at a branch or tag, for an analysis",
  description:
    "Without --template a clone stands in ROOT/USER/DESTINATION, in a folder that is called as the repository; ROOT is " +
    "/fsx/analysis_results where there is a /fsx. A template's destination is the folder of the clone itself, from the current " +
    "one. The destination must not exist, and nothing is left of a clone that does not succeed.",
  examples: [
    { what: "what there is", command: "deno task day-clone --list" },
    { what: "the default repository", command: "deno task day-clone -d my-analysis" },
    { what: "what a file says", command: "deno task day-clone --template etc/day-clone-templates/rna-seq.yaml" },
  ],
  helpWithoutArguments: true,
  aliases: { d: "destination", t: "gitTag", r: "gitRepo", c: "cloneRoot", u: "userName", w: "whichOne" },
  flags: {
    destination: { kind: "text", brief: "name of the analysis", placeholder: "NAME" },
    gitTag: { kind: "text", brief: "branch or tag; default: the catalogue's", placeholder: "REF" },
    gitRepo: { kind: "text", brief: "address of a repository that is in no catalogue", placeholder: "URL" },
    cloneRoot: { kind: "text", brief: "folder of all analyses", placeholder: "DIR" },
    userName: { kind: "text", brief: "whose analysis; default: your login name", placeholder: "USER" },
    whichOne: { kind: "choice", brief: "way to the repository that is tried first", values: ["https", "ssh"] },
    repository: { kind: "text", brief: "key in the catalogue", placeholder: "KEY" },
    template: {
      kind: "text",
      brief: "a YAML file with repository, ref, destination and transport; flags win over it",
      placeholder: "FILE",
    },
    list: { kind: "toggle", brief: "list the catalogue, and clone nothing" },
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
