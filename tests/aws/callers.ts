import { join } from "node:path";
import { type Aws, type SessionOptions } from "../../lib/aws/session.ts";
import { environmentOf } from "../../lib/host/system/system_environment.ts";
import { systemProcesses } from "../../lib/host/system/system_processes.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

/** A request: what it asks, with which access key, of which region. */
export type Asked = { readonly operation: string; readonly key: string; readonly region: string };

export type Callers = {
  readonly folder: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  session(profile: string, changes?: Partial<Omit<SessionOptions, "endpoint">>): Aws;
  /** Writes a program into the folder and returns its path. */
  program(name: string, script: string): Promise<string>;
};

export type CallersOptions = {
  /** The configuration file. @param folder where programs will stand */
  readonly config: string | ((folder: string) => string);
  readonly credentials?: string;
  readonly variables?: Readonly<Record<string, string>>;
  /** Regions that know no key. */
  readonly off?: readonly string[];
};

/**
 * The two files of a user before an STS that says who calls: `arn:aws:iam::123456789012:user/KEY`. The key of an assumed role is
 * `ASIA-ROLE`.
 */
export async function withCallers(
  { config, credentials = "", variables = {}, off = [] }: CallersOptions,
  body: (callers: Callers) => Promise<void>,
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const asked: Asked[] = [];
    const listen = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    const server = Deno.serve(listen, async (request) => {
      const form = new URLSearchParams(await request.text());
      const authorization = request.headers.get("authorization") ?? "";
      const [, key = "", region = ""] = /Credential=([^/]*)\/\d*\/([^/]*)\//.exec(authorization) ?? [];
      asked.push({ operation: form.get("Action") ?? "", key, region });
      return off.includes(region) ? unknownKey() : answer(form, key);
    });
    await Deno.mkdir(join(folder, ".aws"));
    await Deno.writeTextFile(join(folder, ".aws", "config"), typeof config === "string" ? config : config(folder));
    await Deno.writeTextFile(join(folder, ".aws", "credentials"), credentials);
    const environment = environmentOf({ PATH: Deno.env.get("PATH") ?? "", HOME: folder, ...variables }, () => folder);
    const sessions: Aws[] = [];
    try {
      await body({
        folder,
        asked,
        session(profile, changes) {
          const processes = systemProcesses(environment, { session: "shared" });
          const endpoint = `http://127.0.0.1:${server.addr.port}`;
          const aws = sandboxAws({ endpoint }, { profile, environment, processes, ...changes });
          sessions.push(aws);
          return aws;
        },
        async program(name, script) {
          await Deno.writeTextFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
          return join(folder, name);
        },
      });
    } finally {
      sessions.forEach((aws) => aws.close());
      await server.shutdown();
    }
  });
}

function answer(form: URLSearchParams, key: string): Response {
  if (form.get("Action") === "GetCallerIdentity") {
    return result(
      "GetCallerIdentity",
      `<Account>123456789012</Account><Arn>arn:aws:iam::123456789012:user/${key}</Arn>`,
    );
  }
  const role = form.get("RoleArn")?.split("/").at(-1);
  return result(
    "AssumeRole",
    `<Credentials><AccessKeyId>ASIA-${role}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>` +
      `<Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`,
  );
}

function result(operation: string, content: string): Response {
  return new Response(
    `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${operation}Result>${content}` +
      `</${operation}Result></${operation}Response>`,
  );
}

function unknownKey(): Response {
  return new Response(
    `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidClientTokenId</Code>` +
      `<Message>The security token included in the request is invalid.</Message></Error></ErrorResponse>`,
    { status: 403 },
  );
}

/** What a `credential_process` prints. */
export function printed(key: string, more: Readonly<Record<string, unknown>> = {}): string {
  const text = JSON.stringify({ Version: 1, AccessKeyId: key, SecretAccessKey: "secret", ...more });
  return `printf '%s' '${text}'`;
}
