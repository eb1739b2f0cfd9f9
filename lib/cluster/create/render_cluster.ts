import type { Baseline } from "./baseline.ts";
import { inFile } from "../../cluster_file/in_file.ts";
import { customImage } from "../../cluster_file/boot/custom_image.ts";
import { ownBootAction } from "../../cluster_file/boot/own_boot_action.ts";
import type { Findings } from "../../preflight/preflight.ts";
import type { Creation } from "../create_deps.ts";
import type { Prepared } from "../prepare.ts";
import { renderTemplate } from "../../cluster_file/render_template.ts";
import { readClusterFile } from "../../cluster_file/template_problem.ts";
import { applySpotPrices } from "../../cluster_file/spot_pricing.ts";
import { clusterTokens } from "../plan/cluster_tokens.ts";
import { fallbackWarning } from "../spot_price/fallback_warning.ts";
import type { Survey } from "../plan/survey.ts";
import { appendTags } from "../../cluster_file/append_tags.ts";

/** The final cluster file. */
export type RenderedCluster = { readonly path: string; readonly text: string };

/**
 * The three files of the rendering: the template as it is, with its tokens replaced, and with Spot prices. What this run has
 * written before is taken as it was written.
 */
export async function renderCluster(
  run: Creation,
  prepared: Prepared,
  findings: Findings,
  baseline: Baseline,
  survey: Survey,
): Promise<RenderedCluster> {
  const { subject: cluster, id: runId, request, deps, artifacts } = run;
  await artifacts.keep("yaml_init", `${cluster}_cluster_${runId}.yaml.init`, () => survey.template);
  const rendered = await artifacts.keep("init_template", `${cluster}_init_template_${runId}.yaml`, async () => {
    const tokens = await clusterTokens(run, prepared, findings, {
      publicSubnet: baseline.publicSubnet.value,
      privateSubnet: baseline.privateSubnet.value,
      policyArn: baseline.policyArn.value,
      schedulerRoleArn: baseline.schedulerRoleArn,
    });
    const path = prepared.settings.cluster_template_yaml.value;
    return inFile(path, () => {
      const text = renderTemplate(survey.template, tokens);
      const own = findings.bootScript ? ownBootAction(text, findings.bootScript) : text;
      return appendTags(request.image ? customImage(own, request.image) : own, request.tags);
    });
  });
  return await artifacts.keep("cluster_yaml", `${cluster}_cluster_${runId}.yaml`, async () => {
    const { text, queues, unpriced } = inFile(
      rendered.path,
      () => applySpotPrices(readClusterFile(rendered.text), survey.spotPrices),
    );
    for (const { name, price } of queues) {
      deps.emit({
        code: "price.queue",
        level: "info",
        message: `Spot instances of queue ${name}: price limited to ${price} USD an hour each`,
        data: { name, price },
      });
    }
    for (const warning of fallbackWarning(request.region_az, unpriced)) await run.warn(warning);
    return text;
  });
}
