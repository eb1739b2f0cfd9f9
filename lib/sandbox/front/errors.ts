import type { Call } from "./call.ts";

/**
 * An error in the form of the call's protocol. `pcluster` retries a bare 500 three times and then prints only `'Error'`.
 *
 * @see spec/sandbox.md section 5, row "errors"
 */
export function errorAnswer(call: Call, status: number, code: string, message: string): Response {
  const id = crypto.randomUUID();
  const text = escapeXml(message);
  switch (call.protocol) {
    case "ec2":
      return xml(
        status,
        `<Response><Errors><Error><Code>${code}</Code><Message>${text}</Message></Error></Errors>` +
          `<RequestID>${id}</RequestID></Response>`,
      );
    case "query":
      return xml(
        status,
        `<ErrorResponse><Error><Type>${status < 500 ? "Sender" : "Receiver"}</Type><Code>${code}</Code>` +
          `<Message>${text}</Message></Error><RequestId>${id}</RequestId></ErrorResponse>`,
      );
    case "s3":
      // A HEAD answer has no body: the client sees only the status.
      if (call.method === "HEAD") return new Response(null, { status });
      return xml(status, `<Error><Code>${code}</Code><Message>${text}</Message><RequestId>${id}</RequestId></Error>`);
    case "json":
    case "rest-json":
      return jsonAnswer({ __type: code, message, Message: message }, status, {
        "x-amzn-errortype": code,
        "x-amzn-requestid": id,
      });
  }
}

export function jsonAnswer(value: unknown, status = 200, headers: Record<string, string> = {}): Response {
  const type = "application/x-amz-json-1.1";
  return new Response(JSON.stringify(value), { status, headers: { "content-type": type, ...headers } });
}

/** An XML document with its declaration. */
export function xml(status: number, text: string): Response {
  const type = { "content-type": "text/xml" };
  return new Response(`<?xml version="1.0" encoding="UTF-8"?>\n${text}`, { status, headers: type });
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
