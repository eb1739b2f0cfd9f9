import assert from "node:assert/strict";

/** Runs a system program. @throws with the line that installs it, when it is missing */
async function output(argv: readonly string[], install: string): Promise<{ code: number; text: string }> {
  const [program, ...args] = argv;
  try {
    const { code, stdout, stderr } = await new Deno.Command(program, { args }).output();
    return { code, text: new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr) };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) throw new Error(`${program} is missing; install it with: ${install}`);
    throw error;
  }
}

Deno.test("every shell script of the repository is clean for shellcheck", async () => {
  const { text: listing } = await output(["git", "ls-files", ".ci", "*.sh", "bin", "templates"], "apt-get install git");
  const scripts: string[] = [];
  for (const path of listing.split("\n").filter((line) => line !== "")) {
    const [first] = (await Deno.readTextFile(path)).split("\n", 1);
    if (/^#!.*\b(ba)?sh\b/.test(first)) scripts.push(path);
  }
  assert.ok(scripts.includes(".ci/run"));
  const { code, text } = await output(["shellcheck", ...scripts], "apt-get install shellcheck");
  assert.equal(code, 0, text);
});
