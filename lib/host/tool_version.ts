import { builtFrom } from "./built_from.ts";
import manifest from "../../deno.json" with { type: "json" };

/** The program's version, as in its manifest. */
export const toolVersion: string = manifest.version;

/** The same for people; a packaged program also says what it was made from. */
export function versionText(): string {
  return builtFrom === undefined ? toolVersion : `${toolVersion} (commit ${builtFrom}, Deno ${Deno.version.deno})`;
}
