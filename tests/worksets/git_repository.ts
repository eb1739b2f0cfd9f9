import assert from "node:assert/strict";
import { join } from "node:path";

/** A bare repository with one commit on `main`; its files may be run. */
export async function gitRepository(origin: string, files: Readonly<Record<string, string>>): Promise<void> {
  const tree = `${origin}.tree`;
  await Deno.mkdir(tree);
  const git = async (...args: string[]) => {
    const { success, stderr } = await new Deno.Command("git", {
      args: ["-C", tree, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args],
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  };
  await git("init", "-q", "-b", "main");
  for (const [name, text] of Object.entries(files)) await Deno.writeTextFile(join(tree, name), text, { mode: 0o755 });
  await git("add", "-A");
  await git("commit", "-qm", "pipeline");
  await git("clone", "-q", "--bare", tree, origin);
}
