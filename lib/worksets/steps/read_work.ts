import { join } from "node:path";
import { readWorkFile } from "../contract/read_work_file.ts";
import { type WorkFile, workFileName } from "../contract/work_file.ts";
import type { WorkDeps } from "./work_deps.ts";
import { workspaceOf } from "./workspace.ts";

/** What a workset's file asks for, as it was when the workset was taken. */
export async function readWork(
  { files, options, aws }: Pick<WorkDeps, "files" | "options" | "aws">,
  workset: string,
): Promise<WorkFile> {
  const { folder } = workspaceOf(options.localRoot, workset);
  const bytes = await files.readBytes(join(folder, workFileName));
  return readWorkFile(bytes, { allowShell: options.allowShell, aws });
}
