import { linePrompter } from "../../lib/cli/terminal/line_prompter.ts";
import { standardInput } from "../../lib/host/line_reader.ts";
import { standardStreams } from "../../lib/host/system/standard_streams.ts";

/** Asks one question of each kind, one of them after a pause, and prints the answers. */
const { out, err, columns } = standardStreams();
const input = standardInput(new AbortController().signal);
const prompter = linePrompter(input, err, { columns, echo: !input.isTerminal });
const evil = "evil\u001b[2J\nname\u202etxt";
const name = await prompter.menu({
  id: "name",
  message: "Which one?",
  options: [{ label: evil, value: "evil" }, { label: `${"名".repeat(30)}-tail`, value: "wide" }],
});
const text = await prompter.text({ id: "text", message: "What?", default: evil });
out(`${JSON.stringify([name, text])}\n`);
await new Promise((resolve) => setTimeout(resolve, 1_000));
out(`consent: ${await prompter.consent({ id: "sure", message: "Press Enter to go on", yes: "" })}\n`);
Deno.exit(0);
