import { dirname } from "node:path";
import { advice, command } from "../../host/errors/advice.ts";
import type { Environment } from "../../host/environment.ts";
import type { Files } from "../../host/files.ts";
import { sha256 } from "../../host/sha256.ts";
import { checkCounts } from "./check_counts.ts";
import { checkRisks } from "./check_risks.ts";
import { checkRegions, regionEntries } from "./check_regions.ts";
import type { YamlDocument } from "../../config/file/yaml_document.ts";
import { readDocument } from "./document.ts";
import { fieldRows } from "./field_rows.ts";
import { checkFields, checkKeys, type Report } from "./check_keys.ts";
import { checkPrivateKey, pathIn, readPublicKey } from "./key_files.ts";
import { configError, type Problem, problemLine } from "./problems.ts";
import { fieldReader } from "./field_reader.ts";
import type { Bacalhau, SpotConfig } from "./spot_config.ts";
import { isReservedTag, tagLimits } from "../region/marks.ts";

export type ReadDeps = { readonly files: Files; readonly environment: Environment };

export type ReadOptions = {
  /** `nodes`: everything that a launch needs; `regions`: only what says where nodes are and what marks them. */
  readonly for: "nodes" | "regions";
  /** Keys that nobody knows are mistakes. */
  readonly strict?: boolean;
  /** Is told what is questionable, also when there are mistakes. */
  readonly warn: (message: string) => void;
};

/**
 * Reads a configuration and checks all of it.
 *
 * @param path absolute
 * @throws DayError DAY-SPOT-001 with every mistake, each with its code, its place and a way out
 */
export async function readConfig(deps: ReadDeps, path: string, options: ReadOptions): Promise<SpotConfig> {
  const text = await textOf(deps, path);
  const problems: Problem[] = [];
  const { document, problems: unread } = readDocument(text);
  problems.push(...unread);
  const report: Report = (problem) => void problems.push({ fix: "", isWarning: false, ...problem });
  if (unread.every(({ code }) => code !== "CFG-01")) {
    if (document.keys([]).length === 0) {
      const found = text.trim() === "" ? "nothing is in it" : "it has no keys";
      report({ code: "CFG-01", at: document.at([]), key: "", found, allowed: "a configuration" });
    } else {
      checkKeys(document, report, options.strict ?? false);
      checkFields(document, report, fieldRows);
      checkRegions(document, report);
      checkSections(deps, document, report, options);
      await checkFiles(deps, path, document, report, options);
    }
  }
  problems.sort(byPlace);
  const [warnings, mistakes] = [true, false].map((kind) => problems.filter(({ isWarning }) => isWarning === kind));
  for (const problem of warnings) options.warn(problemLine(path, problem));
  if (mistakes.length > 0) throw configError(path, mistakes);
  return await configOf(deps, path, text, document, options);
}

function byPlace({ at: one }: Problem, { at: other }: Problem): number {
  return one.line - other.line || one.column - other.column;
}

async function textOf({ files }: ReadDeps, path: string): Promise<string> {
  if ((await files.stat(path))?.isFile) return await files.readText(path);
  const problem = {
    ...{ code: "CFG-01", isWarning: false, at: { line: 1, column: 1 }, key: "" },
    ...{ found: "there is no such file", allowed: "a configuration of spot-deploy", fix: "" },
  };
  const init = command("deno task spot-deploy init");
  throw configError(path, [problem], advice`write one with ${init}, or name it with --config PATH`);
}

function checkSections(
  { environment }: ReadDeps,
  document: YamlDocument,
  report: Report,
  { for: purpose }: ReadOptions,
): void {
  const missing = (key: string, allowed: string) =>
    report({ code: "CFG-05", at: document.at(key.split(".").slice(0, -1)), key, found: "missing", allowed });
  if (document.value(["aws"]) === undefined) missing("aws", "the section aws");
  const tag = document.value(["aws", "tags", "filter_tag_value"]);
  if (tag !== undefined && (typeof tag !== "string" || tag === "" || /[*?]/.test(tag))) {
    report({
      code: "CFG-12",
      at: document.at(["aws", "tags", "filter_tag_value"]),
      key: "aws.tags.filter_tag_value",
      found: JSON.stringify(tag),
      allowed: "a text without * and ?: whatever carries this tag is removed by nuke",
    });
  }
  checkExtraTags(document, report);
  checkCounts(document, report, { forNodes: purpose === "nodes" });
  if (purpose === "regions") return;
  checkRisks(document, report);
  if (
    document.value(["aws", "public_ssh_key_path"]) === undefined &&
    document.value(["aws", "public_ssh_key"]) === undefined
  ) {
    missing("aws.public_ssh_key_path", "the file of a public SSH key");
  }
  if (document.value(["bacalhau"]) === undefined) return missing("bacalhau", "the section bacalhau");
  const orchestrators = document.value(["bacalhau", "orchestrators"]);
  if (orchestrators === undefined || (Array.isArray(orchestrators) && orchestrators.length === 0)) {
    missing("bacalhau.orchestrators", "at least one address such as nats://orchestrator.example.org:4222");
  }
  const isSaid = (key: string) => String(document.value(["bacalhau", key]) ?? "").trim() !== "";
  if (!isSaid("token") && !isSaid("token_file") && !environment.get("BACALHAU_TOKEN")?.trim()) {
    missing("bacalhau.token", "the orchestrator's token here, in token_file or in BACALHAU_TOKEN");
  }
}

