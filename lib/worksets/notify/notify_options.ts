import { DayError } from "../../host/errors/day_error.ts";

/** Who is told of the worksets of a root. */
export type NotifyOptions = {
  readonly topic: { readonly arn: string; readonly region: string } | undefined;
  /** It may hold a secret, as those of chats do: it is never shown. */
  readonly webhook: string | undefined;
};

/** @throws DayError DAY-USE-001 for what is no topic or no address */
export function notifyOptions(
  { sns, webhook }: { readonly sns?: string; readonly webhook?: string },
): NotifyOptions {
  const [, region] = /^arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[\w-]{1,256}$/.exec(sns ?? "") ?? [];
  if (sns !== undefined && region === undefined) {
    throw new DayError("DAY-USE-001", `--notify-sns ${JSON.stringify(sns)} is not the ARN of a standard SNS topic`, {
      fix: "give its ARN: arn:aws:sns:REGION:ACCOUNT:NAME",
    });
  }
  const { protocol = "" } = URL.parse(webhook ?? "") ?? {};
  if (webhook !== undefined && protocol !== "https:" && protocol !== "http:") {
    throw new DayError("DAY-USE-001", "--notify-webhook has no http or https address", {
      fix: "give an address such as https://example.com/hook",
    });
  }
  return { topic: sns === undefined || region === undefined ? undefined : { arn: sns, region }, webhook };
}
