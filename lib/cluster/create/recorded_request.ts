import { regionPattern } from "../../names/region_pattern.ts";
import { z } from "zod";
import { DayError } from "../../host/errors/day_error.ts";
import { vias } from "../../host/net/via.ts";
import { lastFact } from "../../state/journal/facts.ts";
import type { KnownRun } from "../../state/journal/runs.ts";
import type { CreateRequest } from "../create_request.ts";

const texts = z.record(z.string(), z.string());

const schema = z.object({
  region_az: z.string(),
  region: z.string().regex(regionPattern),
  profile: z.string().min(1),
  config: z.string(),
  set: texts,
  pass_on_warn: z.boolean(),
  repo_overrides: texts,
  tags: z.array(z.object({ key: z.string(), value: z.string() })),
  create_timeout_minutes: z.number(),
  ssh_cidr: z.string(),
  // Earlier versions recorded less.
  via: z.enum(vias).default("ssh"),
  image: z.string().default(""),
  ttl: z.string().default(""),
  ttl_deletes_results: z.boolean().default(false),
  ship_binary: z.boolean().default(true),
});

/** What a run was asked for, from its journal. @throws DayError DAY-RUN-004 when that is no request of `create` */
export function recordedRequest({ name, facts }: Pick<KnownRun, "name" | "facts">): CreateRequest {
  const read = schema.safeParse(lastFact(facts, "run")?.request);
  if (read.success) return read.data;
  const [{ path, message }] = read.error.issues;
  throw new DayError(
    "DAY-RUN-004",
    `${name}.jsonl:1: the request of the run cannot be read: ${path.join(".")}: ${message}`,
  );
}
