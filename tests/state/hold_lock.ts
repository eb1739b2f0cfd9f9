/** Holds a run's lock until it is ended: `deno run hold_lock.ts FOLDER REGION CLUSTER`. */
import { lockRun } from "../../lib/state/run_lock.ts";

const [folder, region, cluster] = Deno.args;
await lockRun(folder, region, cluster, { pid: Deno.pid, host: "h", user: "alice", command: "dayctl create --debug" });
console.log("held");
setInterval(() => {}, 60_000);
