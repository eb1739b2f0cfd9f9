import type { Sandbox } from "../support/sandbox.ts";

/** What the genuine `pcluster` says about the cluster of the demonstration. */
export async function clusterStatus({ environment }: Pick<Sandbox, "environment">): Promise<string> {
  const { stdout } = await new Deno.Command("pcluster", {
    args: ["describe-cluster", "-n", "demo", "--region", "us-west-2"],
    clearEnv: true,
    env: environment,
  }).output();
  const answer: { readonly clusterStatus: string } = JSON.parse(new TextDecoder().decode(stdout));
  return answer.clusterStatus;
}
