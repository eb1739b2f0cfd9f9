import { type Advice, advice, adviceOf, command } from "../host/errors/advice.ts";
import { DayError } from "../host/errors/day_error.ts";
import { shellWord } from "../text/shell_word.ts";

/** What an error of the SDK may carry. Nothing of it is certain to be there. */
type Traits = {
  readonly name?: unknown;
  readonly Code?: unknown;
  readonly code?: unknown;
  readonly message?: unknown;
  readonly cause?: unknown;
  readonly errors?: unknown;
  readonly $metadata?: {
    readonly httpStatusCode?: number;
    readonly attempts?: number;
    /** Put there by `Retries`: an attempt before this one may have had its effect. */
    readonly uncertain?: boolean;
  };
};

const denials = new Set([
  "AccessDenied",
  "AuthorizationError",
  "Forbidden",
  "NotAuthorized",
  "UnauthorizedOperation",
]);

/** What the SDK calls an answer without a body to name the reason in, such as that to a HEAD request. */
const nameless = new Set(["403", "Error", "Unknown", "UnknownError"]);

const throttles = new Set([
  "BandwidthLimitExceeded",
  "PriorRequestNotComplete",
  "ProvisionedThroughputExceeded",
  "RequestLimitExceeded",
  "RequestThrottled",
  "SlowDown",
  "Throttled",
  "Throttling",
  "TooManyRequests",
]);

const unknowns = new Set([
  "InvalidAction",
  "NotImplemented",
  "NotImplementedError",
  "UnknownOperation",
  "UnsupportedOperation",
]);

const badCredentials = new Set([
  "AuthFailure",
  "CredentialsProviderError",
  "ExpiredToken",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignature",
  "MissingAuthenticationToken",
  "RequestExpired",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "TokenProviderError",
  "UnrecognizedClient",
]);

const unreachable = new Set([
  "EAI_AGAIN",
  "ECONNREFUSED",
  "ECONNRESET",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ERR_PROXY_TUNNEL",
  "ETIMEDOUT",
  "NetworkingError",
  "RequestTimeout",
  "TimeoutError",
]);

/** How the runtime and OpenSSL call what is wrong with a certificate, or with the encryption as a whole. */
const untrusted =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|INVALID_CA$|HOSTNAME_MISMATCH$)/;

/**
 * Whether the service gave one of these error codes. The wire says `NotFound` where the SDK's model says
 * `NotFoundException`; both spellings match, whichever is asked for. A `DayError` is judged by its cause.
 */
export function isAwsError(error: unknown, ...codes: readonly string[]): boolean {
  const wanted = new Set(codes.map(plain));
  return codesOf(traitsOf(error)).some((code) => wanted.has(code));
}

/** Whether something of that name stands there already, so that nothing was created. */
export function isAlreadyThere(error: unknown): boolean {
  return isAwsError(error, "AlreadyExists", "Conflict", "DuplicateRecord", "EntityAlreadyExists");
}

/** The caller may not do this. Credentials that are broken or expired are not a denial. */
export function isDenied(error: unknown): boolean {
  const traits = traitsOf(error);
  const codes = codesOf(traits);
  if (codes.some((code) => badCredentials.has(code))) return false;
  if (codes.some((code) => denials.has(code))) return true;
  return traits.$metadata?.httpStatusCode === 403 && codes.every((code) => nameless.has(code));
}

/** The service asks to be called more slowly. */
export function isThrottle(error: unknown): boolean {
  const traits = traitsOf(error);
  return traits.$metadata?.httpStatusCode === 429 || codesOf(traits).some((code) => throttles.has(code));
}

/** What answers does not know the operation: another partition, or something that only speaks as AWS does. */
export function isUnsupported(error: unknown): boolean {
  const traits = traitsOf(error);
  const codes = codesOf(traits);
  if (codes.some((code) => unknowns.has(code))) return true;
  const { httpStatusCode = 0 } = traits.$metadata ?? {};
  // A service of AWS gives a code with every failure; 502 to 504 are a proxy's.
  return [404, 405, 500, 501].includes(httpStatusCode) && codes.every((code) => nameless.has(code));
}

/** The credentials are absent, broken or expired. */
export function isBadCredentials(error: unknown): boolean {
  const traits = traitsOf(error);
  return codesOf(traits).some((code) => badCredentials.has(code)) ||
    /could not load credentials|could not resolve credentials|security token .*expired/i.test(String(traits.message));
}

/** The credentials were good, and their time is over. */
export function isExpired(error: unknown): boolean {
  return isAwsError(error, "ExpiredToken", "RequestExpired");
}

/** There was no answer: no way to the service, or it took too long. */
export function isUnreachable(error: unknown): boolean {
  const traits = traitsOf(error);
  if (traits.$metadata?.httpStatusCode !== undefined) return false;
  if (codesOf(traits).some((code) => unreachable.has(code) || untrusted.test(code))) return true;
  const inner = [traits.cause, ...(Array.isArray(traits.errors) ? traits.errors : [])];
  return inner.some((each) => each !== undefined && isUnreachable(each));
}

/**
 * Whether the service said no, so that the request certainly had no effect: a 4xx answer, throttling included. False when no
 * answer came, when the service failed (5xx), and when an attempt before the last one ended in such a way.
 */
