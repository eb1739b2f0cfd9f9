import assert from "node:assert/strict";
import { join } from "node:path";
import { shellWords } from "../../lib/text/shell_words.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { installDouble } from "../support/install_double.ts";
import { programHere } from "../support/program_here.ts";
import { withSandbox } from "../support/sandbox.ts";
import { repository } from "../support/source_files.ts";

const page = await Deno.readTextFile(join(repository, "docs/first_day.md"));
const lines = [...page.matchAll(/```sh\n([^]*?)```/g)].flatMap(([, script]) => script.trim().split("\n"));

const seed = { buckets: ["alice-omics-analysis-us-west-2"], keys: [], expiryRole: false };
const settings = { networkSeconds: 0, secondsOfCreation: 1, secondsOfDeletion: 1 };

/** Not for a test: what is installed on a machine, hours of copying, and a login. */
const byHand =
  /^(?:npm install|deno task toolchain|~\/\.cache\/dayctl\/toolchain\/|deno task ssh|export AWS_PROFILE)\b/;

/** What a person types: the answer that is offered, or the phrase. */
const typed: Readonly<Record<string, readonly string[]>> = {
  create: Array.from({ length: 30 }, () => ""),
  delete: ["please delete"],
};

Deno.test("docs/first_day.md: every command runs as it is written, in that order, and nothing is left", () =>
  withSandbox({ seed, settings }, async (sandbox) => {
    const env = await installDouble(sandbox);
    const clock = hurriedClock();
    const said = new Map<string, string>();
    const shell = async (line: string, input = "") => {
      const shell = new Deno.Command("sh", {
        args: ["-c", line.replace("config/", `${repository}/config/`).replace(/ --profile \w+/, "")],
        cwd: sandbox.folder,
        env,
        clearEnv: true,
        stdin: "piped",
        stdout: "null",
        stderr: "piped",
      }).spawn();
      const writer = shell.stdin.getWriter();
      await writer.write(new TextEncoder().encode(input));
      await writer.close();
      const { code, stderr } = await shell.output();
      assert.equal(code, 0, `${line}: ${new TextDecoder().decode(stderr)}`);
    };
    for (const line of lines.filter((each) => !byHand.test(each))) {
      const [, task, rest, pipe] = /^deno task (\S+) ?(.*?)(?: \| (.*))?$/.exec(line) ?? [];
      if (task === undefined) {
        await shell(line);
        continue;
      }
      const argv = [task, ...shellWords(rest).words];
      const { code, out, err } = await programHere(argv, { env, clock, folder: sandbox.folder, typed: typed[task] });
      assert.equal(code, 0, `${line}: ${err}${out}`);
      if (pipe !== undefined) await shell(pipe, out);
      said.set(task, out);
    }
    assert.match(said.get("audit") ?? "", /nothing is left/);
  }));
