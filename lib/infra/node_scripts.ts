import type { NodeScripts } from "./publish_boot_assets.ts";

/** The scripts for nodes that travel with the program: none yet. */
export const nodeScripts: NodeScripts = {};
