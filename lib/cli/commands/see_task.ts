import { advice, adviceOf, command } from "../../host/errors/advice.ts";
import { DayError } from "../../host/errors/day_error.ts";
import { errorCodes } from "../../host/errors/error_codes.ts";

const anyTask = adviceOf(errorCodes["DAY-USE-001"].fix).text;

/** Where a mistake on the command line has no advice of its own, the one to see the help of just this task. */
export function seeTask(task: string, error: DayError): DayError {
  if (error.code !== "DAY-USE-001" || error.fix !== anyTask || task === "dayctl") return error;
  const fix = advice`see ${command(`deno task ${task} --help`)}`;
  return new DayError(error.code, error.message, { fix, cause: error, details: error.details });
}
