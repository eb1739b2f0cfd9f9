/** The commit that a packaged program was built from: `deno task package` writes it here, in its copy of the source. */
export const builtFrom: string | undefined = undefined;
