import { systemHost } from "./lib/host/system/system_host.ts";
import { dispatch } from "./tasks/wiring/dispatch.ts";

/** `dayctl TASK …` */
if (import.meta.main) Deno.exit(await dispatch(systemHost(), Deno.args));
