import type { AgentOptions } from "node:https";
import type { Processes } from "../processes.ts";
import { certificatesOf, type CertificatesOptions } from "./certificates.ts";
import { type Address, proxiesOf } from "./proxies.ts";

/** How requests leave this machine: through which proxy, and trusting which certificates. The one rule for all of them. */
export type Connections = {
  /** @throws DayError DAY-NET-001 and DAY-NET-002 for what the user named and nothing can be done with */
  to(address: Address): Promise<Way>;
  /** The same processes, with children that go the same ways. */
  children(processes: Processes): Processes;
};

export type Way = {
  /** For the agent of `node:http` or `node:https`. */
  readonly agent: AgentOptions & { readonly proxyEnv: Readonly<Record<string, string>> };
  /** The proxy on the way, with its password. */
  readonly proxy?: string;
  /** What helps to understand a failure on the way; no password. */
  readonly notes: readonly string[];
};

/** The ways that the environment and the profile name. */
export function connectionsOf(options: CertificatesOptions): Connections {
  const proxies = proxiesOf(options.environment);
  const certificates = certificatesOf(options);
  let variables: Promise<Readonly<Record<string, string>>> | undefined;
  const forChildren = async () => ({ ...proxies.variables, ...await certificates.variables() });
  return {
    async to(address) {
      const proxy = proxies.on(address);
      const proxyEnv: Record<string, string> = proxy === undefined ? {} : { HTTP_PROXY: proxy, HTTPS_PROXY: proxy };
      const isSecure = address.protocol === "https:";
      const ca = isSecure ? await certificates.authorities() : undefined;
      return {
        // The proxy is always said, also that there is none: what the runtime reads by itself follows other rules.
        agent: { proxyEnv, ...(ca === undefined ? {} : { ca: [...ca] }) },
        proxy,
        notes: [
          ...(proxy === undefined ? [] : [`the way leads through the proxy ${new URL(proxy).host}`]),
          ...(isSecure ? await certificates.unread() : []),
        ],
      };
    },
    children: (processes) => ({
      ...processes,
      async run(argv, given = {}) {
        variables ??= forChildren();
        return await processes.run(argv, { ...given, env: { ...await variables, ...given.env } });
      },
    }),
  };
}