export function isDefiniteRefusal(error: unknown): boolean {
  const told = error instanceof DayError
    ? (error.details as { readonly refused?: boolean } | undefined)?.refused
    : undefined;
  return told ?? (isRefusal(error) && !isUncertain(error));
}

/** Whether this one answer was a no, whatever an earlier attempt of the same request has met. */
export function isRefusal(error: unknown): boolean {
  const status = traitsOf(error).$metadata?.httpStatusCode ?? 0;
  return (status >= 400 && status < 500 && status !== 408) || (status !== 0 && isThrottle(error));
}

/** Whether an earlier attempt of the same request may have had its effect. */
export function isUncertain(error: unknown): boolean {
  return traitsOf(error).$metadata?.uncertain === true;
}

/**
 * Turns whatever a request threw into the error that a person sees. A `DayError` passes as it is.
 *
 * @param doing what was being done, to follow "while", for example `creating topic daylily-demo-heartbeat`
 * @param actions the IAM actions that this needs; named when the service's own text does not name one
 * @param profile whose credentials they are, where that is known
 */
export function explainAwsError(
  error: unknown,
  doing: string,
  actions: readonly string[] = [],
  profile?: string,
): DayError {
  if (error instanceof DayError) return error;
  const text = messageOf(error);
  if (isBadCredentials(error)) {
    const whose = profile ? ` of profile ${profile}` : "";
    const login = profile ? loginAdvice(profile) : undefined;
    const fix = isAboutTime(error) ? clockFix : isAwsError(error, "RequestExpired") ? expiredFix(login) : login;
    return new DayError("DAY-CRED-001", `AWS did not accept the credentials${whose} while ${doing}: ${text}`, {
      cause: error,
      ...(fix === undefined ? {} : { fix }),
    });
  }
  if (isDenied(error)) {
    const action = deniedAction(text) ?? (actions.length === 0 ? undefined : actions.join(", "));
    return new DayError("DAY-AWS-002", `Permission denied while ${doing}: ${text}`, {
      cause: error,
      ...(action === undefined ? {} : { fix: `ask an administrator for the IAM permission ${action}` }),
    });
  }
  if (isUnreachable(error)) {
    return new DayError("DAY-NET-001", `No answer from AWS while ${doing}: ${text}`, {
      cause: error,
      ...(codesOf(traitsOf(error)).some((code) => untrusted.test(code)) ? { fix: certificateFix } : {}),
    });
  }
  if (isFromService(error)) return new DayError("DAY-AWS-001", `AWS failed while ${doing}: ${text}`, { cause: error });
  return new DayError("DAY-BUG-001", `unexpected while ${doing}: ${text}`, { cause: error });
}

/** How a profile gets credentials that are accepted. */
export function loginAdvice(profile: string): Advice {
  const login = command(`aws sso login --profile ${shellWord(profile)}`);
  return advice`sign in again (${login}) or correct the profile's keys, then run the command again`;
}

/** Every request is signed for a few minutes. Not of keys that have expired. */
function isAboutTime(error: unknown): boolean {
  return isAwsError(error, "RequestTimeTooSkewed") ||
    /signature (has )?expired|signature not yet current/i.test(String(traitsOf(error).message));
}

/** EC2 says the same of keys that have expired and of a clock that is wrong. */
function expiredFix(login: Advice | undefined): Advice {
  const first = login ?? adviceOf("get new keys, then run the command again");
  return advice`${first}; if the keys are new, ${clockFix}`;
}

const clockFix = "the clock of this machine differs too much from that of AWS: correct it, then run the command again";

const certificateFix =
  "behind a company's certificate, name the file of its authority in AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS " +
  "or ca_bundle of the profile; otherwise check the address and the clock; then run the command again";

/** Whether a service or the SDK made this error; everything else is the program's own. */
function isFromService(error: unknown): boolean {
  return typeof error === "object" && error !== null &&
    ("$metadata" in error || "$fault" in error || "$response" in error);
}

/** `service:Action` out of "… is not authorized to perform: service:Action on resource …". */
function deniedAction(text: string): string | undefined {
  return /not authorized to perform:? ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(text)?.[1];
}

function messageOf(error: unknown): string {
  const { name, code, message, $metadata } = traitsOf(error);
  const limit = name === "TimeoutError" ? /(\d+) ms/.exec(String(message))?.[1] : undefined;
  if (limit !== undefined) {
    return `nothing came within ${Number(limit) / 1000} s (attempts: ${$metadata?.attempts ?? 1})`;
  }
  const label = [name, code].find((each) => typeof each === "string" && each !== "Error");
  const text = typeof message === "string" && message !== "" ? message : "no further explanation";
  return label === undefined ? text : `${text} (${label})`;
}

function codesOf(traits: Traits): string[] {
  return [traits.name, traits.Code, traits.code].filter((each) => typeof each === "string").map(plain);
}

/** One spelling for codes as they are on the wire and as the SDK models them. */
function plain(code: string): string {
  return code.replace(/^(.*#|Client\.)/, "").replace(/Exception$/, "");
}

function traitsOf(error: unknown): Traits {
  if (error instanceof DayError && error.cause !== undefined) return traitsOf(error.cause);
  return typeof error === "object" && error !== null ? error : { message: String(error) };
}
