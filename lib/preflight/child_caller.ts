import { outrankingVariables } from "../aws/child_variables.ts";
import type { PreflightDeps } from "./gate.ts";

export type ChildCallerDeps = Pick<PreflightDeps, "aws" | "environment" | "files" | "processes" | "signal">;

/** Asks as `pcluster` does, with one short attempt. */
const script = [
  "import botocore.config, botocore.session",
  "config = botocore.config.Config(connect_timeout=5, read_timeout=10, retries={'max_attempts': 0})",
  "sts = botocore.session.get_session().create_client('sts', config=config)",
  "print(sts.get_caller_identity()['Arn'])",
].join("\n");

/** What is exported that some of AWS's tools rank above the profile. */
export function outranking({ get }: PreflightDeps["environment"]): readonly string[] {
  return outrankingVariables.filter((name) => get(name) !== undefined);
}

/**
 * Whom AWS takes `pcluster` for, when something is exported that could make it somebody else than we are: its own Python asks, with
 * exactly the variables that it will be started with. Nothing where nothing of the kind is exported, for it costs the start of a
 * Python, and where it cannot be asked: `pcluster` is no script of a Python, or there was no answer.
 *
 * @param pcluster the full path of the program
 */
export async function childCaller(deps: ChildCallerDeps, pcluster: string): Promise<string | undefined> {
  const { aws, environment, files, processes, signal } = deps;
  if (outranking(environment).length === 0) return undefined;
  try {
    const [, python] = /^#!(\S*python[\d.]*)\s*\n/.exec(await files.readText(pcluster)) ?? [];
    if (python === undefined) return undefined;
    // By way of env: a permission set names the programs that may be started.
    const asked = ["env", "--", python, "-c", script];
    const { code, stdout } = await processes.run(asked, { env: await aws.childVariables(), signal });
    return code === 0 ? stdout.trim() : undefined;
  } catch {
    return undefined;
  }
}
