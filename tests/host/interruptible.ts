import { Interrupted } from "../../lib/host/interruption.ts";
import { interruption } from "../../lib/host/system/system_interruption.ts";

/**
 * Waits until it is interrupted: what `interruption_test.ts` sends its signals to. Its arguments are the moments, in milliseconds,
 * at which its clock says that the signals come; the program goes on until the last of them has come.
 */
const moments = Deno.args.map(Number);
let come = 0;
const clock = { now: () => new Date(moments[come - 1]) };
const all = Promise.withResolvers<void>();
const isListened = { SIGINT: () => void come++, SIGTERM: () => void come++ };
for (const [name, count] of Object.entries(isListened)) Deno.addSignalListener(name as Deno.Signal, count);
const stop = interruption((exitCode) => console.log(`at once ${exitCode}`), clock);
stop.signal.addEventListener("abort", () => {
  const { reason } = stop.signal;
  console.log(`aborted ${reason instanceof Interrupted ? reason.exitCode : "?"} ${stop.exitCode()}`);
});
// What has been listened to by now has had its effect.
const seen = () => {
  console.log(`seen ${come}`);
  if (come === moments.length) all.resolve();
};
for (const name of Object.keys(isListened)) Deno.addSignalListener(name as Deno.Signal, seen);
console.log(`ready ${stop.exitCode()}`);
await all.promise;
stop.dispose();
console.log("finished");
Deno.exit(stop.exitCode());
