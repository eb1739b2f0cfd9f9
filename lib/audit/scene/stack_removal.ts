import type { Scene } from "./lister.ts";

/** The command that removes a stack, and with it every part: by itself, AWS lets go of hardly any part of a network. */
export function stackRemoval(command: Scene["command"], name: string): string {
  return command("cloudformation", "delete-stack", "--stack-name", name);
}
