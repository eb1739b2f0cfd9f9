/** Waits until it is interrupted, and then as long as it is let: what `interruption_test.ts` sends its signals to. */
import { Interrupted, interruption } from "../../lib/host/interruption.ts";

const stop = interruption((exitCode) => console.log(`at once ${exitCode}`));
stop.signal.addEventListener("abort", () => {
  const { reason } = stop.signal;
  console.log(`aborted ${reason instanceof Interrupted ? reason.exitCode : "?"} ${stop.exitCode()}`);
});
console.log(`ready ${stop.exitCode()}`);
const patience = Number(Deno.args[0]);
while (!stop.signal.aborted) await new Promise((resolve) => setTimeout(resolve, 20));
await new Promise((resolve) => setTimeout(resolve, patience));
stop.dispose();
console.log("finished");
Deno.exit(stop.exitCode());
