import { availabilityZone } from "../../names/availability_zone.ts";
import { viaOf } from "../../host/net/via.ts";
import { ttlComplaint, ttlFix } from "../../names/ttl.ts";
import { cliGlobals } from "../../config/file/cli_globals.ts";
import { checkedOverrides } from "../../config/file/check_overrides.ts";
import { repositoryOverrides } from "../../config/file/repository_overrides.ts";
import { findFile, type FindFileDeps, shippedPaths } from "../../config/file/shipped_files.ts";
import { DayError } from "../../host/errors/day_error.ts";
import type { Environment } from "../../host/environment.ts";
import type { Emit } from "../../host/events/events.ts";
import type { Files } from "../../host/files.ts";
import type { Tag } from "../../cluster_file/append_tags.ts";
import { tagComplaint } from "../../names/tag_rules.ts";
import { requireProfile } from "../../preflight/require_profile.ts";
import { type CreateRequest, usualRequest } from "../create_request.ts";
import { requireTtl } from "../deadline/require_ttl.ts";

/** The flags of `create` as they were typed. */
export type CreateFlags = {
  readonly regionAz?: string;
  readonly profile?: string;
  readonly config?: string;
  readonly set: readonly string[];
  readonly cluster?: string;
  readonly template?: string;
  readonly passOnWarn: boolean;
  readonly repoOverride: readonly string[];
  readonly tag: readonly string[];
  readonly sshCidr?: string;
  readonly via?: string;
  readonly createTimeout?: string;
  readonly ttl?: string;
  readonly ttlDeletesResults: boolean;
  readonly image?: string;
  readonly noShipBinary: boolean;
};

type Deps = { readonly files: Files; readonly environment: Environment; readonly emit: Emit };

/**
 * Makes a request out of flags, before anything is asked or sent.
 *
 * @throws DayError DAY-USE-001 for a flag that makes no sense, DAY-CFG-003 for a zone or a value of `--set`, DAY-CFG-004
 *   for a key of it, DAY-PROFILE-001 for a profile
 */
export async function readRequest(deps: Deps, flags: CreateFlags): Promise<CreateRequest> {
  if (flags.regionAz === undefined) {
    throw new DayError("DAY-USE-001", "--region-az is missing", {
      fix: "name an availability zone, for example --region-az us-west-2b",
    });
  }
  const { region } = availabilityZone(flags.regionAz);
  // Also a value that a later flag replaces was meant.
  checkedOverrides(settings(flags));
  const overrides = await readOverrides(deps, flags.repoOverride);
  for (const [key, ref] of overrides) {
    deps.emit({
      code: "request.override",
      level: "info",
      message: `The head node gets repository ${key} at branch or tag ${ref}`,
    });
  }
  return {
    region_az: flags.regionAz,
    region,
    repo_overrides: Object.fromEntries(overrides),
    tags: tagsOf(flags.tag),
    set: Object.fromEntries(settings(flags)),
    pass_on_warn: flags.passOnWarn,
    create_timeout_minutes: minutes(flags.createTimeout),
    ssh_cidr: cidr(flags),
    via: viaOf(flags.via),
    ttl: await timeToLive(deps, flags.ttl),
    ttl_deletes_results: flags.ttlDeletesResults,
    image: imageOf(flags.image),
    ship_binary: !flags.noShipBinary,
    config: flags.config ?? "",
    profile: await requireProfile(deps, flags.profile),
  };
}

/** Values of `--repo-override`, the last one of a repository. @throws DayError DAY-USE-001 */
export async function readOverrides(
  deps: FindFileDeps,
  values: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const catalogue = await findFile(deps, shippedPaths.repositories);
  return repositoryOverrides(values, catalogue?.text ?? "");
}

/**
 * A resume goes by what was recorded; a flag that says something else is refused.
 *
 * @throws DayError DAY-USE-001 naming the flags
 */
export function refuseDisagreement(flags: CreateFlags, recorded: CreateRequest): void {
  const differs = (flag: string, given: unknown, was: unknown) =>
    given !== undefined && JSON.stringify(given) !== JSON.stringify(was) ? [flag] : [];
  const other = [
    ...differs("--region-az", flags.regionAz, recorded.region_az),
    ...differs("--profile", flags.profile, recorded.profile),
    ...differs("--config", flags.config, recorded.config),
    ...differs("--ssh-cidr", flags.sshCidr === "none" ? nobody : flags.sshCidr, recorded.ssh_cidr),
    ...differs("--via", flags.via, recorded.via),
    ...differs("--ttl", flags.ttl, recorded.ttl),
    ...differs("--image", flags.image, recorded.image),
    ...[...new Map(settings(flags))].flatMap(([key, value]) => differs(`--set ${key}`, value, recorded.set[key])),
    ...flags.tag.length === 0
      ? []
      : differs("--tag", flags.tag, recorded.tags.map(({ key, value }) => `${key}=${value}`)),
    ...flags.repoOverride.length === 0 ? [] : differs(
      "--repo-override",
      flags.repoOverride.toSorted(),
      Object.entries(recorded.repo_overrides).map(([key, ref]) => `${key}:${ref}`).sort(),
    ),
    ...flags.noShipBinary ? differs("--no-ship-binary", false, recorded.ship_binary) : [],
    ...flags.passOnWarn ? differs("--pass-on-warn", true, recorded.pass_on_warn) : [],
    ...flags.createTimeout === undefined
      ? []
      : differs("--create-timeout", minutes(flags.createTimeout), recorded.create_timeout_minutes),
  ];
  if (other.length === 0) return;
  throw new DayError("DAY-USE-001", `the run to resume was started with other values of ${other.join(", ")}`, {
    fix: "use --resume without these flags, or start a new run without --resume",
  });
}

