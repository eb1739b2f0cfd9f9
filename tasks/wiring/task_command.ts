import type { Environment } from "../../lib/host/environment.ts";
import { ownCommand } from "../../lib/host/own_command.ts";
import { rowOf } from "../tasks.ts";

/** The command that starts a task of ours in a process of its own, which may do what its row says. */
export function taskCommand(environment: Environment, name: string, argv: readonly string[]): readonly string[] {
  return [...ownCommand(environment, rowOf(name)), ...argv];
}
