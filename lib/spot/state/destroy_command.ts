/** The command that removes the nodes of a deployment and what was made for them. */
export function destroyCommand(deployment: string): string {
  return `deno task spot-deploy destroy --deployment ${deployment}`;
}
