import manifest from "../../deno.json" with { type: "json" };

/** The program's version, as in its manifest. */
export const toolVersion: string = manifest.version;
