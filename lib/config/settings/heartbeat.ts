import type { ConfigSource, Sourced } from "../file/config_source.ts";
import { initial } from "../file/initial_value.ts";
import { complaintAbout, noHeartbeat } from "../keys/keys.ts";
import type { AskDeps } from "./ask_deps.ts";
import { textSetting } from "./text_setting.ts";

const key = "heartbeat_email";

/**
 * Where reminders go; empty means that there are none. A configured value that is no address is kept for the preflight
 * report.
 *
 * @see spec/create-cluster.md 2.9, 3.16; decision 3.2 (D7)
 */
export async function heartbeatEmail(deps: AskDeps, source: ConfigSource, budgetEmail: string): Promise<Sourced> {
  const given = initial(source, key);
  const { value, origin } = given ?? { value: await askAddress(deps, budgetEmail), origin: "answer" };
  return { value: value === noHeartbeat ? "" : value, origin };
}

/** Offers the budget's address once; after an answer that is no address, an empty line means none. */
async function askAddress({ prompter }: AskDeps, budgetEmail: string): Promise<string> {
  const answer = await prompter.text({
    id: key,
    message: `Where should reminders about the running cluster go (${noHeartbeat}: nowhere)?`,
    default: budgetEmail,
  });
  const complaint = complaintAbout(key, answer);
  if (complaint === undefined) return answer;
  return await prompter.text({
    id: key,
    message: `'${answer}' ${complaint}. Where should reminders go (empty: nowhere)?`,
    emptyAllowed: true,
    complaint: (again) => complaintAbout(key, again),
  });
}

/** How often reminders are sent; empty without reminders. */
export async function heartbeatSchedule(deps: AskDeps, source: ConfigSource, email: Sourced): Promise<Sourced> {
  if (email.value === "") return email;
  const message = "How often should a reminder be sent, for example rate(60 minutes) or cron(0 12 * * ? *)?";
  return await textSetting(deps, source, "heartbeat_schedule", { message });
}
