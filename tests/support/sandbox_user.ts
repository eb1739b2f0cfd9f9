import { join } from "node:path";
import { textOf } from "../../lib/sandbox/emulator/xml.ts";
import { sandboxAccount } from "../../lib/sandbox/emulator/seed.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import type { Aws } from "../../lib/aws/session.ts";
import { type Sandbox, sandboxRegion } from "./sandbox.ts";
import { sandboxAws } from "./sandbox_aws.ts";

/** Statements as they stand in a policy. */
export type PolicyDocument = { readonly Version?: string; readonly Statement: unknown };

/** A user of a sandbox's account with keys of his own: the sandbox judges him by his policies. */
export type SandboxUser = {
  readonly accessKey: string;
  readonly arn: string;
  /** For a program that runs as this user. */
  readonly env: Readonly<Record<string, string>>;
  /** The genuine SDK as this user. Whoever asks for it closes it. */
  aws(): Aws;
  /** Puts these in the place of his attached policies. */
  attach(documents: readonly PolicyDocument[]): Promise<void>;
};

/**
 * Attaches the two policies that gate 3 looks for by their names, with nothing in them: what their owner may do is left to others.
 */
export async function attachDaylilyNames({ calls }: Pick<Sandbox, "calls">, user: string): Promise<void> {
  const statement = { Effect: "Allow", Action: "sts:GetCallerIdentity", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  for (const name of ["DaylilyGlobalEClusterPolicy", `DaylilyRegionalEClusterPolicy-${sandboxRegion}`]) {
    const PolicyArn = `arn:aws:iam::${sandboxAccount}:policy/${name}`;
    await calls.query("iam", "CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: "true" });
    await calls.query("iam", "AttachUserPolicy", { UserName: user, PolicyArn });
  }
}

export async function sandboxUser(sandbox: Sandbox, name: string): Promise<SandboxUser> {
  const { calls, home } = sandbox;
  const iam = (operation: string, fields: Record<string, string>) => calls.query("iam", operation, fields);
  const arn = textOf(await iam("CreateUser", { UserName: name }), "Arn") ?? "";
  const key = textOf(await iam("CreateAccessKey", { UserName: name }), "AccessKeyId") ?? "";
  const files = {
    AWS_CONFIG_FILE: join(home, `config-${name}`),
    AWS_SHARED_CREDENTIALS_FILE: join(home, `keys-${name}`),
  };
  const place = `region = ${sandboxRegion}\nendpoint_url = ${sandbox.endpoint}\n`;
  await Deno.writeTextFile(files.AWS_CONFIG_FILE, `[profile ${name}]\n${place}`);
  const keys = `aws_access_key_id = ${key}\naws_secret_access_key = secret\n`;
  await Deno.writeTextFile(files.AWS_SHARED_CREDENTIALS_FILE, `[${name}]\n${keys}`);
  const env = { ...sandbox.environment, ...files, AWS_PROFILE: name };
  let attached: string[] = [];
  return {
    arn,
    accessKey: key,
    env,
    aws: () => sandboxAws(sandbox, { profile: name, environment: environmentOf(env, () => home) }),
    async attach(documents) {
      for (const PolicyArn of attached) {
        await iam("DetachUserPolicy", { UserName: name, PolicyArn });
        await iam("DeletePolicy", { PolicyArn });
      }
      attached = [];
      for (const [index, document] of documents.entries()) {
        const PolicyDocument = JSON.stringify({ Version: "2012-10-17", ...document });
        const made = await iam("CreatePolicy", { PolicyName: `of-${name}-${index}`, PolicyDocument });
        const PolicyArn = textOf(made, "Arn") ?? "";
        attached.push(PolicyArn);
        await iam("AttachUserPolicy", { UserName: name, PolicyArn });
      }
    },
  };
}
