import assert from "node:assert/strict";
import { programHere } from "../support/program_here.ts";
import { quietCases } from "../support/quiet_aws.ts";
import { repository } from "../support/source_files.ts";
import { account, changing, type HelperPlace, helperPlaces, outcomes } from "./place.ts";

const legacy = {
  "cluster-name": "demo",
  region: "us-west-2",
  email: "ada@example.org",
  schedule: "rate(60 minutes)",
};
type Changed = { readonly [flag: string]: string | undefined };

/** The command line of the legacy script, changed as asked; `undefined` leaves a flag out. */
function words(changes: Changed = {}, ...more: readonly string[]): readonly string[] {
  const flags = Object.entries({ ...legacy, ...changes }).filter(([, value]) => value !== undefined);
  return ["setup-heartbeat", ...flags.flatMap(([name, value]) => [`--${name}`, String(value)]), ...more];
}
const teardown = ["setup-heartbeat", "--cluster-name", "demo", "--region", "us-west-2", "--teardown"];

const RoleName = "eventbridge-scheduler-to-sns";
const roleArn = `arn:aws:iam::${account}:role/${RoleName}`;
const topicArn = `arn:aws:sns:us-west-2:${account}:daylily-demo-heartbeat`;
const whole = ["topic created", "subscription created", "schedule created"];

async function makeRole({ sandbox: { calls } }: HelperPlace, name = RoleName): Promise<void> {
  const AssumeRolePolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
  await calls.query("iam", "CreateRole", { RoleName: name, AssumeRolePolicyDocument });
}

async function allow({ sandbox: { calls } }: HelperPlace, resource: string): Promise<void> {
  const Statement = [{ Effect: "Allow", Action: "sns:Publish", Resource: resource }];
  const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
  await calls.query("iam", "PutRolePolicy", { RoleName, PolicyName: `${RoleName}-inline`, PolicyDocument });
}

async function scheduleOf({ sandbox }: HelperPlace): Promise<{ readonly [field: string]: unknown } | undefined> {
  const answer = await sandbox.calls.send("scheduler", "GET", "/schedules/daylily-demo-heartbeat");
  const found = await answer.json();
  return answer.ok ? found : undefined;
}

Deno.test(
  "setup-heartbeat refuses what it cannot understand before anything is asked of AWS",
  quietCases(async (run) => {
    const refused = (name: string, cases: readonly (readonly [Changed, RegExp])[], code = "DAY-USE-001") =>
      run(name, async ({ environment, requests }) => {
        for (const [changes, message] of cases) {
          const argv = [...words(changes), "--output", "json"];
          const ended = await programHere(argv, { env: { ...environment, INIT_CWD: repository } });
          const { error } = JSON.parse(ended.out);
          assert.deepEqual([ended.code, error.code], [1, code], ended.out);
          assert.match(error.message, message);
          assert.notEqual(error.fix, "");
        }
        assert.deepEqual(requests(), []);
      });
    await refused(
      "each flag that is missing is named",
      Object.keys(legacy).map((flag) => [{ [flag]: undefined }, RegExp(`missing: --${flag}$`)]),
    );
    await refused(
      "SH13: a schedule that is none, or happens once",
      ["every day", "every hour", "at(2026-01-01T00:00:00)", "rate()", "rate(0 minutes)", "cron(* *)"].map((
        schedule,
      ) => [
        { schedule },
        /--schedule ".*" must/,
      ]),
    );
    await refused("addresses, ARNs and names that are none", [
      [{ email: "none" }, /--email "none" is not a mail address/],
      [{ "scheduler-role-arn": "arn:aws:iam::1:role/x" }, /--scheduler-role-arn .* not the ARN of a role/],
      [{ "cluster-name": "../demo" }, /not a valid cluster name/],
      [{ cluster: "other" }, /name two clusters/],
      [{ email: "a", schedule: "b" }, /--email .*; --schedule /],
    ]);
    await run("an unknown flag and an unknown profile", async ({ environment, requests }) => {
      const unknown = await programHere(words({ mail: "x" }), { env: environment });
      assert.deepEqual(
        [unknown.code, /there is no flag --mail, did you mean --email\?/.test(unknown.err)],
        [1, true],
        unknown.err,
      );
      const profile = await programHere(words({ profile: "nobody" }), { env: environment });
      assert.deepEqual([profile.code, /DAY-PROFILE-001/.test(profile.err)], [1, true]);
      const help = await programHere(["setup-heartbeat", "--help"], {
        env: { ...environment, AWS_PROFILE: undefined },
      });
      assert.equal(help.code, 0);
      assert.deepEqual(requests(), []);
    });
  }),
);

