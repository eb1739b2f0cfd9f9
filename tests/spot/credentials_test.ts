import assert from "node:assert/strict";
import { sharedSandbox } from "../support/sandbox.ts";
import { runningIn } from "./inventory.ts";
import { spotFolder } from "./spot_here.ts";

Deno.test(
  "credentials that AWS does not accept",
  sharedSandbox({}, async (step) => {
    await step("T-10 R-05: expired before anything begins: one question, and how to log in", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      for (const argv of [["create"], ["list"], ["destroy", "--yes"], ["nuke", "--force"], ["get-available-regions"]]) {
        sandbox.faults.clear();
        sandbox.clearRequests();
        sandbox.faults.add({ kind: "expired", times: "all" });
        const { code, err, document } = await spot.json(argv);
        assert.equal(code, 1, err);
        assert.equal(document.error?.code, "DAY-CRED-001");
        assert.match(document.error?.fix ?? "", /aws sso login --profile sandbox/);
        assert.equal((document.data as { error_type?: string }).error_type, "credential_issues");
        assert.deepEqual(sandbox.requests().map(({ operation }) => operation), ["GetCallerIdentity"], argv[0]);
      }
    });

    await step("T-11: none at all: what to set up, and nothing is asked", async (sandbox) => {
      const spot = await spotFolder(sandbox);
      sandbox.clearRequests();
      const { AWS_PROFILE: _, ...without } = sandbox.environment;
      const named = { ...sandbox.environment, AWS_PROFILE: "empty" };
      await Deno.writeTextFile(`${sandbox.home}/.aws/config`, "[profile empty]\nregion = us-east-1\n", {
        append: true,
      });
      const none = { ...named, AWS_EC2_METADATA_DISABLED: "true" };
      for (const [env, advice] of [[without, /--profile NAME/], [none, /add credentials to profile empty /]] as const) {
        const { code, document } = await spot.json(["create"], { env });
        assert.equal(code, 1);
        assert.equal((document.data as { error_type?: string }).error_type, "credential_issues");
        assert.match(document.error?.fix ?? "", advice);
      }
      assert.deepEqual(sandbox.requests(), []);
    });

    await step(
      "T-34l: expired after one region has its node: nothing more is begun, and what stands is known",
      async (sandbox) => {
        const spot = await spotFolder(sandbox);
        let at = 0;
        sandbox.faults.add({
          ...{ kind: "latency", milliseconds: 0, operation: "CreateFleet", after: true },
          onHit: () => void sandbox.faults.add({ kind: "expired", times: "all", region: "eu-west-1", onHit: expire }),
        });
        function expire() {
          if (at > 0) return;
          at = sandbox.requests().length;
          sandbox.faults.add({ kind: "expired", times: "all" });
        }
        const { code, err, document } = await spot.json(["create", "--concurrency", "1"]);
        assert.equal(code, 5, err);
        assert.match(document.error?.fix ?? "", /aws sso login --profile sandbox.*destroy --deployment sd-/s);
        const after = sandbox.requests().slice(at).filter(({ mutating }) => mutating);
        assert.deepEqual(after.map(({ operation }) => operation), []);
        assert.deepEqual(Object.values((await spot.state()).machines).map(({ region }) => region), ["us-east-1"]);
        sandbox.faults.clear();
        const resumed = await spot.run(["create", "--resume"]);
        assert.equal(resumed.code, 0, resumed.err);
        assert.equal((await runningIn(sandbox)).length, 3);
      },
    );
  }),
);
