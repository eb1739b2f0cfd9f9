import { rowOf } from "../config/keys/keys.ts";
import { type KeyToken, tokenKeys, tokenOf } from "../config/keys/token_keys.ts";

/** Tokens that stand for no configuration key. */
const otherTokens = [
  "REGSUB_REGION",
  "REGSUB_S3_BUCKET_INIT",
  "REGSUB_S3_BUCKET_REF",
  "REGSUB_XMR_MINE",
  "REGSUB_XMR_POOL_URL",
  "REGSUB_XMR_WALLET",
  "REGSUB_USERNAME",
  "REGSUB_PROJECT",
  "REGSUB_AWS_ACCOUNT_ID",
  "REGSUB_DAYLILY_GIT_DEETS",
  "REGSUB_SSH_CIDR",
] as const;

export type OtherToken = typeof otherTokens[number];

export type TokenName = OtherToken | KeyToken;

/** Names that stand in braces behind a dollar sign in a cluster template. */
export const tokenNames: readonly TokenName[] = [...otherTokens, ...tokenKeys.map(tokenOf)];

/** A value for every token. */
export type TokenValues = Readonly<Record<TokenName, string>>;

/**
 * Matches each token that the text contains. Everything else with a dollar sign is left to the template's own readers.
 */
export const tokenPattern = /\$\{(REGSUB_[A-Z0-9_]+)\}/g;

/**
 * What a rendering would leave behind: tokens that nobody knows, and token words without their braces. Each with its
 * line, as `REGSUB_X (line 3)`, in the order of the text.
 */
export function strayTokens(text: string): readonly string[] {
  return text.split("\n").flatMap((line, index) => {
    const rest = line.replace(tokenPattern, (token, name) => isToken(name) ? "" : token);
    return (rest.match(/\w*REGSUB_\w*/g) ?? []).map((word) => `${word} (line ${index + 1})`);
  });
}

/** Whether the token stands for a number or a boolean of YAML. All others stand for texts. */
export function isNumber(name: TokenName): boolean {
  return numbers.has(name);
}

const numbers: ReadonlySet<TokenName> = new Set(tokenKeys.filter((key) => rowOf(key).number).map(tokenOf));

function isToken(name: string): boolean {
  return tokenNames.some((each) => each === name);
}
