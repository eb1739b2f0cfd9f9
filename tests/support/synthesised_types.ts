import { parseTemplate } from "../../lib/sandbox/front/stacks/template.ts";
import type { Sandbox } from "./sandbox.ts";

/** Types of resources in every template that `pcluster` has put into its bucket, those of nested stacks included. */
export async function synthesisedTypes({ requests, calls }: Pick<Sandbox, "requests" | "calls">): Promise<
  readonly string[]
> {
  const written = requests().filter(({ caller, operation }) => caller === "pcluster" && operation === "PutObject")
    .map(({ parameters }) => ({ bucket: String(parameters.Bucket), key: String(parameters.Key) }))
    .filter(({ key }) => /\/(?:templates|assets)\//.test(key));
  const types = await Promise.all(written.map(async ({ bucket, key }) => {
    const text = await (await calls.send("s3", "GET", `/${bucket}/${key}`)).text();
    return parseTemplate(text).resources.map(({ type }) => type);
  }));
  return [...new Set(types.flat())].sort();
}
