import { dirname, join, resolve } from "node:path";
import type { Answer } from "../../lib/answers/answer.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import type { Architecture } from "../../lib/spot/config/spot_config.ts";
import { answered } from "./spot_answered.ts";
import { configPath, spotDeps } from "./spot_deps.ts";
import { type availableFlags, type fileFlags, imagesFlags, type updateFlags, type verifyFlags } from "./spot_flags.ts";
import type { SpotFlags } from "./spot_requests.ts";
import { numberOf } from "./spot_values.ts";

function workersOf(flags: { readonly maxWorkers: string | undefined }): number {
  return numberOf(flags, "maxWorkers", { least: 1, most: 100 }) ?? 32;
}

function folderOf(
  context: TaskContext,
  flags: { readonly out: string | undefined; readonly config: string | undefined },
): string {
  return flags.out === undefined
    ? dirname(configPath(context, flags.config))
    : resolve(context.environment.folder, flags.out);
}

function fileOf(context: TaskContext, flag: string | undefined, config: string | undefined, name: string): string {
  if (flag !== undefined) return resolve(context.environment.folder, flag);
  return join(dirname(configPath(context, config)), name);
}

/** What these need on AWS is said by no configuration. */
async function plainDeps(told: TaskContext, flags: { readonly profile: string | undefined }, region?: string) {
  return await spotDeps(told, { profile: flags.profile, region, seconds: 30 });
}

export async function getAvailableRegions(
  flags: SpotFlags<typeof fileFlags & typeof availableFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("get-available-regions", flags, context, async (told) => {
    const { availableRegions } = await import("../../lib/spot/regions/available_regions.ts");
    const { regionsJson } = await import("../../lib/spot/regions/regions_file.ts");
    const { replaceFile } = await import("../../lib/state/artifacts.ts");
    const { availableRegionsAnswer } = await import("../../lib/answers/spot/regions_answer.ts");
    const request = {
      minVcpu: numberOf(flags, "minVcpu", { least: 1, most: 1000 }) ?? 2,
      minMemoryGib: numberOf(flags, "minMemoryGib", { least: 0, most: 100_000, fraction: true }) ?? 4,
      architecture: (flags.arch ?? "both") as Architecture | "both",
      concurrency: workersOf(flags),
    };
    const found = await availableRegions(await plainDeps(told, flags), request);
    const path = join(folderOf(told, flags), "available_regions.json");
    const json = regionsJson(found, request, context.clock.now());
    if (found.regions.length > 0) await replaceFile(context.files, path, JSON.stringify(json, null, 2) + "\n");
    return availableRegionsAnswer(found, { json, path, all: flags.showAll });
  });
}

export async function getUbuntuAmis(
  flags: SpotFlags<typeof fileFlags & typeof imagesFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("get-ubuntu-amis", flags, context, async (told) => {
    const { readRegionsFile } = await import("../../lib/spot/regions/regions_file.ts");
    const { architectures, imagesCsv, regionImages } = await import("../../lib/spot/regions/region_images.ts");
    const { replaceFile } = await import("../../lib/state/artifacts.ts");
    const { imagesAnswer } = await import("../../lib/answers/spot/regions_answer.ts");
    const regions = await readRegionsFile(
      told,
      fileOf(told, flags.regionsFile, flags.config, "available_regions.json"),
    );
    const wanted = architectures.filter((each) =>
      flags.arch === undefined || flags.arch === "both" || flags.arch === each
    );
    const release = flags.release ?? await configuredRelease(told, configPath(told, flags.config)) ?? "24.04";
    const options = { release, wanted, concurrency: workersOf(flags) };
    const images = await regionImages(await plainDeps(told, flags), regions.available_regions, options);
    const folder = folderOf(told, flags);
    const paths = ["ubuntu_amis.json", "ubuntu_amis.csv"].map((name) => join(folder, name));
    await replaceFile(context.files, paths[0], JSON.stringify(images, null, 2) + "\n");
    await replaceFile(context.files, paths[1], imagesCsv(images, regions));
    return imagesAnswer(images, paths);
  });
}

/** The release that the nodes get, where there is a configuration that says it. */
async function configuredRelease({ files }: TaskContext, path: string): Promise<string | undefined> {
  if (!(await files.stat(path))?.isFile) return undefined;
  const { readDocument } = await import("../../lib/spot/config/document.ts");
  const { fieldReader } = await import("../../lib/spot/config/field_reader.ts");
  const release = fieldReader(readDocument(await files.readText(path)).document).text("aws.ubuntu_release");
  if (release === undefined || imagesFlags.release.values.some((each) => each === release)) return release;
  const allowed = imagesFlags.release.values.join(", ");
  throw new DayError("DAY-SPOT-001", `CFG-07 ${path} aws.ubuntu_release: ${release}; allowed: ${allowed}`);
}