function checkExtraTags(document: YamlDocument, report: Report): void {
  const key = "aws.extra_tags";
  const filter = document.value(["aws", "tags", "filter_tag_name"]) ?? "ManagedBy";
  const names = document.keys(["aws", "extra_tags"]);
  for (const name of names.filter((each) => isReservedTag(each, String(filter)))) {
    const at = document.atKey(["aws", "extra_tags", name]);
    report({ code: "CFG-07", at, key: `${key}.${name}`, found: name, allowed: "a name that is not used already" });
  }
  for (const name of names.filter((each) => each.length > tagLimits.name)) {
    const at = document.atKey(["aws", "extra_tags", name]);
    const found = `a name of ${name.length} characters`;
    report({ code: "CFG-07", at, key, found, allowed: `at most ${tagLimits.name}` });
  }
  if (names.length > tagLimits.count) {
    const at = document.at(["aws", "extra_tags"]);
    report({ code: "CFG-07", at, key, found: `${names.length} tags`, allowed: `at most ${tagLimits.count}` });
  }
}

async function checkFiles(
  deps: ReadDeps,
  path: string,
  document: YamlDocument,
  report: Report,
  { for: purpose }: ReadOptions,
): Promise<void> {
  if (purpose === "regions") return;
  const read = fieldReader(document);
  const [publicPath, privatePath] = [read.text("aws.public_ssh_key_path"), read.text("aws.private_ssh_key_path")];
  const folder = dirname(path);
  const place = (key: string) => ({ code: "CFG-09", at: read.at(key), key });
  if (publicPath !== undefined) {
    const key = await readPublicKey(deps, pathIn(deps, folder, publicPath));
    if (!("line" in key)) report({ ...place("aws.public_ssh_key_path"), ...key });
    else if (key.line.startsWith("ssh-dss ")) {
      const allowed = "sshd no longer accepts keys of this kind; make one with: ssh-keygen -t ed25519";
      report({ ...place("aws.public_ssh_key_path"), isWarning: true, found: `${publicPath} is a DSA key`, allowed });
    }
  }
  if (privatePath !== undefined) {
    const complaint = await checkPrivateKey(deps, pathIn(deps, folder, privatePath));
    if (complaint !== undefined) report({ ...place("aws.private_ssh_key_path"), ...complaint });
  }
  for (const key of ["bacalhau.token_file", "aws.additional_commands"]) {
    const named = read.text(key);
    if (named === undefined) continue;
    const full = pathIn(deps, folder, named);
    const isThere = (await deps.files.stat(full))?.isFile;
    const text = isThere ? await deps.files.readText(full).catch(() => undefined) : undefined;
    const found = !isThere ? `there is no file ${named}` : text === undefined ? `${named} cannot be read` : "";
    if (found !== "") report({ ...place(key), found, allowed: "a file that exists" });
    else if (key === "bacalhau.token_file" && text?.trim() === "") {
      report({ ...place(key), found: `${named} is empty`, allowed: "the orchestrator's token" });
    }
  }
}

