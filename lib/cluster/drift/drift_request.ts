import type { Environment } from "../../host/environment.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Files } from "../../host/files.ts";
import type { StateRecord } from "../../state/state_record.ts";
import { readNamedRecord } from "../known/named_record.ts";

export type DriftFlags = {
  readonly cluster: string | undefined;
  readonly state: string | undefined;
  readonly region: string | undefined;
  readonly profile: string | undefined;
};

/** `record`: what is compared with, instead of all that this machine remembers. */
export type DriftRequest = {
  readonly cluster: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  readonly record: StateRecord | undefined;
};

/**
 * Which cluster is meant, and with what it is compared.
 *
 * @throws DayError DAY-USE-001 without a cluster, and for flags that contradict the record; DAY-RUN-009 for a record that cannot be read
 */
export async function readDriftRequest(
  { files, environment }: { readonly files: Files; readonly environment: Environment },
  { cluster, state, region, profile }: DriftFlags,
): Promise<DriftRequest> {
  if (state === undefined) {
    if (cluster !== undefined) return { cluster, region, profile, record: undefined };
    throw new DayError("DAY-USE-001", "--cluster is missing", {
      fix: "name the cluster, or its state record with --state",
    });
  }
  const record = await readNamedRecord({ files, environment }, state);
  agree("--cluster", cluster, record.cluster_name);
  agree("--region", region, record.region);
  const isNamed = profile !== undefined || environment.get("AWS_PROFILE") !== undefined;
  return {
    cluster: record.cluster_name,
    region: record.region,
    profile: isNamed ? profile : record.aws_profile,
    record,
  };
}

function agree(flag: string, given: string | undefined, recorded: string): void {
  if (given === undefined || given === recorded) return;
  const fix = `leave out ${flag}, or name another state record with --state`;
  throw new DayError("DAY-USE-001", `${flag} says ${given}, the state record says ${recorded}`, { fix });
}