/** `--set` and its short forms; the last one of a key counts. */
function settings({ set, cluster, template }: CreateFlags): readonly (readonly [key: string, value: string])[] {
  return [
    ...set.map((setting) => pair("--set", setting)),
    ...cluster === undefined ? [] : [["cluster_name", cluster] as const],
    ...template === undefined ? [] : [["cluster_template_yaml", template] as const],
  ];
}

function tagsOf(texts: readonly string[]): readonly Tag[] {
  const tags = texts.map(tagOf);
  const again = tags.find(({ key }, index) => tags.findIndex((tag) => tag.key === key) < index);
  if (again === undefined) return tags;
  throw new DayError(
    "DAY-USE-001",
    `--tag ${JSON.stringify(again.key)} is given twice, but each tag key can be used only once`,
    {
      fix: "give each --tag once",
    },
  );
}

/** What AWS and ParallelCluster take as a tag; a person's own tag is refused, never changed. */
function tagOf(text: string): Tag {
  const [key, value] = pair("--tag", text);
  const refuse = (problem: string) => {
    throw new DayError("DAY-USE-001", `--tag ${JSON.stringify(text)}: ${problem}`, { fix: "give --tag KEY=VALUE" });
  };
  if (/\p{Cc}/u.test(text)) refuse("a tag must not contain tabs, line breaks or other control characters");
  if (/^parallelcluster:/i.test(key)) refuse("keys that start with parallelcluster: are reserved");
  const complaint = tagComplaint(key, value);
  if (complaint !== undefined) refuse(complaint);
  return { key, value };
}

function pair(flag: string, text: string): [key: string, value: string] {
  const split = text.indexOf("=");
  if (split > 0) return [text.slice(0, split), text.slice(split + 1)];
  throw new DayError("DAY-USE-001", `${flag} ${text}: expected KEY=VALUE`);
}

function minutes(text: string | undefined): number {
  if (text === undefined) return usualRequest.create_timeout_minutes;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (value < 1) throw new DayError("DAY-USE-001", `--create-timeout ${text}: expected a number of minutes from 1 on`);
  return value;
}

/** As the flag says, else as `daylily.default_ttl` does, else none. */
async function timeToLive(deps: FindFileDeps, flag: string | undefined): Promise<string> {
  if (flag !== undefined) return requireTtl(flag);
  const { defaultTtl } = await cliGlobals(deps);
  const complaint = defaultTtl === "" ? undefined : ttlComplaint(defaultTtl);
  if (complaint === undefined) return defaultTtl;
  throw new DayError("DAY-CFG-003", `daylily.default_ttl in ${shippedPaths.cliGlobals}: ${complaint}`, {
    fix: `${ttlFix}, or remove the line`,
  });
}

function imageOf(text: string | undefined): string {
  if (text === undefined || /^ami-[0-9a-f]{8,17}$/.test(text)) return text ?? "";
  throw new DayError("DAY-USE-001", `--image ${text}: expected the id of an image such as ami-0123456789abcdef0`, {
    fix: "name an AMI of the region",
  });
}

/** The head node itself at most. */
const nobody = "127.0.0.1/32";

/** `none`: nobody from outside; then something else must lead there. */
function cidr({ sshCidr: text, via }: CreateFlags): string {
  if (text === undefined) return usualRequest.ssh_cidr;
  if (text === "none") {
    if (viaOf(via) === "ssm") return nobody;
    throw new DayError("DAY-USE-001", "--ssh-cidr none: nobody could reach the head node", {
      fix: "add --via ssm, which needs no open port, or give an address range to --ssh-cidr",
    });
  }
  const [, address = "", bits] = /^((?:\d{1,3}\.){3}\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
  // ParallelCluster refuses numbers with a zero in front: to some programs they are octal.
  const isPart = (part: string) => /^(0|[1-9]\d*)$/.test(part) && Number(part) <= 255;
  if (address.split(".").every(isPart) && Number(bits) <= 32) return text;
  throw new DayError("DAY-USE-001", `--ssh-cidr ${text}: expected an address range such as 203.0.113.0/24`);
}
