import { type Call, isXml } from "./call.ts";
import { escapeXml, xmlAnswer } from "../emulator/xml.ts";

/**
 * An error in the form of the call's protocol. `pcluster` retries a bare 500 three times and then prints only `'Error'`.
 */
export function errorAnswer(call: Call, status: number, code: string, message: string): Response {
  const id = crypto.randomUUID();
  const text = escapeXml(message);
  switch (call.protocol) {
    case "ec2":
      return xmlAnswer(
        `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors>` +
          `<RequestID>${id}</RequestID></Response>`,
        status,
      );
    case "query":
      return xmlAnswer(
        `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${code}</Code>` +
          `<Message>${text}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
        status,
      );
    case "s3":
      // A HEAD answer has no body: the client sees only the status.
      if (call.method === "HEAD") return new Response(null, { status });
      return xmlAnswer(
        `<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${id}</RequestId></Error>`,
        status,
      );
    case "json":
    case "rest-json":
      return jsonAnswer({ __type: code, message, Message: message }, status, {
        "x-amzn-errortype": code,
        "x-amzn-requestid": id,
      });
  }
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function notAuthorized(caller: string, action: string, is: "denied" | "unnamed"): string {
  const why = is === "denied"
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${action} action`;
  return `User: ${caller} is not authorized to perform: ${action} ${why}`;
}

/** @param is why: a policy denies it, or none allows it */
export function deniedAnswer(
  call: Call,
  caller: string,
  action: string,
  is: "denied" | "unnamed" = "unnamed",
): Response {
  const message = notAuthorized(caller, action, is);
  if (call.service === "ec2") {
    return errorAnswer(
      call,
      403,
      "UnauthorizedOperation",
      `You are not authorized to perform this operation. ${message}`,
    );
  }
  if (call.service === "sns") return errorAnswer(call, 403, "AuthorizationError", message);
  if (isXml(call)) return errorAnswer(call, 403, "AccessDenied", message);
  return errorAnswer(call, call.protocol === "json" ? 400 : 403, "AccessDeniedException", message);
}

export function expiredAnswer(call: Call): Response {
  if (call.service === "ec2") return errorAnswer(call, 400, "RequestExpired", "Request has expired.");
  const code = isXml(call) ? "ExpiredToken" : "ExpiredTokenException";
  return errorAnswer(call, isXml(call) ? 403 : 400, code, "The security token included in the request is expired");
}

export function throttledAnswer(call: Call): Response {
  if (call.protocol === "s3") return errorAnswer(call, 503, "SlowDown", "Please reduce your request rate.");
  if (call.service === "ec2") return errorAnswer(call, 503, "RequestLimitExceeded", "Request limit exceeded.");
  if (isXml(call)) return errorAnswer(call, 400, "Throttling", "Rate exceeded");
  return errorAnswer(call, call.protocol === "json" ? 400 : 429, "ThrottlingException", "Rate exceeded");
}

export function brokenAnswer(call: Call): Response {
  const message = "We encountered an internal error. Please try again.";
  if (call.service === "budgets") return errorAnswer(call, 500, "InternalErrorException", message);
  if (call.protocol === "s3" || call.service === "ec2") return errorAnswer(call, 500, "InternalError", message);
  return errorAnswer(call, 500, isXml(call) ? "InternalFailure" : "InternalServerException", message);
}

export function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = "application/x-amz-json-1.1";
  return new Response(JSON.stringify(value), { status, headers: { "content-type": type, ...headers } });
}
