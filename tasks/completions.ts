import type { Answer } from "../lib/answers/answer.ts";
import { task } from "../lib/cli/task.ts";
import { advice, command } from "../lib/host/errors/advice.ts";
import { DayError } from "../lib/host/errors/day_error.ts";

const completions = task({
  name: "completions",
  brief: "Print a script that lets the shell complete tasks, flags and values",
  description:
    "Names of clusters and runs come from the configuration folder, those of profiles from the AWS configuration on this " +
    "machine. AWS is never asked.",
  examples: [
    { what: "bash: in ~/.bashrc", command: "source <(deno task completions bash)" },
    { what: "zsh: in ~/.zshrc, after compinit", command: "source <(deno task completions zsh)" },
    { what: "fish: once", command: "deno task completions fish > ~/.config/fish/completions/dayctl.fish" },
  ],
  helpWithoutArguments: true,
  flags: {},
  words: { brief: "bash, zsh or fish", placeholder: "shell", values: ["bash", "zsh", "fish"], least: 1, most: 1 },
  async run(_flags, [shell]): Promise<Answer> {
    const script = await scriptFor(shell);
    return { json: { script, shell }, text: script };
  },
});

async function scriptFor(shell: string): Promise<string> {
  const { completionModel } = await import("../lib/cli/completions/completion_model.ts");
  const { tasks } = await import("./tasks.ts");
  const { loadTask } = await import("./wiring/load_task.ts");
  const model = completionModel(
    await Promise.all(
      tasks.map(async ({ name, aliases }) => ({ task: await loadTask(name), names: [name, ...aliases] })),
    ),
  );
  switch (shell) {
    case "bash":
      return (await import("../lib/cli/completions/bash_completion.ts")).bashCompletion(model);
    case "zsh":
      return (await import("../lib/cli/completions/zsh_completion.ts")).zshCompletion(model);
    case "fish":
      return (await import("../lib/cli/completions/fish_completion.ts")).fishCompletion(model);
    default:
      throw new DayError("DAY-USE-001", `completions ${shell}: expected bash, zsh or fish`, {
        fix: advice`name one of them, as in: ${command("deno task completions bash")}`,
      });
  }
}

export default completions;

if (import.meta.main) await (await import("./wiring/start_process.ts")).startProcess(completions);
