import { join } from "node:path";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { sandboxEnvironment } from "../../lib/sandbox/environment.ts";
import { sandboxKey, sandboxProfile, sandboxRegion } from "../../lib/sandbox/emulator/seed.ts";
import type { RequestRecord, Sandbox } from "./sandbox.ts";
import { inTemporaryFolder } from "./temporary.ts";
import type { VirtualClock } from "./virtual_clock.ts";

/** Where a program runs, as far as it gets without AWS: a sandbox is such a place as well. */
export type Place = Pick<Sandbox, "folder" | "home" | "environment" | "endpoint" | "requests" | "clearRequests"> & {
  /** The clock of program and sandbox. */
  readonly clock?: VirtualClock;
};

/**
 * Steps in a home folder of their own before an AWS that answers nothing and notes who asks: for what is refused before the first
 * request, it costs no account.
 *
 * ```ts
 * Deno.test("bad input", quietCases(async (run) => {
 *   await run("a flag that there is not", async (place) => { … });
 * }));
 * ```
 */
export function quietCases(
  body: (run: (name: string, check: (place: Place) => Promise<void>) => Promise<boolean>) => Promise<void>,
): (test: Deno.TestContext) => Promise<void> {
  return async (test) => {
    const requests: RequestRecord[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      requests.push(recordOf(request, requests.length + 1));
      return new Response("nobody may ask", { status: 400 });
    });
    const endpoint = `http://127.0.0.1:${server.addr.port}`;
    try {
      await body((name, check) =>
        test.step(
          name,
          () => inTemporaryFolder(async (folder) => await check(await placeIn(folder, endpoint, requests))),
        )
      );
    } finally {
      await server.shutdown();
    }
  };
}

async function placeIn(folder: string, endpoint: string, requests: RequestRecord[]): Promise<Place> {
  const { home, environment } = await quietHome(folder, endpoint);
  const clearRequests = () => void (requests.length = 0);
  clearRequests();
  return { folder, home, endpoint, environment, requests: () => [...requests], clearRequests };
}

/** A home folder with profiles, for a program that may ask whoever listens at the address. */
export async function quietHome(folder: string, endpoint: string): Promise<Pick<Place, "home" | "environment">> {
  const home = join(folder, "home");
  const aws = join(home, ".aws");
  await Deno.mkdir(aws, { recursive: true });
  const profiles = [sandboxProfile, "p"];
  const config = profiles.map((name) => `[profile ${name}]\nregion = ${sandboxRegion}\n`);
  const keys = `aws_access_key_id = ${sandboxKey.id}\naws_secret_access_key = ${sandboxKey.secret}\n`;
  await Deno.writeTextFile(join(aws, "config"), config.join(""));
  await Deno.writeTextFile(join(aws, "credentials"), profiles.map((name) => `[${name}]\n${keys}`).join(""));
  const environment = sandboxEnvironment(systemEnvironment(), home, endpoint, join(folder, "bin"));
  return { home, environment };
}

/** As much as can be said of a request that nobody understands. */
function recordOf({ method, url, headers }: Request, number: number): RequestRecord {
  return {
    number,
    at: Date.now(),
    service: "",
    operation: `${method} ${new URL(url).pathname}`,
    actions: [],
    region: "",
    mutating: false,
    status: 400,
    answered: true,
    parameters: {},
    connection: number,
    warm: false,
    caller: "sdk",
    accessKey: "",
    userAgent: headers.get("user-agent") ?? "",
  };
}
