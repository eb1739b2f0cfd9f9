import type { Answer } from "../../lib/answers/answer.ts";
import type { TaskContext } from "../../lib/cli/task.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";
import { counted } from "../../lib/text/counted.ts";
import { answered } from "./spot_answered.ts";
import { configPath, spotDeps, statePath } from "./spot_deps.ts";
import type { createFlags, destroyFlags, fileFlags, listFlags, nukeFlags, regionFlags } from "./spot_flags.ts";
import { concurrencyOf, configFor, launchRequest, onlyRegions, sessionOf, type SpotFlags } from "./spot_requests.ts";
import { lookOrWatch } from "./spot_watch.ts";
import { extraTagsOf, hoursOf, numberOf, tagsOf, ttlOf } from "./spot_values.ts";

/** Writes the example. */
export async function init(
  flags: SpotFlags<typeof fileFlags> & { readonly force: boolean },
  context: TaskContext,
): Promise<Answer> {
  const path = configPath(context, flags.config);
  return await answered("init", flags, context, async () => {
    const { writeExample } = await import("../../lib/spot/config/write_example.ts");
    await writeExample(context.files, path, flags.force);
    return {
      action: "init",
      data: { path },
      text: `written: ${path}; replace the values in angle brackets (<...>)`,
      next: ["deno task spot-deploy validate"],
    };
  });
}

export async function validate(
  flags: SpotFlags<typeof fileFlags> & { readonly strict: boolean },
  context: TaskContext,
): Promise<Answer> {
  return await answered("validate", flags, context, async (told) => {
    const path = configPath(context, flags.config);
    const config = await configFor(told, path, { for: "nodes", strict: flags.strict });
    const { userData } = await import("../../lib/spot/node/user_data.ts");
    const bytes = userData(config, { deployment: "sd-20260101T000000Z-000000", ends: undefined }).length * 3 / 4;
    const { distributeSlots } = await import("../../lib/spot/config/slots.ts");
    const slots = Object.fromEntries(distributeSlots(config.total, config.regions));
    const nodes = Object.values(slots).reduce((sum, count) => sum + count, 0);
    const regions = Object.values(slots).filter((count) => count > 0).length;
    return {
      action: "validate",
      data: { path, slots, user_data_bytes: Math.floor(bytes) },
      text: `${path} is right: ${counted(nodes, "node")} in ${counted(regions, "region")}`,
      next: ["deno task spot-deploy create --dry-run"],
    };
  });
}

export async function createNodes(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof createFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("create", flags, context, async (told) => {
    const read = await configFor(told, configPath(context, flags.config), { for: "nodes", strict: flags.strict });
    const { limitedTo } = await import("../../lib/spot/config/limited_to.ts");
    const { withCount } = await import("../../lib/spot/config/with_count.ts");
    const total = numberOf(flags, "count", { least: 1, most: 1000 });
    const config = limitedTo(withCount(read, total), onlyRegions(read, flags.region).regions);
    const withTags = { ...config, extraTags: extraTagsOf(flags.tag, config) };
    const request = {
      ...launchRequest(flags, withTags),
      config: withTags,
      statePath: statePath(context, flags.state),
      dryRun: flags.dryRun,
      add: flags.add || flags.overwrite,
      resume: flags.resume,
      onFailure: flags.onFailure === "rollback" ? "rollback" as const : "keep" as const,
      onInterrupt: flags.onInterrupt === "destroy" ? "destroy" as const : "keep" as const,
      ttl: ttlOf(flags.ttl ?? config.ttl),
    };
    const deps = await spotDeps(told, sessionOf(flags, config));
    const { create } = await import("../../lib/spot/create/create.ts");
    const { spotCreateAnswer } = await import("../../lib/answers/spot/create_answer.ts");
    const created = await create(deps, request);
    return spotCreateAnswer("create", created, {
      config,
      profile: deps.aws.profile,
      allowPartial: flags.allowPartial,
      least: request.minInstances,
    });
  });
}

