import { DayError } from "../../host/errors/day_error.ts";
import type { HttpProxy } from "../../host/net/http_proxy.ts";
import type { Json } from "../../host/json.ts";
import { textOf } from "./xml.ts";

type Fields = { readonly [name: string]: string };

/** Requests of our own to the emulator: to seed an account, and where the front has to do a service's work. */
export type EmulatorCalls = {
  /** A service of the query protocol (EC2 too); the XML of its answer. */
  query(service: string, operation: string, parameters?: Fields, options?: Signer): Promise<string>;
  /** A service of the JSON protocol; `target` is its full name, as in `AWSBudgetServiceGateway.CreateBudget`. */
  json(service: string, target: string, body: Json, options?: Signer): Promise<Json>;
  /** Anything else; a status of 400 and more is returned, not thrown. */
  send(service: string, method: string, path: string, options?: SendOptions): Promise<Response>;
};

/** The region of a request, and the access key it is made with (default: nobody in particular). */
type Signer = { readonly region?: string; readonly key?: string };

type SendOptions = Signer & { readonly headers?: Fields; readonly body?: string };

const versions: Fields = {
  cloudformation: "2010-05-15",
  ec2: "2016-11-15",
  iam: "2010-05-08",
  sns: "2010-03-31",
  sts: "2011-06-15",
};

/** @throws DayError `DAY-SBX-003` with the status where `query` and `json` get an error for an answer */
export function emulatorCalls(proxy: Pick<HttpProxy, "forward">, home: string): EmulatorCalls {
  const send: EmulatorCalls["send"] = (service, method, path, { region = home, key, headers = {}, body = "" } = {}) =>
    proxy.forward({
      method,
      target: path,
      headers: new Headers({ ...headers, authorization: authorization(service, region, key) }),
      body: new TextEncoder().encode(body),
    });
  const text = async (what: string, response: Response) => {
    const answer = await response.text();
    if (response.ok) return answer;
    const message = `The emulator answered ${what} with ${response.status}: ${answer.slice(0, 500)}`;
    throw new DayError("DAY-SBX-003", message, { details: { status: response.status } });
  };
  return {
    send,
    async query(service, operation, parameters = {}, signer) {
      const form = new URLSearchParams({ Action: operation, Version: versions[service] ?? "", ...parameters });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return await text(operation, await send(service, "POST", "/", { ...signer, headers, body: form.toString() }));
    },
    async json(service, target, body, signer) {
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
      const options = { ...signer, headers, body: JSON.stringify(body) };
      const answer = await text(target, await send(service, "POST", "/", options));
      return answer === "" ? null : JSON.parse(answer) as Json;
    },
  };
}

/** Whether an error of `query` or `json` is the emulator's word that there is no such thing. */
export function saysAbsent(error: unknown): boolean {
  const details = error instanceof DayError ? error.details as { readonly status?: number } | undefined : undefined;
  return details?.status === 404;
}

/** The emulator reads service and region from the signature and does not verify it. */
function authorization(service: string, region: string, key = "AKIASANDBOX"): string {
  const scope = `${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${key}/20260101/${scope}, SignedHeaders=host, Signature=0`;
}

/** Like `textOf`, for what must be there. */
export function neededText(document: string, element: string): string {
  const found = textOf(document, element);
  if (found === undefined) throw new DayError("DAY-SBX-003", `The emulator's answer has no ${element}: ${document}`);
  return found;
}
