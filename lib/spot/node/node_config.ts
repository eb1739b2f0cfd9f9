import type { Json } from "../../host/json.ts";
import type { Bacalhau } from "../config/spot_config.ts";

/**
 * The configuration of a Bacalhau node, as far as it is known before the instance; the instance adds its labels and the address of its
 * publisher. Both keys about networked jobs are there: before 1.7 the name was another, and an unknown key is ignored.
 */
export function nodeConfig(bacalhau: Bacalhau, deployment: string): Json {
  return {
    NameProvider: "hostname",
    API: { Host: "0.0.0.0", Port: 1234 },
    Compute: {
      Enabled: true,
      Orchestrators: bacalhau.orchestrators,
      Auth: { Token: bacalhau.token },
      TLS: { RequireTLS: bacalhau.tls },
      AllowListedLocalPaths: bacalhau.allowListedLocalPaths,
    },
    JobAdmissionControl: { RejectNetworkedJobs: false, AcceptNetworkedJobs: true, Locality: "anywhere" },
    Publishers: { Types: { Local: { Address: "", Port: 6001 } } },
    Labels: { ...bacalhau.labels, DEPLOYMENT_ID: deployment },
  };
}
