import type { ChildVariables } from "../aws/child_variables.ts";
import { DayError } from "../host/errors/day_error.ts";
import type { Environment } from "../host/environment.ts";
import type { Processes } from "../host/processes.ts";
import { findProgram, searchPath } from "../toolchain/find_program.ts";
import { z } from "zod";

export type ImageDeps = {
  readonly processes: Processes;
  readonly environment: Environment;
  readonly aws: { readonly region: string; childVariables(): Promise<ChildVariables> };
  readonly signal: AbortSignal;
};

/** What `pcluster` says about images, as far as we use it. */
const answer = z.object({
  message: z.string().optional(),
  images: z.array(z.object({
    imageId: z.string().optional(),
    imageBuildStatus: z.string().optional(),
    amiId: z.string().optional(),
    version: z.string().optional(),
    ec2AmiInfo: z.object({ amiId: z.string() }).optional(),
  })).default([]),
  image: z.object({ imageId: z.string(), imageBuildStatus: z.string() }).optional(),
  configurationValidationErrors: z.array(z.object({ level: z.string(), type: z.string(), message: z.string() }))
    .default([]),
});

export type ImageAnswer = z.infer<typeof answer>;

/**
 * Runs one of the commands of `pcluster` about images.
 *
 * @throws DayError DAY-PRE-001 without `pcluster`, DAY-PC-008 for an answer that says no
 */
export async function imageProgram(
  { processes, environment, aws, signal }: ImageDeps,
  args: readonly string[],
): Promise<ImageAnswer> {
  const found = await findProgram({ processes, environment }, "pcluster");
  if (found === undefined) throw new DayError("DAY-PRE-001", "pcluster was not found");
  const env = { ...await aws.childVariables(), PATH: searchPath(environment, [found]) };
  const { code, stdout, stderr } = await processes.run([found.path, ...args, "--region", aws.region], { env, signal });
  const said = answer.safeParse(parsed(stdout));
  // A dry run that succeeds has status 1.
  if (said.success && (code === 0 || said.data.message === dryRunSuccess)) return said.data;
  const mistakes = said.data?.configurationValidationErrors.map(({ message }) => `  ${message}`) ?? [];
  const lines = [said.data?.message ?? stdout.trim(), ...mistakes, stderr.trim()].filter((line) => line !== "");
  throw new DayError("DAY-PC-008", `pcluster ${args[0]} ended with exit code ${code}: ${lines.join("\n")}`);
}

const dryRunSuccess = "Request would have succeeded, but DryRun flag is set.";

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
