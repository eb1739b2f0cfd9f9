import assert from "node:assert/strict";
import { currentSpotPrices } from "../../lib/aws/questions/spot_prices.ts";
import { baselineSubnets } from "../../lib/aws/questions/subnets.ts";
import { renderTemplate } from "../../lib/cluster_file/render_template.ts";
import { renderTokens } from "../../lib/cluster_file/render_tokens.ts";
import { applySpotPrices, instanceTypes } from "../../lib/cluster_file/spot_pricing.ts";
import { readClusterFile, readTemplate } from "../../lib/cluster_file/template_problem.ts";
import { fixtureF, type Sandbox, withSandbox } from "../support/sandbox.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { chosenOf, renderInput, shippedTemplate } from "./rendering.ts";

const zone = "us-west-2b";

/** The seeded network and the sandbox's prices. */
async function seeded(sandbox: Sandbox) {
  const aws = sandboxAws(sandbox);
  try {
    const subnets = await baselineSubnets(aws, zone);
    const types = instanceTypes(readTemplate(await shippedTemplate()));
    const prices = await currentSpotPrices(aws, { zone, types, now: new Date() });
    return { public_subnet_id: subnets.public[0].id, private_subnet_id: subnets.private[0].id, prices };
  } finally {
    aws.close();
  }
}

Deno.test("T87, T93, T96: the shipped template, rendered and priced, passes the genuine dry run", () =>
  withSandbox({ seed: fixtureF }, async (sandbox) => {
    const { prices, ...subnets } = await seeded(sandbox);
    const { text, unpriced } = applySpotPrices(
      readClusterFile(
        renderTemplate(await shippedTemplate(), renderTokens(renderInput({ chosen: chosenOf(subnets) }))),
      ),
      prices,
    );
    assert.deepEqual(unpriced, []);
    const path = `${sandbox.home}/tc1.yaml`;
    await Deno.writeTextFile(path, text);
    const args = ["create-cluster", "-n", "tc1", "-c", path, "--dryrun", "true", "--region", "us-west-2"];
    const output = await new Deno.Command("pcluster", { args, clearEnv: true, env: sandbox.environment }).output();
    const said = new TextDecoder().decode(output.stdout);
    const { message, validationMessages } = JSON.parse(said) as {
      message: string;
      validationMessages: { type: string }[];
    };
    assert.equal(message, "Request would have succeeded, but DryRun flag is set.");
    // Expected: the file system is deleted with the cluster, and six compute resources do without EFA.
    assert.deepEqual(validationMessages.map(({ type }) => type), [
      "DeletionPolicyValidator",
      ...Array(6).fill("InstancesEFAValidator"),
    ]);
  }));
