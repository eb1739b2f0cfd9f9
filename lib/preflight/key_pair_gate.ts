import { command } from "../host/errors/advice.ts";
import { join } from "node:path";
import { ed25519KeyPairs, keyPairActions } from "../aws/questions/key_pairs.ts";
import { chooseCandidate } from "../config/settings/choose_candidate.ts";
import type { Sourced } from "../config/file/config_source.ts";
import type { Files } from "../host/files.ts";
import { shellWord } from "../text/shell_word.ts";
import { asked } from "./ask.ts";
import type { Check } from "./check.ts";
import type { Gate, PreflightDeps, PreflightRequest } from "./gate.ts";
import { fail, failLook, pass } from "./verdict.ts";

const id = "ec2.keypair";
const marker = "omics";

export type KeyPair = { readonly keyName: Sourced; readonly pemPath: string };

/**
 * Gate 8: the key pair for the head node: ed25519, `omics` in its name, its private key at `~/.ssh/<name>.pem` with mode 400. The
 * mode is judged, never changed.
 */
export async function keyPairGate(deps: PreflightDeps, request: PreflightRequest): Promise<Gate<KeyPair>> {
  const { usable, folder, check: usableCheck } = await usableKeys(deps, request.region);
  if (usableCheck.status !== "PASS") return { checks: [usableCheck] };
  const { details } = usableCheck;
  const candidates = usable.map((name) => ({ value: name, label: `${name} (ed25519)` }));
  const choice = await asked(() => chooseCandidate(deps, request.source, "ssh_key_name", candidates));
  if ("error" in choice) {
    return { checks: [fail(id, { ...details, note: choice.error.message }, choice.error.advice)], error: choice.error };
  }
  const pemPath = pemPathOf(folder, choice.answer.value);
  const check = await modeCheck(deps.files, pemPath, {
    ...details,
    key_name: choice.answer.value,
    origin: choice.answer.origin,
    pem_path: pemPath,
  });
  return check.status === "PASS"
    ? { checks: [check], found: { keyName: choice.answer, pemPath } }
    : { checks: [check] };
}

type KeyDeps = Pick<PreflightDeps, "aws" | "environment" | "files">;

/** The key pairs of a region whose private key is here; the check fails where there is none. */
async function usableKeys(
  deps: KeyDeps,
  region: string,
): Promise<{ readonly usable: readonly string[]; readonly folder: string; readonly check: Check }> {
  const folder = join(deps.environment.home, ".ssh");
  let names: string[];
  try {
    names = await ed25519KeyPairs(deps.aws, marker);
  } catch (error) {
    const doing = `looking for key pairs in ${region}`;
    return { usable: [], folder, check: failLook(id, { error, doing, actions: keyPairActions }) };
  }
  const usable = await withPrivateKey(deps.files, folder, names);
  const details = { candidates: usable, without_private_key: names.filter((name) => !usable.includes(name)) };
  if (usable.length > 0) return { usable, folder, check: pass(id, details) };
  const note = `${folder} has no private key of an ed25519 key pair with ${marker} in its name`;
  return { usable, folder, check: fail(id, { ...details, note }, missingKey(names, folder)) };
}

/** Whether any key pair of a region can be used; which one a run takes is not asked. */
export async function someKeyCheck(deps: KeyDeps, region: string): Promise<Check> {
  const { usable, folder, check } = await usableKeys(deps, region);
  if (check.status !== "PASS") return check;
  const each = await Promise.all(
    usable.map((name) => modeCheck(deps.files, pemPathOf(folder, name), { ...check.details, key_name: name })),
  );
  return each.find(({ status }) => status === "PASS") ?? each[0];
}

/** Names that are no plain file name would lead out of the folder and count as without a key. */
async function withPrivateKey(files: Files, folder: string, names: readonly string[]): Promise<string[]> {
  const present = await Promise.all(
    names.map(async (name) => !name.includes("/") && (await files.stat(pemPathOf(folder, name)))?.isFile === true),
  );
  return names.filter((_, index) => present[index]);
}

async function modeCheck(files: Files, pemPath: string, details: Check["details"]): Promise<Check> {
  const mode = (await files.stat(pemPath))?.mode;
  if (mode === 0o400) return pass(id, { ...details, mode: "400" });
  const shown = mode?.toString(8) ?? "unknown";
  const note = `the private key file has mode ${shown} instead of 400`;
  return fail(id, { ...details, mode: shown, note }, command(`chmod 400 ${shellWord(pemPath)}`));
}

function pemPathOf(folder: string, name: string): string {
  return join(folder, `${name}.pem`);
}

function missingKey(names: readonly string[], folder: string): string {
  return names.length === 0
    ? `create an ed25519 key pair whose name contains ${marker}, and save its private key as ${folder}/<name>.pem with mode 400`
    : `save the private key of ${names.join(" or ")} as ${folder}/<name>.pem with mode 400`;
}
