import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";
import { noHeartbeat } from "../keys/complaints/heartbeat_email.ts";
import { complaintAbout, configKeys } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

const key = "heartbeat_email";

/**
 * Where heartbeats go; empty means that there are none. A configured value that is no address is kept for the preflight
 * report.
 */
export async function heartbeatEmail(deps: AskDeps, source: ConfigSource, budgetEmail: Sourced): Promise<Sourced> {
  const given = initial(source, key);
  const { value, origin } = given ?? { value: await askAddress(deps, budgetEmail.value), origin: "answer" };
  return { value: value === noHeartbeat ? "" : value, origin };
}

/** Offers the budget's address once; after an answer that is no address, an empty line means none. */
async function askAddress({ prompter }: AskDeps, budgetEmail: string): Promise<string> {
  const { message, again } = configKeys[key].question;
  const answer = await prompter.text({ id: key, message, default: budgetEmail });
  const complaint = complaintAbout(key, answer);
  if (complaint === undefined) return answer;
  return await prompter.text({
    id: key,
    message: `'${answer}' ${complaint}. ${again}`,
    emptyAllowed: true,
    complaint: (other) => complaintAbout(key, other),
  });
}

/** How often heartbeats are sent; empty without heartbeats. */
export async function heartbeatSchedule(deps: AskDeps, source: ConfigSource, email: Sourced): Promise<Sourced> {
  if (email.value === "") return email;
  return await textSetting(deps, source, "heartbeat_schedule", configKeys.heartbeat_schedule.question);
}
