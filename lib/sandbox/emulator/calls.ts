import { DayError } from "../../host/day_error.ts";
import type { HttpProxy } from "../../host/http_proxy.ts";
import type { Json } from "../../host/json.ts";

type Fields = { readonly [name: string]: string };

/** Requests of our own to the emulator: to seed an account, and where the front has to do a service's work. */
export type EmulatorCalls = {
  /** A service of the query protocol (EC2 too); the XML of its answer. */
  query(service: string, operation: string, parameters?: Fields, region?: string): Promise<string>;
  /** A service of the JSON protocol; `target` is its full name, as in `AWSBudgetServiceGateway.CreateBudget`. */
  json(service: string, target: string, body: Json, region?: string): Promise<Json>;
  /** Anything else; a status of 400 and more is returned, not thrown. */
  send(service: string, method: string, path: string, options?: SendOptions): Promise<Response>;
};

type SendOptions = { readonly region?: string; readonly headers?: Fields; readonly body?: string };

const versions: Fields = {
  cloudformation: "2010-05-15",
  ec2: "2016-11-15",
  iam: "2010-05-08",
  sns: "2010-03-31",
  sts: "2011-06-15",
};

/** @throws DayError `DAY-SBX-003` where `query` and `json` get an error for an answer */
export function emulatorCalls(proxy: HttpProxy, home: string): EmulatorCalls {
  const send: EmulatorCalls["send"] = (service, method, path, { region = home, headers = {}, body = "" } = {}) =>
    proxy.forward({
      method,
      target: path,
      headers: new Headers({ ...headers, authorization: authorization(service, region) }),
      body: new TextEncoder().encode(body),
    });
  const text = async (what: string, response: Response) => {
    const answer = await response.text();
    if (response.ok) return answer;
    throw new DayError("DAY-SBX-003", `The emulator answered ${what} with ${response.status}: ${answer.slice(0, 500)}`);
  };
  return {
    send,
    async query(service, operation, parameters = {}, region) {
      const form = new URLSearchParams({ Action: operation, Version: versions[service] ?? "", ...parameters });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      return await text(operation, await send(service, "POST", "/", { region, headers, body: form.toString() }));
    },
    async json(service, target, body, region) {
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
      const options = { region, headers, body: JSON.stringify(body) };
      const answer = await text(target, await send(service, "POST", "/", options));
      return answer === "" ? null : JSON.parse(answer) as Json;
    },
  };
}

/** The emulator reads service and region from the signature and does not verify it. */
function authorization(service: string, region: string): string {
  const scope = `${region}/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/${scope}, SignedHeaders=host, Signature=0`;
}

/** The text of the first element of that name, unescaped. */
export function textOf(document: string, element: string): string | undefined {
  const found = new RegExp(`<${element}(?: [^>]*)?>([^<]*)</${element}>`).exec(document)?.[1];
  return found === undefined ? undefined : unescapeXml(found);
}

/** Like `textOf`, for what must be there. */
export function neededText(document: string, element: string): string {
  const found = textOf(document, element);
  if (found === undefined) throw new DayError("DAY-SBX-003", `The emulator's answer has no ${element}: ${document}`);
  return found;
}

function unescapeXml(text: string): string {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'")
    .replaceAll("&#x27;", "'").replaceAll("&amp;", "&");
}
