import { elements, textAt, type XmlTree, xmlTree } from "./xml_tree.ts";

/** What a service answered instead of a result. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  constructor(readonly status: number, readonly code: string, message: string) {
    super(message);
  }
}

export type DoubleCalls = {
  /** A service of the query protocol. @throws ServiceError */
  query(service: string, operation: string, parameters: Readonly<Record<string, string>>): Promise<XmlTree>;
  /** A service of the JSON protocol. @throws ServiceError */
  json(service: string, target: string, body: unknown): Promise<unknown>;
  /** An object or a bucket; a status of 400 and more is returned. */
  s3(method: string, path: string, options?: StorageOptions): Promise<StorageAnswer>;
};

type StorageOptions = { readonly body?: string; readonly headers?: Readonly<Record<string, string>> };
type StorageAnswer = { readonly status: number; readonly text: string; readonly version: string };

export type DoubleCallOptions = {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  /** `kept`: connections are reused, as those of the genuine tool; `fresh`: each request has its own. */
  readonly connections: "kept" | "fresh";
};

const attempts = 5;
const versions: Readonly<Record<string, string>> = {
  cloudformation: "2010-05-15",
  ec2: "2016-11-15",
  sts: "2011-06-15",
};

/** Requests in the manner of the genuine tool's SDK: the same user agent, and up to five attempts when no answer comes. */
export function doubleCalls({ endpoint, region, accessKey, connections }: DoubleCallOptions): DoubleCalls {
  const client = Deno.createHttpClient(connections === "fresh" ? { poolMaxIdlePerHost: 0 } : {});
  const send = async (service: string, method: string, path: string, { body, headers }: StorageOptions) => {
    const scope = `${accessKey}/20260101/${region}/${service}/aws4_request`;
    const request = {
      method,
      body,
      client,
      headers: {
        ...headers,
        "user-agent": "Boto3/1.0 pcluster-double",
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`,
      },
    };
    return await repeated(async () => {
      const answer = await fetch(endpoint + path, request);
      return {
        status: answer.status,
        text: await answer.text(),
        version: answer.headers.get("x-amz-version-id") ?? "",
      };
    });
  };
  return {
    s3: (method, path, options = {}) => send("s3", method, path, options),
    async query(service, operation, parameters) {
      const form = new URLSearchParams({ Action: operation, Version: versions[service] ?? "", ...parameters });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const { status, text } = await send(service, "POST", "/", { headers, body: form.toString() });
      if (status < 400) return xmlTree(text);
      const [error] = [...elements(xmlTree(text), "ErrorResponse", "Error"), ...errorOfEc2(text)];
      throw new ServiceError(status, textAt(error, "Code"), textAt(error, "Message"));
    },
    async json(service, target, body) {
      const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": target };
      const { status, text } = await send(service, "POST", "/", { headers, body: JSON.stringify(body) });
      if (status < 400) return JSON.parse(text);
      throw new ServiceError(status, "", text);
    },
  };
}

function errorOfEc2(text: string): readonly XmlTree[] {
  return elements(xmlTree(text), "Response", "Errors", "Error");
}

async function repeated(send: () => Promise<StorageAnswer>): Promise<StorageAnswer> {
  for (let attempt = 1;; attempt++) {
    try {
      const answer = await send();
      if (answer.status < 500 || attempt === attempts) return answer;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50 * attempt));
  }
}
