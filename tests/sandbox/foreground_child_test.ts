import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const module = new URL("../../lib/host/system/foreground_child.ts", import.meta.url).href;

/** A program that runs a shell script in its own place. */
function inPlaceOf(script: string, env: Record<string, string> = {}) {
  const program = `import { foregroundChild } from ${JSON.stringify(module)};
    Deno.exit(await foregroundChild(["sh", "-c", ${JSON.stringify(script)}], ${JSON.stringify(env)}));`;
  const config = fileURLToPath(new URL("../../deno.json", import.meta.url));
  const args = ["eval", "-q", `--config=${config}`, program];
  return new Deno.Command("deno", { args, stdin: "piped", stdout: "piped" }).spawn();
}

Deno.test("a program in our place gets our input, exactly the environment it is given, and our signals", async () => {
  const child = inPlaceOf(
    'trap "echo stopped; exit 9" TERM; env | sort; read answer; echo "$answer"; while :; do sleep 0.1; done',
    {
      PATH: "/usr/bin:/bin",
      ONLY: "this",
    },
  );
  const input = child.stdin.getWriter();
  await input.write(new TextEncoder().encode("yes\n"));
  const seen: string[] = [];
  let rest = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    seen.push(...lines.filter((line) => !/^(PWD|SHLVL|_|OLDPWD)=/.test(line)));
    if (lines.includes("yes")) child.kill("SIGTERM");
  }
  await input.close();
  assert.deepEqual(seen, ["ONLY=this", "PATH=/usr/bin:/bin", "yes", "stopped"]);
  assert.equal((await child.status).code, 9);
});

Deno.test("a program that a signal ended gives 128 and the signal's number", async () => {
  const child = inPlaceOf("kill -INT $$");
  await child.stdin.close();
  await child.stdout.cancel();
  assert.equal((await child.status).code, 130);
});
