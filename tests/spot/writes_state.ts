/** Changes a state file again and again until it is ended: `deno run writes_state.ts PATH`. Says each number that is written. */
import { systemClock } from "../../lib/host/clock.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { machineSchema } from "../../lib/spot/state/machines.ts";
import { withMachines } from "../../lib/spot/state/changes.ts";
import { withState } from "../../lib/spot/state/open_state.ts";

const [path] = Deno.args;
const holder = { pid: Deno.pid, host: "h", user: "alice", command: "dayctl spot-deploy create" };
await withState({ files: systemFiles, clock: systemClock, emit: () => {} }, path, holder, async (state) => {
  for (let number = 1;; number++) {
    const machines = Array.from({ length: 400 }, (_, at) => {
      const id = `i-${at}`;
      return machineSchema.parse({ id, instance_id: id, region: "us-east-1", detailed_status: String(number) });
    });
    await state.update(withMachines(machines));
    console.log(number);
  }
});