/** What only nodes need is not read where none are launched: the configuration may be on another machine by then. */
async function configOf(
  deps: ReadDeps,
  path: string,
  text: string,
  document: YamlDocument,
  { for: purpose }: ReadOptions,
): Promise<SpotConfig> {
  const read = fieldReader(document);
  const folder = dirname(path);
  const file = (key: string) => {
    const named = read.text(key);
    return named === undefined ? undefined : pathIn(deps, folder, named);
  };
  const forNodes = (key: string) => purpose === "nodes" ? file(key) : undefined;
  const publicPath = forNodes("aws.public_ssh_key_path");
  const key = publicPath === undefined ? undefined : await readPublicKey(deps, publicPath);
  const additional = forNodes("aws.additional_commands");
  return {
    path,
    sha256: await sha256(text),
    total: read.number("aws.total_instances"),
    username: read.text("aws.username") ?? "bacalhau-runner",
    publicKey: key !== undefined && "line" in key ? key.line : "",
    privateKeyPath: file("aws.private_ssh_key_path"),
    keyName: read.text("aws.ssh_key_name"),
    timeouts: {
      api: read.number("aws.timeouts.api") ?? 30,
      spot_fulfillment: read.number("aws.timeouts.spot_fulfillment") ?? 600,
      ip_assignment: read.number("aws.timeouts.ip_assignment") ?? 300,
      provisioning: read.number("aws.timeouts.provisioning") ?? 600,
      termination: read.number("aws.timeouts.termination") ?? 600,
      vpc_cleanup: read.number("aws.timeouts.vpc_cleanup") ?? 300,
    },
    managed: {
      key: read.text("aws.tags.filter_tag_name") ?? "ManagedBy",
      value: read.text("aws.tags.filter_tag_value") ?? "SpotInstanceScript",
    },
    prefix: read.text("aws.tags.resource_prefix") ?? "SpotInstance",
    vpcName: read.text("aws.tags.vpc_name") ?? "SpotInstanceVPC",
    extraTags: read.map("aws.extra_tags"),
    additionalCommands: additional === undefined ? undefined : await deps.files.readText(additional),
    ubuntuRelease: read.text("aws.ubuntu_release") ?? "24.04",
    storageGb: read.number("aws.instance_storage_gb") ?? 20,
    priceLimit: read.number("aws.spot_price_limit"),
    maxHourlyCost: read.number("aws.max_hourly_cost"),
    launchApi: read.text("aws.launch_api") === "run-instances" ? "run-instances" : "fleet",
    spill: read.flag("aws.spill") ?? true,
    maxZones: read.number("aws.max_zones_per_region") ?? 3,
    cidr: read.text("aws.vpc_cidr") ?? "10.0.0.0/16",
    allowedCidrs: [...new Set(read.texts("aws.allowed_cidrs") ?? [])],
    ports: [...new Set(read.numbers("aws.ingress_ports") ?? [22, 80, 1234, 1235, 6001])],
    ttl: read.text("aws.ttl"),
    onDemandBase: read.number("aws.on_demand_base") ?? 0,
    bacalhau: await bacalhauOf(deps, folder, document),
    regions: regionEntries(document).map(({ entry }) => entry),
  };
}

/** The pinned image. The variant that brings its own Docker is the one that runs in a container. */
export const bacalhauImage = "ghcr.io/bacalhau-project/bacalhau:1.9.3-dind";

async function bacalhauOf(
  { files, environment }: ReadDeps,
  folder: string,
  document: YamlDocument,
): Promise<Bacalhau> {
  const read = fieldReader(document);
  const tokenFile = read.text("bacalhau.token_file");
  const fromFile = async (path: string) =>
    (await files.readText(pathIn({ environment }, folder, path)).catch(() => "")).trim();
  const token = read.text("bacalhau.token") ??
    (tokenFile === undefined ? environment.get("BACALHAU_TOKEN") ?? "" : await fromFile(tokenFile));
  return {
    orchestrators: (read.texts("bacalhau.orchestrators") ?? []).map((each) =>
      /:\d+$/.test(each) ? each : `${each}:4222`
    ),
    token,
    tls: read.flag("bacalhau.tls") ?? false,
    image: read.text("bacalhau.image") ?? bacalhauImage,
    dataDir: read.text("bacalhau.data_dir") ?? "/bacalhau_data",
    nodeDir: read.text("bacalhau.node_dir") ?? "/bacalhau_node",
    allowListedLocalPaths: read.texts("bacalhau.allow_listed_local_paths") ?? ["/bacalhau_data:rw"],
    labels: read.map("bacalhau.labels"),
    apiHost: read.text("bacalhau.api_host") ?? environment.get("BACALHAU_API_HOST"),
    apiPort: read.number("bacalhau.api_port") ?? 1234,
    apiKey: read.text("bacalhau.api_key") ?? environment.get("BACALHAU_API_KEY"),
  };
}
