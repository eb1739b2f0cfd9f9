import { type Aws, awsSession, type SessionOptions } from "../../lib/aws/session.ts";
import { direct } from "./direct.ts";
import { systemClock } from "../../lib/host/clock.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { systemFiles } from "../../lib/host/system/system_files.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { sandboxProfile, sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";

/** The genuine SDK in this process, on a server that stands in the place of AWS. Whoever asks for it closes it. */
export function sandboxAws(
  { endpoint }: { readonly endpoint: string },
  changes: Partial<Omit<SessionOptions, "endpoint">> = {},
): Aws {
  const environment = systemEnvironment();
  const usual = {
    profile: sandboxProfile,
    region: sandboxRegion,
    connections: direct,
    emit: () => {},
    random: Math.random,
    clock: systemClock,
    files: systemFiles,
    environment,
    processes: systemProcesses(environment),
  };
  return awsSession({ ...usual, endpoint, ...changes });
}
