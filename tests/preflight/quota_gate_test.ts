import assert from "node:assert/strict";
import { quotaGate, spotDemand } from "../../lib/preflight/quota_gate.ts";
import type { Settings } from "../../lib/config/settings/resolve_settings.ts";
import { fixtureF, type Sandbox, sharedSandbox } from "../support/sandbox.ts";
import { eventually } from "../support/eventually.ts";
import { type Changes, type Judged, judgeIn } from "./world.ts";

const spot = "L-34B43A08";

async function judge(sandbox: Sandbox, quotas: Record<string, number | null>, changes: Changes = {}) {
  Object.assign(sandbox.settings.quotas, quotas);
  return await judgeIn(sandbox, changes, quotaGate);
}

function quotasOf({ gate }: Pick<Judged<unknown>, "gate">) {
  return gate.checks.filter(({ id }) => id.startsWith("quota."));
}

function spotCheck({ gate }: Judged<unknown>) {
  return gate.checks[1];
}

function counts(small: string, medium: string, large: string) {
  return { max_count_8I: small, max_count_128I: medium, max_count_192I: large };
}

Deno.test("the demand of 1, 1, 1 is 328 by the formula and 976 at most; 08 is 8", () => {
  const sourced = (values: Record<string, string>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, { value, origin: "file" }])) as Settings;
  assert.deepEqual(spotDemand(sourced(counts("1", "1", "1"))), { tot_vcpu: 328, potential_vcpu: 976 });
  assert.deepEqual(spotDemand(sourced(counts("08", "0", "0"))), { tot_vcpu: 64, potential_vcpu: 128 });
});

