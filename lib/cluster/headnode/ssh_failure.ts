import type { Environment } from "../../host/environment.ts";
import type { Finished } from "../../host/processes.ts";
import { redact } from "../../host/redact.ts";
import { cutEnd } from "../../text/cut.ts";
import { oneLine } from "../../text/one_line.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { HeadNode } from "./head_node.ts";
import { noConnection } from "./script_arguments.ts";
import { sshFiles } from "./ssh_config.ts";

const silence = "nothing";

/** Why what was run on a head node failed, in one line; "" when it did not. */
export function sshFailure(environment: Environment, node: HeadNode, finished: Finished): string {
  const { code, stderr } = finished;
  if (code === 0) return "";
  const said = lastWords(finished);
  if (code === noConnection && /Host key verification failed|IDENTIFICATION HAS CHANGED/.test(stderr)) {
    const { pins } = sshFiles(environment, node);
    return `head node ${node.instance} (${node.host}) has a different SSH host key than at the first login to this ` +
      "instance: its key was changed, or another machine answers at this address. Do not log in before you know which; " +
      `if the key was changed, remove the old one with: ssh-keygen -R ${shellWord(node.instance)} -f ${
        shellWord(pins)
      }`;
  }
  if (code === noConnection) return `no connection to ${node.host}: ${said}`;
  return said === silence ? `ended with exit code ${code}, and said nothing` : `ended with exit code ${code}: ${said}`;
}

/** The line that says what went wrong, of errors before other output. */
export function lastWords({ stdout, stderr }: Pick<Finished, "stdout" | "stderr">): string {
  return lastLine(stderr) || lastLine(stdout) || silence;
}

/** What somebody over there prints without being asked, as far as it is needed to know it again. */
export function firstWords(text: string): string {
  return cutEnd(redact(oneLine(text.split("\n").find((line) => line.trim() !== "")?.trim() ?? "empty lines")), 100);
}

/** Git ends with this, whatever the reason, which it has told in the line before. */
const afterReason = /^fatal: Could not read from remote repository\.$/;

/** The line that says what went wrong: the last one that calls itself an error, or a check that failed, else the last one. */
function lastLine(text: string): string {
  const all = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  const at = all.findIndex((line) => afterReason.test(line));
  const lines = at > 0 ? all.slice(0, at) : all;
  return cutEnd(
    redact(oneLine(lines.findLast((line) => /^(?:fatal|error|fail)\b/i.test(line)) ?? lines.at(-1) ?? "")),
    300,
  );
}
