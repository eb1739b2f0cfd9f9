import { DayError } from "../host/errors/day_error.ts";
import { inDoubleQuotes, readsAs } from "../text/yaml_text.ts";
import { compareRendered } from "./compare_rendered.ts";
import { type MarkedScalar, markedTemplate, unmarked } from "./marked_template.ts";
import { strayTokens, type TokenName, tokenPattern, type TokenValues } from "./template_tokens.ts";

const required = [
  "REGSUB_REGION",
  "REGSUB_PUB_SUBNET",
  "REGSUB_PRIVATE_SUBNET",
  "REGSUB_CLUSTER_NAME",
] as const satisfies readonly TokenName[];

/**
 * Replaces every token by its value, and nothing inside a value is replaced again. All other text keeps its bytes. A text
 * that a reader of YAML 1.1 or 1.2 would take for something else (`no`, `012345678901`, `omics #2`) comes into double
 * quotes together with what stands around it; numbers and booleans stay what they are. At last the file is read, and the
 * value of every token compared.
 *
 * @throws DayError DAY-TPL-001 when something would be left over, a required value is empty, a value holds a line break or
 *   another control character, or one would be read as another value or change what stands around it
 */
export function renderTemplate(text: string, tokens: TokenValues): string {
  const empty = required.filter((name) => tokens[name] === "");
  if (empty.length > 0) throw new DayError("DAY-TPL-001", `There is no value for ${empty.join(", ")}`);
  const stray = strayTokens(text);
  if (stray.length > 0) {
    throw new DayError("DAY-TPL-001", `it has tokens that cannot be replaced: ${stray.join(", ")}`);
  }
  for (const [, name] of text.matchAll(tokenPattern)) refuseBreaks(name as TokenName, tokens[name as TokenName]);
  const template = markedTemplate(text);
  let rendered = "";
  let done = 0;
  for (const scalar of template.scalars) {
    rendered += unmarked(template.text.slice(done, scalar.start), tokens) + sourceOf(scalar, tokens);
    done = scalar.end;
  }
  rendered += unmarked(template.text.slice(done), tokens);
  compareRendered(template, tokens, rendered);
  return rendered;
}

function refuseBreaks(name: TokenName, value: string): void {
  if (!/[\p{Cc}\p{Zl}\p{Zp}]/u.test(value)) return;
  throw new DayError("DAY-TPL-001", `The value for ${name} holds a control character: ${JSON.stringify(value)}`);
}

/** What stands for a scalar once its tokens have values. */
function sourceOf({ source, value, place, isText, isLine }: MarkedScalar, tokens: TokenValues): string {
  const plain = unmarked(source, tokens);
  const wanted = unmarked(value, tokens);
  return !isText || !isLine || readsAs(plain, wanted, place) ? plain : inDoubleQuotes(wanted);
}