Deno.test(
  "quota gate",
  sharedSandbox({ seed: fixtureF, settings: { quotaDefault: 1000 } }, async (step) => {
    await step("T63 exactly six requests, judged in the order of the table", async (sandbox) => {
      const { gate, events, requests } = await judge(sandbox, {});
      const quotas = gate.checks.filter(({ id }) => id.startsWith("quota."));
      assert.deepEqual(quotas.map(({ id, status, details }) => [id, status, details.quota_code]), [
        ["quota.ondemand_vcpu", "PASS", "L-1216C47A"],
        ["quota.spot_vcpu", "PASS", "L-34B43A08"],
        ["quota.vpcs", "PASS", "L-F678F1CE"],
        ["quota.elastic_ips", "PASS", "L-0263D0A3"],
        ["quota.nat_gateways", "PASS", "L-FE5A380F"],
        ["quota.internet_gateways", "PASS", "L-A4707A72"],
      ]);
      // They are sent side by side, so that they may overtake one another on the way.
      const limits = requests.filter(({ service }) => service === "servicequotas");
      assert.deepEqual(
        limits.map(({ operation, parameters }) => `${operation} ${parameters.ServiceCode} ${parameters.QuotaCode}`)
          .sort(),
        quotas.map(({ details }) => `GetServiceQuota ${details.service_code} ${details.quota_code}`).sort(),
      );
      assert.equal(events.filter(({ code }) => code === "aws.request").length, 7);
      assert.deepEqual(gate.checks[0].details, {
        quota_code: "L-1216C47A",
        service_code: "ec2",
        current_value: 1000,
        recommended_min: 20,
        evaluation: "PASS",
      });
      assert.deepEqual(gate.acknowledged, []);
    });

    await step("the seven requests are under way together", async (sandbox) => {
      // None is answered before all have come.
      const onHit = async () => void await eventually("seven requests", () => sandbox.requests().length === 7);
      sandbox.faults.add({ kind: "latency", times: "all", onHit });
      const { requests } = await judge(sandbox, {});
      const firstAnswer = Math.min(...requests.map(({ until }) => until ?? Infinity));
      assert.ok(requests.every(({ at }) => at <= firstAnswer));
    });

    await step("T58 a spot limit of 329 covers 328 vCPUs", async (sandbox) => {
      const judged = await judge(sandbox, { [spot]: 329 });
      assert.equal(spotCheck(judged).status, "PASS");
      assert.deepEqual(
        [spotCheck(judged).details.tot_vcpu, spotCheck(judged).details.acknowledged],
        [328, false],
      );
    });

    await step("T58 T59 a spot limit of 328 is a question; Enter goes on", async (sandbox) => {
      const judged = await judge(sandbox, { [spot]: 328 }, { typed: [""] });
      assert.equal(spotCheck(judged).status, "WARN");
      assert.equal(spotCheck(judged).details.acknowledged, true);
      assert.equal(spotCheck(judged).details.evaluation, "WARN");
      assert.equal(spotCheck(judged).details.potential_vcpu, 976);
      assert.deepEqual(judged.gate.acknowledged, ["quota.spot_vcpu"]);
      assert.match(judged.shown, /328 spot vCPUs.*us-west-2 is 328.*Press Enter/s);
    });

    for (const typed of [["n"], ["1"], []]) {
      await step(`T59 the answer ${JSON.stringify(typed)} stops, also under --pass-on-warn`, async (sandbox) => {
        const judged = await judge(sandbox, { [spot]: 328 }, { typed, request: { passOnWarn: true } });
        assert.equal(spotCheck(judged).status, "FAIL");
        assert.equal(spotCheck(judged).details.acknowledged, false);
        assert.equal(judged.gate.error?.code, "DAY-PROMPT-003");
        assert.equal(judged.gate.error?.exitCode, 1);
      });
    }

    await step("T58 without anybody to ask, a spot limit of 328 fails", async (sandbox) => {
      const judged = await judge(sandbox, { [spot]: 328 }, { request: { passOnWarn: true } });
      assert.equal(spotCheck(judged).status, "FAIL");
      assert.match(spotCheck(judged).remediation, /at least 329\).*Service Quotas.*L-34B43A08/);
      assert.equal(judged.gate.error?.code, "DAY-PROMPT-001");
    });

    await step("T60 Enter does not help a spot limit below the recommendation", async (sandbox) => {
      const judged = await judge(sandbox, { [spot]: 100 }, { typed: [""] });
      assert.equal(spotCheck(judged).status, "WARN");
      assert.equal(spotCheck(judged).details.acknowledged, true);
      assert.deepEqual(judged.gate.acknowledged, []);
    });

    await step("a low spot limit that covers the demand is an ordinary warning", async (sandbox) => {
      const judged = await judge(sandbox, { [spot]: 100 }, { settings: counts("1", "0", "0") });
      assert.equal(spotCheck(judged).status, "WARN");
      assert.equal(spotCheck(judged).details.acknowledged, false);
    });

    await step("T34 the count 08 is eight", async (sandbox) => {
      const judged = await judge(sandbox, {}, { settings: counts("08", "1", "1") });
      assert.equal(spotCheck(judged).details.tot_vcpu, 384);
    });

    await step("T61 a limit that cannot be read fails, with the reason", async (sandbox) => {
      sandbox.faults.add({ operation: "GetServiceQuota", kind: "deny" });
      const { gate } = await judge(sandbox, {}, { request: { passOnWarn: true } });
      const [failed, ...others] = gate.checks.filter(({ status }) => status !== "PASS");
      assert.deepEqual([failed.status, others], ["FAIL", []]);
      assert.match(String(failed.details.note), /AccessDenied/);
      assert.deepEqual([failed.details.current_value, failed.details.evaluation], [null, "FAIL"]);
    });

    await step("a spot limit that cannot be read fails without a question", async (sandbox) => {
      sandbox.settings.denied.push("servicequotas:GetServiceQuota");
      const judged = await judge(sandbox, {}, { typed: [""] });
      assert.equal(spotCheck(judged).status, "FAIL");
      assert.equal(judged.shown, "");
    });

    await step(
      "a limit that was never applied to the account is AWS's default, with one request more",
      async (sandbox) => {
        sandbox.settings.defaultQuotas = { "L-0263D0A3": 4, [spot]: 400 };
        const never = { "L-F678F1CE": null, "L-0263D0A3": null, [spot]: null };
        const { gate, requests } = await judge(sandbox, never);
        assert.deepEqual(quotasOf({ gate }).map(({ status }) => status), [
          "PASS",
          "PASS",
          "PASS",
          "WARN",
          "PASS",
          "PASS",
        ]);
        const [, spots, vpcs, addresses] = gate.checks.map(({ details }) => details);
        assert.deepEqual([spots.current_value, spots.source, vpcs.current_value, vpcs.source], [
          400,
          "AWS default",
          5,
          "AWS default",
        ]);
        assert.equal(addresses.note, "Elastic IPs is 4 (AWS's default), wanted 5 or more");
        assert.equal(requests.filter(({ operation }) => operation === "GetAWSDefaultServiceQuota").length, 3);
      },
    );

    await step("a spot limit by default that the cluster can use up is a question as any other", async (sandbox) => {
      sandbox.settings.defaultQuotas[spot] = 328;
      const judged = await judge(sandbox, { [spot]: null }, { typed: [""] });
      assert.deepEqual([spotCheck(judged).status, judged.gate.acknowledged], ["WARN", ["quota.spot_vcpu"]]);
      assert.match(judged.shown, /us-west-2 is 328/);
    });

    const unnamed: readonly [what: string, prepare: (sandbox: Sandbox) => void, note: RegExp][] = [
      [
        "that AWS does not name either",
        ({ settings }) => void (settings.defaultQuotas["L-FE5A380F"] = null),
        /no default/,
      ],
      [
        "that may not be read",
        ({ settings }) => void settings.denied.push("servicequotas:GetAWSDefaultServiceQuota"),
        /not authorized.*servicequotas:GetAWSDefaultServiceQuota/,
      ],
    ];
    for (const [what, prepare, note] of unnamed) {
      await step(`a limit without an applied value and with a default ${what} is a warning`, async (sandbox) => {
        prepare(sandbox);
        const judged = await judge(sandbox, { "L-FE5A380F": null });
        const checks = quotasOf(judged);
        assert.deepEqual(checks.map(({ status }) => status), ["PASS", "PASS", "PASS", "PASS", "WARN", "PASS"]);
        const { details, remediation } = checks[4];
        assert.match(String(details.note), note);
        assert.deepEqual([details.current_value, details.evaluation], [null, "WARN"]);
        assert.match(remediation, /aws service-quotas get-aws-default-service-quota .*--quota-code L-FE5A380F/);
      });
    }

    await step("a denial names the permission", async (sandbox) => {
      sandbox.settings.denied.push("servicequotas:GetServiceQuota");
      const { gate } = await judge(sandbox, {});
      for (const check of quotasOf({ gate })) {
        assert.equal(check.status, "FAIL");
        assert.match(check.remediation, /servicequotas:GetServiceQuota/);
      }
    });

    await step("T62 four VPCs are a warning, five are enough", async (sandbox) => {
      const { gate } = await judge(sandbox, { "L-F678F1CE": 4, "L-FE5A380F": 5 });
      assert.deepEqual(quotasOf({ gate }).map(({ status }) => status), [
        "PASS",
        "PASS",
        "WARN",
        "PASS",
        "PASS",
        "PASS",
      ]);
      assert.equal(gate.checks[2].details.recommended_min, 5);
      assert.deepEqual(gate.acknowledged, []);
    });
  }),
);
