import { makePackage } from "../../tools/package/make_package.ts";
import { ownTarget } from "../../tools/package/runtime.ts";
import { repository } from "./source_files.ts";
import { inTemporaryFolder } from "./temporary.ts";

/** The program as one file, packaged from the source as it stands, in a folder that nothing else uses. */
export async function withPackaged(body: (dayctl: string, folder: string) => Promise<void>): Promise<void> {
  await inTemporaryFolder(async (folder) => body(await makePackage(repository, ownTarget(), folder), folder));
}
