import { cliGlobals } from "../config/cli_globals.ts";
import type { Baseline } from "./baseline.ts";
import { gitDetails } from "./git_details.ts";
import { inFile } from "./in_file.ts";
import type { Plan } from "./plan.ts";
import type { Prepared } from "./prepared.ts";
import { renderTemplate } from "./render_template.ts";
import { renderTokens } from "./render_tokens.ts";
import type { Run } from "./run.ts";
import type { Selections } from "./selections.ts";
import { applySpotPrices } from "./spot_pricing.ts";
import { appendTags } from "./append_tags.ts";

/** The final cluster file. */
export type RenderedCluster = { readonly path: string; readonly text: string };

/**
 * The three files of the rendering: the template as it is, with its tokens replaced, and with Spot prices. What this run has
 * written before is taken as it was written.
 *
 * @see spec/pcluster-template.md section 9
 */
export async function renderCluster(
  run: Run,
  prepared: Prepared,
  selections: Selections,
  baseline: Baseline,
  plan: Plan,
): Promise<RenderedCluster> {
  const { cluster, runId, request, deps, artifacts } = run;
  await artifacts.keep("yaml_init", `${cluster}_cluster_${runId}.yaml.init`, () => plan.template);
  const rendered = await artifacts.keep("init_template", `${cluster}_init_template_${runId}.yaml`, async () => {
    const tokens = renderTokens({
      region: request.region,
      regionAz: request.region_az,
      profile: request.profile,
      bucket: selections.bucket.value,
      keyName: selections.key_name.value,
      publicSubnet: baseline.public_subnet_id.value,
      privateSubnet: baseline.private_subnet_id.value,
      policyArn: baseline.policy_arn.value,
      localUser: deps.environment.user,
      awsUser: selections.user_name,
      gitDetails: await run.decide(
        "git_details",
        async () => gitDetails(deps.processes, deps.workTree, (await cliGlobals(deps)).tag),
      ),
      sshCidr: request.ssh_cidr,
      schedulerRole: baseline.scheduler_role_arn,
      settings: prepared.settings,
    });
    const path = prepared.settings.cluster_template_yaml.value;
    return inFile(path, () => appendTags(renderTemplate(plan.template, tokens), request.tags));
  });
  return await artifacts.keep("cluster_yaml", `${cluster}_cluster_${runId}.yaml`, async () => {
    const { text, queues, unpriced } = inFile(rendered.path, () => applySpotPrices(rendered.text, plan.prices));
    for (const { name, price } of queues) {
      deps.emit({
        code: "price.queue",
        level: "info",
        message: `queue ${name}: at most ${price} USD an hour`,
        data: { name, price },
      });
    }
    if (unpriced.length > 0) {
      const message = `no Spot price in ${request.region_az} for ${unpriced.join(", ")}; 5.55 USD stand in`;
      await run.warn({ id: "price.fallback", message, step: "render" });
    }
    return text;
  });
}
