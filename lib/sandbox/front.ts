import type { Clock } from "../host/clock.ts";
import type { HttpProxy, ProxiedRequest } from "../host/net/http_proxy.ts";
import { serveHttp } from "../host/net/http_server.ts";
import { type ServerCertificate, tcpRelay } from "../host/net/tcp_relay.ts";
import type { EmulatorCalls } from "./emulator/calls.ts";
import { budgets } from "./front/budgets/budgets.ts";
import { type Call, readCall } from "./front/call.ts";
import { callerKey } from "./front/layers/caller_key.ts";
import { callerPolicies, policyChanges } from "./front/layers/caller_policies.ts";
import { clientTokens } from "./front/layers/client_tokens.ts";
import { control, controlPath } from "./front/control.ts";
import { costTags } from "./front/layers/cost_tags.ts";
import { dryLaunch } from "./front/layers/dry_launch.ts";
import { emulatorFailures } from "./front/layers/emulator_failures.ts";
import { errorAnswer } from "./front/errors.ts";
import { faultList, type Faults } from "./front/faults.ts";
import { faulty } from "./front/faulty.ts";
import { fileSystems } from "./front/layers/file_systems.ts";
import { fleets } from "./front/launches/fleets.ts";
import { fileSystemTasks } from "./front/layers/file_system_tasks.ts";
import { headNodeAddress } from "./front/layers/head_node_address.ts";
import { instanceLife } from "./front/launches/instance_life.ts";
import { launches } from "./front/launches/launches.ts";
import { type Answer, layered } from "./front/layer.ts";
import { networksInUse } from "./front/layers/networks_in_use.ts";
import { objectWrites } from "./front/layers/object_writes.ts";
import { orphanedAcls } from "./front/layers/orphaned_acls.ts";
import { orphanedInterfaces } from "./front/layers/orphaned_interfaces.ts";
import { offerings } from "./front/layers/offerings.ts";
import { tlsOnlyPolicies } from "./front/layers/tls_only_policies.ts";
import { typePages } from "./front/layers/type_pages.ts";
import { partCopies } from "./front/objects/part_copies.ts";
import { permissions } from "./front/layers/permissions.ts";
import { policySimulation } from "./front/layers/policy_simulation.ts";
import { quotas } from "./front/layers/quotas.ts";
import { regions } from "./front/layers/regions.ts";
import { type RequestLog, requestLog } from "./front/request_log.ts";
import { schedules } from "./front/schedules/schedules.ts";
import { listPrices } from "./front/prices/list_prices.ts";
import { spotPrices } from "./front/prices/spot_prices.ts";
import { stacks } from "./front/stacks/stacks.ts";
import { subscriptions } from "./front/layers/subscriptions.ts";
import { tagRules } from "./front/layers/tag_rules.ts";
import { unbornSubnets } from "./front/stacks/unborn_subnets.ts";
import { emptyWorld, type World } from "./front/world.ts";

export type Front = {
  readonly port: number;
  readonly log: RequestLog;
  readonly world: World;
  readonly faults: Faults;
  /** The services without log, faults and permissions. */
  readonly behind: Pick<HttpProxy, "forward">;
  stop(): Promise<void>;
};

export type FrontDeps = {
  /** The emulator. */
  readonly proxy: HttpProxy;
  readonly calls: EmulatorCalls;
  /** What the time of stacks and exports follows. */
  readonly clock: Pick<Clock, "now">;
  /** What the control channel can ask for. */
  readonly reset: () => Promise<void>;
  readonly stop: () => void;
  /** With one it speaks https. */
  readonly certificate?: ServerCertificate;
};

/** The proxy that makes the emulator good enough for the genuine tools, on a free port of 127.0.0.1. */
export function startFront(deps: FrontDeps): Front {
  const log = requestLog(Date.now);
  const world = emptyWorld(deps.clock);
  const faults = faultList();
  const stopped = Promise.withResolvers<void>();
  const inner = services(deps, world);
  const answer = layered([permissions(world, deps.calls), callerPolicies(world, deps.calls)], inner);
  const server = serveHttp(async (request, clientPort) => {
    if (new URL(request.url).pathname.startsWith(controlPath)) {
      return await control({ ...deps, log, world, faults }, request);
    }
    const connection = relay.connectionFrom(clientPort);
    const call = await readCall(request);
    const record = log.begin(call, connection?.id ?? 0);
    const gone = Promise.race([stopped.promise, connection?.closed]);
    return await faulty({ faults, world, answer, record, cut: () => connection?.cut(), gone }, call);
  });
  const relay = tcpRelay(server.port, deps.certificate);
  return {
    port: relay.port,
    log,
    world,
    faults,
    behind: { forward: async (request) => await inner(await readCall(asRequest(request))) },
    async stop() {
      stopped.resolve();
      relay.stop();
      await server.stop();
    },
  };
}

function asRequest({ method, target, headers, body }: ProxiedRequest): Request {
  const bodiless = method === "GET" || method === "HEAD";
  return new Request(`http://127.0.0.1${target}`, { method, headers, body: bodiless ? undefined : body });
}

/** What stands between the network and the emulator, outermost first. */
function services({ proxy, calls }: FrontDeps, world: World): Answer {
  return layered([
    policyChanges(world),
    emulatorFailures,
    tagRules,
    schedules(world, calls),
    clientTokens(world),
    dryLaunch,
    quotas(world),
    policySimulation(world, calls),
    spotPrices(world),
    listPrices(world),
    offerings(world, calls),
    typePages(world),
    regions(world),
    fleets(world, calls),
    launches(world, calls),
    networksInUse(calls),
    instanceLife(world),
    costTags(world),
    budgets(world),
    subscriptions(world),
    tlsOnlyPolicies,
    stacks(world, calls),
    unbornSubnets(world),
    headNodeAddress(world),
    orphanedAcls(calls),
    orphanedInterfaces(calls),
    fileSystemTasks(world, calls),
    fileSystems(world),
    partCopies(calls),
    objectWrites(),
    callerKey(world),
  ], (call) => forward(proxy, call));
}

/** A path with dots would be rewritten on the way and reach another object. */
async function forward(proxy: HttpProxy, call: Call): Promise<Response> {
  const path = call.target.split("?")[0];
  if (path.split("/").some((part) => /^(?:\.|%2e){1,2}$/i.test(part))) {
    return errorAnswer(call, 400, "InvalidURI", "The sandbox cannot serve keys with . or .. as a path element");
  }
  return await proxy.forward(call);
}
