import assert from "node:assert/strict";
import { headNodeAnswer } from "../../lib/answers/headnode_answer.ts";
import type { ConfiguredCluster } from "../../lib/cluster/headnode/configure_cluster.ts";

const configured: ConfiguredCluster = {
  cluster: "tc1",
  region: "us-west-2",
  via: "ssh",
  enforce: "",
  steps: [{ step: "key", outcome: "done", message: "" }],
  address: "203.0.113.7",
  key: "/home/tester/.ssh/omics-k.pem",
  pem: "",
  hasOwnOptions: false,
};

const ours = "deno task ssh --cluster tc1 --region us-west-2";
const nextOf = (changed: Partial<ConfiguredCluster>) => headNodeAnswer({ ...configured, ...changed }).next;

Deno.test("headnode A7, decision 3.28: a configured head node ends with the login, in both forms", () => {
  assert.deepEqual(nextOf({}), ["ssh -i /home/tester/.ssh/omics-k.pem ubuntu@203.0.113.7", ours]);
  assert.deepEqual(nextOf({ hasOwnOptions: true }), [ours], "ssh alone knows nothing of them");
  assert.deepEqual(nextOf({ via: "ssm" }), [`${ours} --via ssm`]);
});

Deno.test("headnode: a key that no record knows is named in every further command", () => {
  const failed = [{ step: "clone", outcome: "failed", message: "no" }] as const;
  assert.deepEqual(nextOf({ via: "ssm", pem: "/k 2.pem", steps: failed }), [
    "deno task headnode configure --cluster tc1 --region us-west-2 --pem '/k 2.pem' --via ssm",
    `${ours} --pem '/k 2.pem' --via ssm`,
  ]);
});
