import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { programHere } from "../support/program_here.ts";
import { quietHome } from "../support/quiet_aws.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** A place in which the program gets one broken file after another, before an AWS that refuses everything. */
export type Desk = {
  readonly folder: string;
  readonly home: string;
  /** Puts files there, below folder or home, and nothing else. */
  lay(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>;
  /**
   * Runs a task on what lies there: it ends well, or with a code and without a stack; asks AWS for no change; and leaves what lies
   * there as it is, when it refuses it and also when it does not.
   *
   * @param said with what the program announces that it adds to a file
   */
  check(argv: readonly string[], said?: RegExp): Promise<void>;
};

export async function atDesk<T>(body: (desk: Desk) => Promise<T>): Promise<T> {
  const changes: string[] = [];
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const what = await changeIn(request);
    if (what !== undefined) changes.push(what);
    return new Response("nobody may ask", { status: 400 });
  });
  try {
    return await inTemporaryFolder((folder) => body(deskIn(folder, `http://127.0.0.1:${server.addr.port}`, changes)));
  } finally {
    await server.shutdown();
  }
}

function deskIn(folder: string, endpoint: string, changes: string[]): Desk {
  const home = join(folder, "home");
  const work = join(folder, "work");
  let environment: Readonly<Record<string, string>> = {};
  let laid: readonly (readonly [path: string, bytes: Uint8Array])[] = [];
  return {
    folder: work,
    home,
    async lay(files) {
      for (const each of [home, work]) await Deno.remove(each, { recursive: true }).catch(() => {});
      await Deno.mkdir(work, { recursive: true });
      ({ environment } = await quietHome(folder, endpoint));
      laid = Object.entries(files).map(([name, content]) => [
        join(folder, name),
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      ]);
      for (const [path, bytes] of laid) {
        await Deno.mkdir(dirname(path), { recursive: true });
        await Deno.writeFile(path, bytes);
      }
    },
    async check(argv, announced) {
      changes.length = 0;
      const env = { ...environment, INIT_CWD: work };
      const { code, out, err } = await programHere([...argv, "--output", "json"], { env, folder: work });
      const said = `exit ${code}\n${out}\n${err}`;
      if (code !== 0) assert.match(out, /"code": "(?:DAY-(?!BUG)|WS-)[A-Z]+-\d{3}"/, said);
      assert.doesNotMatch(out + err, /^ +at .*(?::\d+|\(native\))\)?$/m, said);
      assert.doesNotMatch(err, /[^\P{Cc}\n\t]/u, said);
      JSON.parse(out);
      assert.deepEqual(changes, [], said);
      if (announced?.test(err)) return;
      for (const [path, bytes] of laid) {
        assert.ok(same(await Deno.readFile(path), bytes), `${path} is another one now\n${said}`);
      }
    },
  };
}

/** The name of a request that changes something; nothing for a read. */
async function changeIn(request: Request): Promise<string | undefined> {
  const body = await request.text();
  const target = request.headers.get("x-amz-target")?.split(".").at(-1);
  const operation = target ?? /(?:^|&)Action=(\w+)/.exec(body)?.[1];
  if (operation === undefined) return ["GET", "HEAD"].includes(request.method) ? undefined : request.method;
  return /^(Get|List|Describe|Simulate)/.test(operation) ? undefined : operation;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
