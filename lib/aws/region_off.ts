import { advice, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { isAwsError } from "./aws_error.ts";
import { profileFlag } from "./profile_flag.ts";

/** A client of the SDK, as far as what it sends can be watched. */
export type Watchable = {
  readonly middlewareStack: {
    add(watch: Watch, options: { readonly step: "initialize"; readonly name: string }): void;
  };
};

type Watch = <Sent, Answer>(next: (sent: Sent) => Promise<Answer>) => (sent: Sent) => Promise<Answer>;

/** A region that no account can switch off. */
export const everywhere = "us-east-1";

/**
 * Tells a region that is not switched on in the account apart from keys that are wrong: it knows no key of the account, and each of its
 * services answers as if the key were nobody's.
 *
 * @param accountElsewhere whose key it is where every account is known; nothing when it is nobody's there either
 */
export function tellRegionOff(
  client: Watchable,
  { profile, region }: { readonly profile: string; readonly region: string },
  accountElsewhere: () => Promise<string | undefined>,
): void {
  client.middlewareStack.add(
    (next) => async (sent) => {
      try {
        return await next(sent);
      } catch (error) {
        const account = isUnknownKey(error) ? await accountElsewhere() : undefined;
        throw account === undefined ? error : regionOff(error, { profile, region, account });
      }
    },
    { step: "initialize", name: "tellRegionOff" },
  );
}

/** As each protocol says it; EC2 has its name for other things too. */
function isUnknownKey(error: unknown): boolean {
  return isAwsError(error, "InvalidClientTokenId", "UnrecognizedClient", "InvalidAccessKeyId") ||
    (isAwsError(error, "AuthFailure") && /validate the provided access credentials/.test(String(error)));
}

function regionOff(
  cause: unknown,
  { profile, region, account }: { readonly profile: string; readonly region: string; readonly account: string },
): DayError {
  const enable = command(`aws account enable-region --region-name ${region}${profileFlag(profile)}`);
  return new DayError("DAY-AWS-006", `Region ${region} is not enabled in account ${account}`, {
    cause,
    fix:
      advice`enable it (${enable}) and wait until ${region} is enabled, or use an availability zone of another region`,
  });
}