export async function list(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof listFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("list", flags, context, async (told) => {
    const config = await configFor(told, configPath(context, flags.config), { for: "regions" });
    const { listNodes, recordedNodes } = await import("../../lib/spot/view/list_nodes.ts");
    const { spotListAnswer } = await import("../../lib/answers/spot/list_answer.ts");
    const request = {
      ...{ config, statePath: statePath(context, flags.state), regions: flags.region },
      source: (flags.source ?? "both") as "both" | "aws" | "state",
      ...{
        allRegions: flags.allRegions,
        includeTerminated: flags.includeTerminated,
        concurrency: concurrencyOf(flags),
      },
    };
    // What is recorded needs no credentials.
    const deps = request.source === "state" ? undefined : await spotDeps(told, sessionOf(flags, config));
    return await lookOrWatch(told, flags, async () => {
      const listed = await (deps === undefined ? recordedNodes(told, request) : listNodes(deps, request));
      return spotListAnswer(listed, context.clock.now());
    });
  });
}

export async function destroyNodes(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof destroyFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("destroy", flags, context, async (told) => {
    const config = await configFor(told, configPath(context, flags.config), { for: "regions" });
    const deps = await spotDeps(told, sessionOf(flags, config));
    const { destroy } = await import("../../lib/spot/remove/destroy.ts");
    const { destroyAnswer } = await import("../../lib/answers/spot/remove_answer.ts");
    const path = statePath(context, flags.state);
    const destroyed = await destroy(deps, {
      ...{ config, statePath: path, regions: flags.region },
      ...{ instances: flags.instanceId, deployment: flags.deployment, keepNetwork: flags.keepNetwork },
      ...{
        wait: !flags.noWait,
        dryRun: flags.dryRun,
        yes: flags.yes || flags.force,
        concurrency: concurrencyOf(flags),
      },
    });
    const said = destroyAnswer(destroyed);
    if (!flags.cleanupNodes || flags.dryRun) return said;
    const { cleanup } = await import("./spot_view_commands.ts");
    const cleaned = await cleanup(told, config, path, false);
    return { ...said, text: `${said.text}\n${cleaned.text}`, error: said.error ?? cleaned.error };
  });
}

export async function nukeAll(
  flags: SpotFlags<typeof fileFlags & typeof regionFlags & typeof nukeFlags>,
  context: TaskContext,
): Promise<Answer> {
  return await answered("nuke", flags, context, async (told) => {
    const read = await configFor(told, configPath(context, flags.config), { for: "regions" });
    const managed = managedBy(flags.tag) ?? read.managed;
    const config = { ...read, managed };
    const deps = await spotDeps(told, sessionOf(flags, config));
    const { nuke } = await import("../../lib/spot/remove/nuke.ts");
    const { nukeAnswer } = await import("../../lib/answers/spot/remove_answer.ts");
    const { force, dryRun, configRegionsOnly, includeOthers, includeForeign, expectAccount } = flags;
    const nuked = await nuke(deps, {
      ...{ config, statePath: statePath(context, flags.state), regions: flags.region },
      ...{ force, dryRun, configRegionsOnly, includeOthers, includeForeign, expectAccount },
      olderThan: hoursOf(flags.olderThan),
      maxWait: (numberOf(flags, "maxWait", { least: 1, most: 86_400 }) ?? 900) * 1000,
      concurrency: concurrencyOf(flags),
    });
    return nukeAnswer(nuked);
  });
}

/** The tag of what is to go, where a flag names one: whoever gives two expects less to go than with one, not more. */
function managedBy(texts: readonly string[]) {
  if (texts.length > 1) {
    const fix = "give --tag once";
    throw new DayError("DAY-USE-001", "--tag: what is removed carries one tag, and more than one was given", { fix });
  }
  const [tag] = Object.entries(tagsOf(texts));
  if (tag === undefined) return undefined;
  const [key, value] = tag;
  if (value !== "" && !/[*?]/.test(key + value) && !key.startsWith("aws:")) return { key, value };
  const why = "a tag without * and ? is needed, with a value, and not one of AWS itself";
  throw new DayError("DAY-SPOT-001", `CFG-12 --tag ${key}=${value}: ${why}`, {
    fix: "name the exact tag with --tag KEY=VALUE",
  });
}
