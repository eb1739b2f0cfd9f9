import { errorsPage } from "../lib/cli/pages/errors_page.ts";

/** Writes the reference page of the error codes again. */
if (import.meta.main) {
  await Deno.writeTextFile(new URL("../docs/errors.md", import.meta.url), errorsPage());
}
