import type { Environment } from "../../host/environment.ts";
import type { Finished } from "../../host/processes.ts";
import { redact } from "../../host/redact.ts";
import { cutEnd } from "../../text/cut.ts";
import { oneLine } from "../../text/one_line.ts";
import { shellWord } from "../../text/shell_word.ts";
import type { HeadNode } from "./head_node.ts";
import { noConnection } from "./script_arguments.ts";
import { sshFiles } from "./ssh_config.ts";

/** Why what was run on a head node failed, in one line; "" when it did not. */
export function sshFailure(environment: Environment, node: HeadNode, { code, stdout, stderr }: Finished): string {
  if (code === 0) return "";
  const said = lastWords(stderr) || lastWords(stdout) || "nothing";
  if (code === noConnection && /Host key verification failed|IDENTIFICATION HAS CHANGED/.test(stderr)) {
    const { pins } = sshFiles(environment, node);
    return `the head node at ${node.host} shows another host key than the one that was pinned at the first contact with ` +
      `${node.instance}: somebody else may answer there. If you know why, forget it with: ` +
      `ssh-keygen -R ${shellWord(node.instance)} -f ${shellWord(pins)}`;
  }
  return code === noConnection ? `no connection to ${node.host}: ${said}` : `ended with status ${code}: ${said}`;
}

/** The line that says what went wrong: the last one that calls itself an error, or a check that failed, else the last one. */
function lastWords(text: string): string {
  const lines = text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
  return cutEnd(
    redact(oneLine(lines.findLast((line) => /^(?:fatal|error|fail)\b/i.test(line)) ?? lines.at(-1) ?? "")),
    300,
  );
}
