import { networkStackFrom, type NetworkStackOut, type NetworkStackSpec } from "../aws/resources/network_stack.ts";
import type { AwsDeps, Json, Resource } from "../aws/resource.ts";
import { z } from "zod";
import { essenceOf } from "../config/file/network_template.ts";

/** `template`: what the stack's template makes. */
export type TemplatedNetworkSpec = NetworkStackSpec & { template: Json };

/** A network stack that is compared with a template as well, not with its parameters alone: `find` asks for it. */
export function templatedNetwork(body: string): Resource<AwsDeps, TemplatedNetworkSpec, NetworkStackOut> {
  // Waiting is looking again, with the look below.
  const { wait: _, ...plain } = networkStackFrom(body);
  return {
    ...plain,
    actions: { ...plain.actions, find: [...plain.actions.find, "cloudformation:GetTemplate"] },
    spec: z.intersection(plain.spec, z.object({ template: z.json() })),
    async find(deps, spec, depth) {
      const { template: asked, ...parameters } = spec;
      const found = await plain.find(deps, parameters, depth);
      if (found.is !== "ready") return found;
      const template = depth === "exists" ? asked : essenceOf(await templateOf(deps, spec.name));
      return { ...found, spec: { ...found.spec, template } };
    },
  };
}

async function templateOf({ aws }: AwsDeps, name: string): Promise<string> {
  const { GetTemplateCommand } = await import("@aws-sdk/client-cloudformation");
  const cloudformation = await aws.cloudformation();
  const { TemplateBody = "" } = await cloudformation.send(new GetTemplateCommand({ StackName: name }));
  return TemplateBody;
}