/** A configuration that can be edited; its mistakes are no matter here, as long as it can be read. */
async function requireConfig({ files }: TaskContext, path: string): Promise<string> {
  const { readDocument } = await import("../../lib/spot/config/document.ts");
  const { configError } = await import("../../lib/spot/config/problems.ts");
  const problem = (code: string, found: string, allowed: string, key = "", at = { line: 1, column: 1 }) =>
    configError(path, [{ code, isWarning: false, at, key, found, allowed, fix: "" }]);
  if (!(await files.stat(path))?.isFile) throw problem("CFG-01", "there is no such file", "a configuration");
  const text = await files.readText(path);
  const { document, problems } = readDocument(text);
  if (problems.length > 0) throw configError(path, problems);
  if (document.keys([]).length === 0) throw problem("CFG-01", "nothing is in it", "a configuration");
  const regions = document.value(["regions"]) ?? {};
  if (typeof regions === "object") return text;
  throw problem("CFG-04", JSON.stringify(regions), "expected a map of regions", "regions", document.at(["regions"]));
}

export async function updateConfigWithRegions(
  flags: SpotFlags<typeof fileFlags & typeof updateFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("update-config-with-regions", flags, context, async (told) => {
    const { readRegionsFile } = await import("../../lib/spot/regions/regions_file.ts");
    const { readImagesFile } = await import("../../lib/spot/regions/region_images.ts");
    const { updateConfig } = await import("../../lib/spot/regions/update_config.ts");
    const { updateConfigAnswer } = await import("../../lib/answers/spot/regions_answer.ts");
    const path = configPath(told, flags.config);
    await requireConfig(told, path);
    const regions = await readRegionsFile(
      told,
      fileOf(told, flags.regionsFile, flags.config, "available_regions.json"),
    );
    const images = await readImagesFile(told.files, fileOf(told, flags.amiFile, flags.config, "ubuntu_amis.json"));
    const updated = await updateConfig(told.files, regions, images, {
      ...{ path, refresh: flags.refresh, dryRun: flags.dryRun, architectures: new Map() },
      maxRegions: numberOf(flags, "maxRegions", { least: 1, most: 1000 }),
    });
    return updateConfigAnswer(updated, flags.dryRun);
  });
}

export async function verifyConfigArchitecture(
  flags: SpotFlags<typeof fileFlags & typeof verifyFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("verify-config-architecture", flags, context, async (told) => {
    const { readDocument } = await import("../../lib/spot/config/document.ts");
    const { regionEntries } = await import("../../lib/spot/config/check_regions.ts");
    const { editConfig, writeWithBackup } = await import("../../lib/spot/regions/config_edit.ts");
    const { readImagesFile } = await import("../../lib/spot/regions/region_images.ts");
    const { liveFacts } = await import("../../lib/spot/regions/live_facts.ts");
    const { repairOf, verifyRegion } = await import("../../lib/spot/regions/verify_architecture.ts");
    const { verifyAnswer } = await import("../../lib/answers/spot/regions_answer.ts");
    const path = configPath(told, flags.config);
    const images = await readImagesFile(told.files, fileOf(told, flags.amiData, flags.config, "ubuntu_amis.json"));
    if (images === undefined) {
      told.emit({
        code: "spot.warning",
        level: "warn",
        message: "No readable list of machine images was found; create one with spot-deploy get-ubuntu-amis",
      });
    }
    const entriesOf = (text: string) => regionEntries(readDocument(text).document).map(({ entry }) => entry);
    const text = await requireConfig(told, path);
    const entries = entriesOf(text);
    if (entries.length === 0) throw new DayError("DAY-SPOT-001", `CFG-06 ${path}:1:1 there is no region in it`);
    const live = flags.skipLiveCheck
      ? new Map()
      : await liveFacts(await plainDeps(told, flags, entries[0].region), entries);
    const issuesOf = (some: typeof entries) =>
      some.flatMap((entry) => verifyRegion(entry, images, live.get(entry.region)));
    const issues = issuesOf(entries);
    const repairs: string[] = [];
    if (!flags.fix || issues.length === 0) return verifyAnswer(issues, { repairs, regions: entries.length });
    const edit = editConfig(text);
    for (const entry of entries) {
      const own = issues.filter(({ region }) => region === entry.region);
      const repair = repairOf(entry, own, images, live.get(entry.region));
      if (Object.keys(repair).length === 0) continue;
      edit.set(entry.region, repair);
      repairs.push(...Object.entries(repair).map(([key, value]) => `${entry.region}: ${key} is ${value} now`));
    }
    if (repairs.length > 0) {
      repairs.push(`what was there before: ${await writeWithBackup(told.files, path, edit.text())}`);
    }
    return verifyAnswer(issuesOf(entriesOf(edit.text())), { repairs, regions: entries.length });
  });
}
