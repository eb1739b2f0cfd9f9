import { type Aws, awsSession, type SessionOptions } from "../../lib/aws/session.ts";
import { direct } from "./direct.ts";
import { sandboxProfile, sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";

/** The genuine SDK in this process, on a server that stands in the place of AWS. Whoever asks for it closes it. */
export function sandboxAws(
  { endpoint }: { readonly endpoint: string },
  changes: Partial<Omit<SessionOptions, "endpoint">> = {},
): Aws {
  const where = { profile: sandboxProfile, region: sandboxRegion, connections: direct };
  const usual = { ...where, emit: () => {}, random: Math.random };
  return awsSession({ ...usual, endpoint, ...changes });
}
