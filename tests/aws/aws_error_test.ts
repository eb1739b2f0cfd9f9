import assert from "node:assert/strict";
import { SNSClient } from "@aws-sdk/client-sns";
import { ListTopicsCommand } from "@aws-sdk/client-sns";
import {
  explainAwsError,
  isAwsError,
  isBadCredentials,
  isDefiniteRefusal,
  isDenied,
  isThrottle,
  isUnreachable,
} from "../../lib/aws/aws_error.ts";
import { halfWritten } from "../../lib/aws/resources/half_written.ts";
import { DayError } from "../../lib/host/errors/day_error.ts";

/** An error as the SDK throws it. */
function serviceError(name: string, httpStatusCode: number, message = "said no", attempts = 1): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode, attempts } });
}

Deno.test("heartbeat, SDK note: codes match in the spelling of the wire and of the model", () => {
  for (const name of ["NotFound", "NotFoundException"]) {
    for (const asked of ["NotFound", "NotFoundException"]) {
      assert.ok(isAwsError(serviceError(name, 404), asked), `${name} ${asked}`);
    }
  }
  assert.ok(isAwsError(serviceError("ValidationError", 400), "Other", "ValidationError"));
  assert.ok(!isAwsError(serviceError("ValidationError", 400), "Validation"));
  assert.ok(!isAwsError(serviceError("InvalidVpcID.NotFound", 400), "NotFound"));
  assert.ok(isAwsError(Object.assign(new Error(), { Code: "NoSuchKey" }), "NoSuchKey"));
  for (const nothing of [undefined, null, "NotFound", 5]) assert.ok(!isAwsError(nothing, "NotFound"));
});

Deno.test("denials, throttles and bad credentials are told apart", () => {
  const denials = ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationErrorException"];
  for (const name of [...denials, "Unknown"]) {
    const error = serviceError(name, 403);
    assert.ok(isDenied(error) && !isThrottle(error) && !isBadCredentials(error), name);
  }
  for (const name of ["Throttling", "ThrottlingException", "RequestLimitExceeded", "SlowDown"]) {
    const error = serviceError(name, 400);
    assert.ok(isThrottle(error) && !isDenied(error), name);
  }
  assert.ok(isThrottle(serviceError("Unknown", 429)));
  assert.ok(!isDenied(serviceError("InvalidObjectState", 403)));
  for (const name of ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "CredentialsProviderError"]) {
    const error = serviceError(name, 403);
    assert.ok(isBadCredentials(error) && !isDenied(error), name);
  }
});

Deno.test("decision 3.48: a definite refusal is a 4xx answer, throttling included, without an attempt before it that may have worked", () => {
  assert.ok(isDefiniteRefusal(serviceError("ValidationException", 400)));
  assert.ok(isDefiniteRefusal(serviceError("AccessDenied", 403)));
  assert.ok(isDefiniteRefusal(new DayError("DAY-AWS-002", "no", { cause: serviceError("AccessDenied", 403) })));
  assert.ok(isDefiniteRefusal(serviceError("Throttling", 400)));
  assert.ok(isDefiniteRefusal(serviceError("SlowDown", 503)));
  assert.ok(isDefiniteRefusal(serviceError("ValidationException", 400, "no", 2)));
  const repeated = serviceError("ValidationException", 400, "no", 2);
  const uncertain = [
    serviceError("InternalFailure", 500),
    serviceError("RequestTimeout", 408),
    Object.assign(repeated, { $metadata: { httpStatusCode: 400, attempts: 2, uncertain: true } }),
    Object.assign(new Error("cut"), { code: "ECONNRESET" }),
    new DayError("DAY-AWS-001", "no cause"),
    halfWritten(serviceError("AccessDenied", 403), "doing the second half", ["iam:PutRolePolicy"]),
    undefined,
  ];
  for (const error of uncertain) assert.ok(!isDefiniteRefusal(error), String(error));
});

Deno.test("a denial names the IAM action, from the service's text or else from the list", () => {
  const text = "User: arn:aws:iam::1:user/a is not authorized to perform: sns:CreateTopic on resource: x";
  const named = explainAwsError(serviceError("AuthorizationError", 403, text), "creating a topic", ["sns:Other"]);
  assert.equal(named.code, "DAY-AWS-002");
  assert.match(named.fix, /sns:CreateTopic/);
  assert.match(named.message, /creating a topic.*not authorized/);
  const listed = explainAwsError(serviceError("AccessDenied", 403), "reading", ["iam:GetRole", "iam:GetRolePolicy"]);
  assert.match(listed.fix, /iam:GetRole, iam:GetRolePolicy/);
  assert.match(halfWritten(serviceError("AccessDenied", 403), "x", ["iam:PutRolePolicy"]).fix, /iam:PutRolePolicy/);
});

Deno.test("other failures keep the service's text; our own errors pass as they are", () => {
  const failed = explainAwsError(serviceError("ValidationException", 400, "bad rate"), "making a schedule");
  assert.equal(failed.code, "DAY-AWS-001");
  assert.equal(failed.message, "AWS failed while making a schedule: bad rate (ValidationException)");
  const ours = new DayError("DAY-CFG-003", "ours");
  assert.equal(explainAwsError(ours, "x"), ours);
  const unexpected = explainAwsError("text", "x");
  assert.equal(unexpected.code, "DAY-BUG-001");
  assert.equal(unexpected.message, "unexpected while x: text");
});

Deno.test("no answer: the genuine error of a closed port", async () => {
  const credentials = { accessKeyId: "x", secretAccessKey: "x" };
  const client = new SNSClient({ region: "us-west-2", endpoint: "http://127.0.0.1:1", credentials, maxAttempts: 1 });
  const error = await client.send(new ListTopicsCommand({})).catch((error: unknown) => error);
  client.destroy();
  assert.ok(isUnreachable(error) && !isDenied(error) && !isDefiniteRefusal(error));
  const { code, exitCode } = explainAwsError(error, "listing topics");
  assert.deepEqual([code, exitCode], ["DAY-NET-001", 2]);
});

Deno.test("no credentials: the genuine error of a profile that does not exist", async () => {
  const client = new SNSClient({ region: "us-west-2", profile: "nobody-has-this", maxAttempts: 1 });
  const error = await client.send(new ListTopicsCommand({})).catch((error: unknown) => error);
  client.destroy();
  assert.ok(isBadCredentials(error));
  const { code, exitCode } = explainAwsError(error, "listing topics");
  assert.deepEqual([code, exitCode], ["DAY-CRED-001", 1]);
});

Deno.test("what is expired: a wrong clock, keys too old, and EC2's word for both", () => {
  const fixOf = (name: string, text: string) =>
    explainAwsError(serviceError(name, 400, text), "looking", [], "lab").fix;
  const clock = /the clock of this machine/;
  assert.match(fixOf("RequestTimeTooSkewed", "too far"), clock);
  assert.match(fixOf("SignatureDoesNotMatch", "Signature not yet current: 1 is later than 2"), clock);
  assert.doesNotMatch(fixOf("ExpiredToken", "The security token is expired"), clock);
  assert.match(
    fixOf("RequestExpired", "Request has expired."),
    /aws sso login --profile lab.*the clock of this machine/,
  );
});
