import { DayError } from "../host/errors/day_error.ts";
import { strayTokens, type TokenName, tokenPattern, type TokenValues } from "./template_tokens.ts";

const required = [
  "REGSUB_REGION",
  "REGSUB_PUB_SUBNET",
  "REGSUB_PRIVATE_SUBNET",
  "REGSUB_CLUSTER_NAME",
] as const satisfies readonly TokenName[];

/**
 * Replaces every token by its value, as it is: no quotes, no escapes, and nothing inside a value is replaced again. All
 * other text keeps its bytes. Throws `DAY-TPL-001` when something would be left over, a required value is empty, or a
 * value holds a line break or another control character and would so become more than one value.
 *
 * @see spec/create-cluster.md 4.1, spec/pcluster-template.md section 9
 */
export function renderTemplate(text: string, tokens: TokenValues): string {
  const empty = required.filter((name) => tokens[name] === "");
  if (empty.length > 0) throw new DayError("DAY-TPL-001", `There is no value for ${empty.join(", ")}`);
  const stray = strayTokens(text);
  if (stray.length > 0) {
    throw new DayError("DAY-TPL-001", `it has tokens that cannot be replaced: ${stray.join(", ")}`);
  }
  return text.replace(tokenPattern, (_, name: TokenName) => oneLine(name, tokens[name]));
}

function oneLine(name: TokenName, value: string): string {
  if (!/\p{Cc}/u.test(value)) return value;
  throw new DayError("DAY-TPL-001", `The value for ${name} holds a control character: ${JSON.stringify(value)}`);
}
