import { serviceTime } from "../aws/questions/service_time.ts";
import type { Aws } from "../aws/session.ts";
import { command } from "../host/errors/advice.ts";
import type { Clock } from "../host/clock.ts";
import type { Check } from "../preflight/check.ts";
import { fail, pass } from "../preflight/verdict.ts";

/** AWS refuses requests that are signed five minutes away from its own time; deadlines and lists of runs are wrong long before. */
const mostSeconds = 60;

/** How far our clock is from that of AWS; nothing where AWS did not answer, which another check tells. */
export async function clockCheck(
  { aws, clock }: { readonly aws: Aws; readonly clock: Clock },
): Promise<readonly Check[]> {
  const id = "aws.clock";
  const time = await serviceTime(aws);
  if (time === undefined) return [];
  const seconds = Math.round((clock.now().getTime() - time.getTime()) / 1000);
  const details = { seconds_ahead: seconds, aws_time: time.toISOString() };
  if (Math.abs(seconds) <= mostSeconds) return [pass(id, details)];
  const note = `the clock of this machine is ${Math.abs(seconds)} s ${seconds > 0 ? "ahead of" : "behind"} that of AWS`;
  return [fail(id, { ...details, note }, command("sudo timedatectl set-ntp true"))];
}
