import { join } from "node:path";
import { repository } from "../support/source_files.ts";
import { gitRepository } from "./git_repository.ts";
import type { WorksetsHere } from "./worksets_here.ts";

/** Gives the monitor's folder what the file of the seed names: a pipeline to clone, whose runs do this, and a template that a cluster can be made of. */
export async function seedFolder({ sandbox, folder }: WorksetsHere, run: string): Promise<void> {
  const origin = join(sandbox.folder, "rna-seq");
  await gitRepository(origin, { dyoainit: "alias dy-a='echo activate'\nalias dy-r='./run'\n", run });
  await Deno.mkdir(join(folder, "etc/day-clone-templates"), { recursive: true });
  await Deno.writeTextFile(
    join(folder, "etc/day-clone-templates/rna-seq.yaml"),
    `repository: file://${origin}\nref: main\ndestination: pipelines/rna-seq\n`,
  );
  await Deno.copyFile(join(repository, "templates/cluster.yaml"), join(folder, "etc/cluster-templates/hg38.yaml"));
}
