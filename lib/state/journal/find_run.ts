import { advice, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { KnownRun, Runs } from "./runs.ts";

/**
 * The run that a person means by `--run RUN`, `<ts>` or `<cluster>_<ts>`; the newest one that fits without a name.
 *
 * @throws DayError DAY-RUN-003 when there is none, DAY-RUN-004 when the one that is meant is damaged
 */
export function findRun({ known, damaged }: Runs, wanted: string | undefined): KnownRun {
  const isMeant = ({ name, id }: Pick<KnownRun, "name" | "id">) => wanted === name || wanted === id;
  const run = wanted === undefined ? known.at(-1) : known.findLast(isMeant);
  if (run !== undefined) return run;
  const broken = wanted === undefined ? damaged.at(-1) : damaged.find(isMeant);
  if (broken !== undefined) throw broken.why;
  throw new DayError(
    "DAY-RUN-003",
    wanted === undefined ? "no run is recorded on this machine" : `there is no run ${wanted}`,
    {
      fix: advice`see the runs that are recorded here with: ${command("deno task status --runs")}`,
    },
  );
}