Deno.test(
  "setup-heartbeat",
  helperPlaces(async (step) => {
    await step("SH1, SH3, SH12, SH17: role, topic, subscription and schedule; again: unchanged", async (place) => {
      const made = await place.json(...words());
      assert.equal(made.code, 0, made.err);
      assert.deepEqual(outcomes(made), ["role created", ...whole]);
      assert.deepEqual([made.json.topic_arn, made.json.schedule_name], [topicArn, "daylily-demo-heartbeat"]);
      assert.deepEqual(changing(made.requests), [
        "CreateRole",
        "PutRolePolicy",
        "CreateTopic",
        "Subscribe",
        "CreateSchedule",
      ]);
      const { Target, ScheduleExpression } = await scheduleOf(place) ?? {};
      const { Arn, Input, RoleArn } = Target as { readonly [field: string]: string };
      assert.deepEqual([Arn, RoleArn, ScheduleExpression], [topicArn, roleArn, "rate(60 minutes)"]);
      assert.equal(Input, "Heartbeat for cluster 'demo' at <aws.scheduler.scheduled-time>. Region: us-west-2.");

      const again = await place.json(...words());
      assert.deepEqual([again.code, outcomes(again), changing(again.requests)], [
        0,
        ["role unchanged", "topic unchanged", "subscription unchanged", "schedule unchanged"],
        [],
      ]);
      assert.deepEqual(again.json.warnings, []);
    });

    await step("a dry run shows what would be made or changed, and writes nothing, exit 0", async (place) => {
      const shown = await place.json(...words({}, "--dry-run"));
      assert.deepEqual([shown.code, changing(shown.requests), shown.json.dry_run, shown.json.subscription], [
        0,
        [],
        true,
        "",
      ]);
      assert.deepEqual(outcomes(shown), ["role created", ...whole]);
      assert.equal((await place.dayctl(...words())).code, 0);
      const differing = await place.json(...words({ schedule: "rate(2 hours)" }, "--dry-run"));
      assert.deepEqual([outcomes(differing).at(-1), changing(differing.requests)], ["schedule updated", []]);
      assert.deepEqual(differing.json.differences, [
        "schedule daylily-demo-heartbeat: schedule: rate(60 minutes), wanted rate(2 hours)",
      ]);
      const text = await place.dayctl(...words({ schedule: "rate(2 hours)" }, "--dry-run"));
      assert.match(
        text.out,
        /would be updated +schedule daylily-demo-heartbeat\n +schedule: rate\(60 minutes\), wanted/,
      );
    });

    await step("SH4: what differs is told, then put right, with one request", async (place) => {
      assert.equal((await place.dayctl(...words())).code, 0);
      const changed = await place.json(...words({ schedule: "cron(0 12 * * ? *)" }));
      assert.deepEqual([changed.code, changing(changed.requests)], [0, ["UpdateSchedule"]]);
      assert.match(changed.err, /schedule: rate\(60 minutes\), wanted cron\(0 12 \* \* \? \*\)/);
      assert.equal((await scheduleOf(place))?.ScheduleExpression, "cron(0 12 * * ? *)");
    });

    await step("SH5: a pending address is told, and not asked again", async (place) => {
      place.sandbox.settings.pendingSubscriptions = true;
      for (const expected of [["CreateRole", "PutRolePolicy", "CreateTopic", "Subscribe", "CreateSchedule"], []]) {
        const made = await place.json(...words());
        assert.deepEqual([made.code, made.json.subscription, changing(made.requests)], [0, "pending", expected]);
      }
      const text = await place.dayctl(...words());
      assert.match(text.out, /mail +pending\n +AWS sent a mail to ada@example.org/);
      place.sandbox.settings.pendingSubscriptions = false;
    });

    await step("SH6: another address is added; the earlier one stays and is named", async (place) => {
      assert.equal((await place.dayctl(...words())).code, 0);
      const other = await place.json(...words({ email: "bob@example.org" }));
      assert.deepEqual([other.code, changing(other.requests), other.json.subscription], [
        0,
        ["Subscribe"],
        "confirmed",
      ]);
      assert.match(
        other.json.warnings[0].message,
        /these addresses receive the heartbeat mails as well: ada@example\.org$/,
      );
    });

    await step("SH7, SH8, SH9: what may not be made: exit 2, and nothing after it", async (place) => {
      await makeRole(place);
      await allow(place, `arn:aws:sns:*:${account}:daylily-*-heartbeat`);
      const refusedBy = async (action: string) => {
        place.sandbox.settings.denied = [action];
        const refused = await place.json(...words());
        place.sandbox.settings.denied = [];
        assert.deepEqual([refused.code, refused.json.error?.code], [2, "DAY-AWS-002"], `${action}: ${refused.err}`);
        assert.notEqual(refused.json.error?.fix, "");
        return { ...refused, did: refused.requests.filter(({ mutating, status }) => mutating && status < 300) };
      };
      const looks = ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic", "scheduler:GetSchedule"];
      for (const action of looks) assert.deepEqual((await refusedBy(action)).did, [], action);
      const topic = await refusedBy("sns:CreateTopic");
      assert.match(topic.json.error?.message ?? "", /daylily-demo-heartbeat/);
      const mail = await refusedBy("sns:Subscribe");
      assert.match(mail.json.error?.message ?? "", /ada@example\.org/);
      assert.deepEqual(outcomes(mail), ["role unchanged", "topic created"]);
      assert.equal(await scheduleOf(place), undefined);
      assert.deepEqual(outcomes(await refusedBy("scheduler:CreateSchedule")), [
        "role unchanged",
        "topic unchanged",
        "subscription created",
      ]);
      // A topic that exists is not asked to be created.
      place.sandbox.settings.denied = ["sns:CreateTopic"];
      const made = await place.json(...words());
      assert.deepEqual([made.code, outcomes(made)], [0, [
        "role unchanged",
        "topic unchanged",
        "subscription unchanged",
        "schedule created",
      ]]);
      place.sandbox.settings.denied = ["scheduler:UpdateSchedule"];
      assert.equal((await place.dayctl(...words({ schedule: "rate(2 hours)" }))).code, 2);
    });

    await step(
      "SH10: the flag beats the environment, an earlier variable a later one, an empty one is none",
      async (place) => {
        const arn = (name: string) => `arn:aws:iam::${account}:role/${name}`;
        const variables = {
          DAY_HEARTBEAT_SCHEDULER_ROLE_ARN: "",
          DAYLILY_HEARTBEAT_SCHEDULER_ROLE_ARN: arn("second"),
          DAYLILY_SCHEDULER_ROLE_ARN: arn("fourth"),
        };
        for (const name of ["second", "named"]) await makeRole(place, name);
        const sender = async (...more: string[]) => {
          place.clock.advance(1_000);
          const ended = await programHere([...words(), ...more], {
            env: { ...place.env, ...variables },
            clock: place.clock,
          });
          assert.equal(ended.code, 0, ended.err);
          return ((await scheduleOf(place))?.Target as { readonly RoleArn: string }).RoleArn;
        };
        assert.equal(await sender(), arn("second"));
        assert.equal(await sender("--scheduler-role-arn", arn("named")), arn("named"));
      },
    );

    await step("a role that an earlier run left without its policy is completed, and no other one", async (place) => {
      place.sandbox.settings.denied = ["iam:PutRolePolicy"];
      const broken = await place.json(...words());
      place.sandbox.settings.denied = [];
      assert.deepEqual([broken.code, changing(broken.requests)], [2, ["CreateRole", "PutRolePolicy"]], broken.err);
      const again = await place.json(...words());
      const made = ["PutRolePolicy", "CreateTopic", "Subscribe", "CreateSchedule"];
      const changes = changing(again.requests).filter((operation) => operation !== "TagRole");
      assert.deepEqual([again.code, changes, again.json.warnings], [0, made, []], again.err);
      const third = await place.json(...words());
      assert.deepEqual([third.code, changing(third.requests)], [0, []]);
    });

    await step("SH11: the role of the second known name serves as well", async (place) => {
      await makeRole(place, "daylily-eventbridge-scheduler");
      const made = await place.json(...words());
      assert.deepEqual([made.code, outcomes(made)], [0, ["role unchanged", ...whole]]);
    });

    await step(
      "SH11, decision 3.33: no role and none may be made: exit 2 with what an administrator does",
      async (place) => {
        for (const action of ["iam:CreateRole", "iam:GetRole"]) {
          place.sandbox.settings.denied = [action];
          const refused = await place.json(...words());
          assert.deepEqual([refused.code, refused.json.error?.code], [2, "DAY-AWS-002"], refused.err);
          assert.match(refused.json.error?.fix ?? "", /infra scheduler-role/);
          assert.deepEqual(refused.requests.filter(({ service, mutating }) => service === "sns" && mutating), []);
        }
        place.sandbox.settings.denied = [];
      },
    );

    await step("a role of another account: exit 1, nothing is written", async (place) => {
      const refused = await place.json(...words({ "scheduler-role-arn": "arn:aws:iam::999999999999:role/x" }));
      assert.deepEqual([refused.code, refused.json.error?.code, changing(refused.requests)], [1, "DAY-CFG-003", []]);
      assert.match(refused.json.error?.message ?? "", /belongs to account 999999999999/);
    });

    await step(
      "a role that may publish nowhere, or in another region only, is told; it is not changed",
      async (place) => {
        await makeRole(place);
        const warningsOf = async () => {
          const { code, json, requests } = await place.json(...words());
          assert.deepEqual([code, requests.filter(({ service, mutating }) => service === "iam" && mutating)], [0, []]);
          return json.warnings.map(({ id }) => id);
        };
        assert.deepEqual(await warningsOf(), ["heartbeat.powerless"]);
        await allow(place, `arn:aws:sns:eu-west-1:${account}:daylily-*-heartbeat`);
        assert.deepEqual(await warningsOf(), ["heartbeat.powerless"]);
        await allow(place, `arn:aws:sns:us-west-2:${account}:daylily-*-heartbeat`);
        assert.deepEqual(await warningsOf(), []);
        place.sandbox.settings.denied = ["iam:GetRolePolicy"];
        assert.deepEqual(await warningsOf(), []);
        place.sandbox.settings.denied = [];
      },
    );

    await step(
      "SH15: teardown takes schedule and topic away, the role stays; again: nothing was there",
      async (place) => {
        assert.equal((await place.dayctl(...words())).code, 0);
        const shown = await place.json(...teardown, "--dry-run");
        assert.deepEqual([shown.code, outcomes(shown), changing(shown.requests)], [
          0,
          ["schedule removed", "topic removed"],
          [],
        ]);
        const gone = await place.json(...teardown);
        assert.deepEqual([gone.code, outcomes(gone)], [0, ["schedule removed", "topic removed"]], gone.err);
        assert.deepEqual(changing(gone.requests), ["DeleteSchedule", "DeleteTopic"]);
        assert.deepEqual([gone.json.topic_arn, gone.json.schedule_name, gone.json.subscription], [
          topicArn,
          "daylily-demo-heartbeat",
          "",
        ]);
        const again = await place.json(...teardown);
        assert.deepEqual([again.code, outcomes(again), changing(again.requests)], [
          0,
          ["schedule absent", "topic absent"],
          [],
        ]);
        const made = await place.json(...words());
        assert.deepEqual(outcomes(made), ["role unchanged", ...whole]);
      },
    );

    await step(
      "SH16: a schedule that may not go hides no topic: exit 2, and the same command goes on",
      async (place) => {
        assert.equal((await place.dayctl(...words())).code, 0);
        place.sandbox.settings.denied = ["scheduler:DeleteSchedule"];
        const left = await place.json(...teardown);
        assert.deepEqual([left.code, left.json.error?.code, outcomes(left)], [
          2,
          "DAY-DEL-001",
          ["schedule left", "topic removed"],
        ]);
        assert.match(left.json.error?.message ?? "", /scheduler:DeleteSchedule/);
        place.sandbox.settings.denied = [];
        const rest = await place.json(...teardown);
        assert.deepEqual([rest.code, outcomes(rest)], [0, ["schedule removed", "topic absent"]]);
      },
    );
  }),
);
