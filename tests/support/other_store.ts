import { join } from "node:path";
import { cacheFolder } from "../../lib/host/cache_folder.ts";
import { systemEnvironment } from "../../lib/host/system/system_environment.ts";
import { $ } from "../../tools/shell.ts";
import { eventually } from "./eventually.ts";
import { sandboxRegion } from "./sandbox.ts";
import { freePort } from "./free_port.ts";

const module = "github.com/versity/versitygw/cmd/versitygw";
const version = "v1.8.0";

/** An S3 server that has nothing in common with the sandbox: each bucket is a folder. */
export type OtherStore = AsyncDisposable & { readonly endpoint: string; readonly program: string };

/** Starts it on a folder, whose sub-folders are its buckets, for whoever has the keys of the sandbox. */
export async function startOtherStore(folder: string): Promise<OtherStore> {
  const program = await install();
  const port = freePort();
  const server = new Deno.Command(program, {
    args: [
      ...["--access", "AKIADAYCTLSANDBOX000", "--secret", "sandbox", "--region", sandboxRegion],
      ...["--port", `127.0.0.1:${port}`, "--health", "/health", "--quiet", "posix", folder],
    ],
    stdin: "null",
    stdout: "null",
    stderr: "inherit",
  }).spawn();
  const endpoint = `http://127.0.0.1:${port}`;
  await eventually("the other store answers", async () => {
    const answer = await fetch(`${endpoint}/health`).catch(() => undefined);
    await answer?.body?.cancel();
    return answer?.ok ?? false;
  });
  return {
    endpoint,
    program: `versitygw ${version}`,
    async [Symbol.asyncDispose]() {
      server.kill("SIGTERM");
      await server.status;
    },
  };
}

/** Built once into the user's cache. @throws Error where there is no `go` to build it with */
async function install(): Promise<string> {
  const folder = join(cacheFolder(systemEnvironment()), "other-store", version);
  const program = join(folder, "versitygw");
  if (await Deno.stat(program).then(() => true, () => false)) return program;
  if (!await $.commandExists("go")) {
    const line = `GOBIN=${folder} go install ${module}@${version}`;
    throw new Error(
      `go is missing; install it with: apt-get install golang-go, or build the server elsewhere: ${line}`,
    );
  }
  console.error(`builds ${module}@${version}`);
  await $`go install ${module}@${version}`.env({ GOBIN: folder });
  return program;
}
