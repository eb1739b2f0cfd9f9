/** Holds the lock of cluster c in us-west-2 until it is ended: `deno run hold_lock.ts FOLDER`. */
import { lockRun } from "../../lib/state/run_lock.ts";

const [folder] = Deno.args;
const about = { account: "123456789012", region: "us-west-2", subject: "c" };
await lockRun(folder, about, { pid: Deno.pid, host: "h", user: "alice", command: "dayctl create --debug" });
console.log("held");
setInterval(() => {}, 60_000);
