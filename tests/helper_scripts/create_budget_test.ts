import assert from "node:assert/strict";
import { tagsTableKey } from "../../lib/aws/resources/tags_table.ts";
import { sandboxAws } from "../support/sandbox_aws.ts";
import { legacy, words } from "./budget_words.ts";
import { account, bucket, changing, type HelperPlace, helperPlaces, outcomes } from "./place.ts";

const line = "da-us-west-2b-demo\tubuntu,alice,bob\n";

async function budgetsOf({ sandbox }: HelperPlace): Promise<readonly string[]> {
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    "x-amz-target": "AWSBudgetServiceGateway.DescribeBudgets",
  };
  const body = JSON.stringify({ AccountId: account });
  const { Budgets = [] } = await (await sandbox.calls.send("budgets", "POST", "/", { headers, body })).json() as {
    readonly Budgets?: readonly { readonly BudgetName: string; readonly BudgetLimit: { readonly Amount: string } }[];
  };
  return Budgets.map(({ BudgetName, BudgetLimit }) => `${BudgetName} ${Number(BudgetLimit.Amount)}`);
}

Deno.test(
  "create-budget",
  helperPlaces(async (step) => {
    await step("CB1, CB4, CB6: a budget with its mails, and the line of its users; again: unchanged", async (place) => {
      const made = await place.json(...words());
      assert.equal(made.code, 0, made.err);
      assert.deepEqual(outcomes(made), ["budget created", "tags-table-line created"]);
      const { budget, created, warnings, next, objects } = made.json;
      assert.deepEqual([budget, created, warnings, next], ["da-us-west-2b-demo", true, [], []]);
      assert.deepEqual(objects.map(({ name }) => name), ["da-us-west-2b-demo", `${bucket}/da-us-west-2b-demo`]);
      assert.deepEqual(changing(made.requests), ["CreateBudget", "PutObject"]);
      assert.equal(await place.table(), line);

      for (const more of [[], ["--repair"]]) {
        const again = await place.json(...words({}, ...more));
        assert.deepEqual([again.code, outcomes(again), again.json.created, changing(again.requests)], [
          0,
          ["budget unchanged", "tags-table-line unchanged"],
          false,
          [],
        ]);
        assert.deepEqual([again.json.warnings, again.json.next], [[], []]);
      }
      const text = await place.dayctl(...words());
      assert.match(
        text.out,
        /^ +unchanged +budget da-us-west-2b-demo\n +unchanged +budget users of da-us-west-2b-demo\n$/,
      );
    });

    await step("CB2, CB3, CB15: the global one, its bucket in any spelling", async (place) => {
      for (const b of [`s3://${bucket}/`, bucket]) {
        const { code, requests, err } = await place.json(
          ...words({ p: "daylily-global", t: "25, 50,75,99", b }, "--repair"),
        );
        assert.equal(code, 0, err);
        const asked = requests.find(({ operation }) => operation === "CreateBudget")?.parameters;
        if (b !== bucket) {
          assert.match(JSON.stringify(asked), /project\$daylily-global.*clustername\$demo/);
          assert.deepEqual(JSON.stringify(asked).match(/"Threshold":\d+/g)?.length, 4);
        }
      }
      assert.equal(await place.table(), "daylily-global\tubuntu,alice,bob\n");
    });

    await step("a dry run shows what would be made or changed, and writes nothing, exit 0", async (place) => {
      const shown = await place.json(...words({}, "--dry-run"));
      assert.deepEqual([shown.code, changing(shown.requests), shown.json.created, shown.json.dry_run], [
        0,
        [],
        false,
        true,
      ]);
      assert.deepEqual(outcomes(shown), ["budget created", "tags-table-line created"]);
      const text = await place.dayctl(...words({}, "--dry-run"));
      assert.match(text.out, /would be created +budget da-us-west-2b-demo/);
      assert.equal((await place.dayctl(...words())).code, 0);
      const differing = await place.json(...words({ a: "300", t: "50" }, "--dry-run", "--repair"));
      assert.deepEqual([outcomes(differing), changing(differing.requests)], [
        ["budget updated", "tags-table-line unchanged"],
        [],
      ]);
      assert.deepEqual(differing.json.differences, [
        "budget da-us-west-2b-demo: USD a month: 200, wanted 300",
        "budget da-us-west-2b-demo: mails at percent: 50 missing",
      ]);
      assert.deepEqual(await budgetsOf(place), ["da-us-west-2b-demo 200"]);
    });

    await step(
      "decision 3.22: one that stands is left alone, and what differs is told with the command that repairs it",
      async (place) => {
        assert.equal((await place.dayctl(...words())).code, 0);
        const other = await place.json(...words({ a: "300", u: "carol" }));
        assert.deepEqual([other.code, outcomes(other), changing(other.requests)], [
          0,
          ["budget unchanged", "tags-table-line unchanged"],
          [],
        ]);
        const [warning] = other.json.warnings;
        assert.match(
          warning.message,
          /exists and was not changed \(USD a month: 200, wanted 300; users: carol missing, alice, bob unexpected\)/,
        );
        const [command] = other.json.next;
        assert.match(command, / --repair$/);
        const repaired = await place.json(...command.split(" ").slice(2));
        assert.deepEqual([repaired.code, outcomes(repaired)], [0, ["budget updated", "tags-table-line updated"]]);
        assert.match(repaired.err, /budget da-us-west-2b-demo: USD a month: 200, wanted 300/);
        assert.deepEqual([await budgetsOf(place), await place.table()], [
          ["da-us-west-2b-demo 300"],
          "da-us-west-2b-demo\tubuntu,carol\n",
        ]);
      },
    );

    await step(
      "mails that others have added stay; an address that is missing at a threshold is added",
      async (place) => {
        assert.equal((await place.dayctl(...words({ t: "25,75", e: "bob@example.org" }))).code, 0);
        const repaired = await place.json(...words({ t: "75,90" }, "--repair"));
        assert.deepEqual([repaired.code, changing(repaired.requests)], [
          0,
          ["UpdateBudget", "CreateSubscriber", "CreateNotification"],
        ]);
        const again = await place.json(...words({ t: "75,90" }, "--repair"));
        assert.deepEqual(outcomes(again), ["budget unchanged", "tags-table-line unchanged"]);
      },
    );

    await step("decision 3.64: odd thresholds are warnings: above 100, or given twice", async (place) => {
      const made = await place.json(...words({ t: "150,50,50.0" }));
      assert.equal(made.code, 0, made.err);
      assert.deepEqual(made.json.warnings.map(({ message }) => message.slice(0, 41)), [
        "the threshold 50 was given more than once",
        "the threshold 150 is above 100 percent: i",
      ]);
      const again = await place.json(...words({ t: "150,50" }, "--repair"));
      assert.deepEqual(outcomes(again), ["budget unchanged", "tags-table-line unchanged"]);
    });

    await step(
      "CB16, CB17: users are trimmed, without ubuntu and repetitions; without any there is ubuntu",
      async (place) => {
        assert.equal((await place.dayctl(...words({ u: " alice , ,ubuntu,alice" }))).code, 0);
        assert.equal((await place.dayctl(...words({ p: "other", u: undefined }))).code, 0);
        assert.equal((await place.dayctl(...words({ p: "third", u: "" }))).code, 0);
        assert.equal(await place.table(), "da-us-west-2b-demo\tubuntu,alice\nother\tubuntu\nthird\tubuntu\n");
      },
    );

    await step("CB7, CB8: foreign lines keep every byte, whatever they are made of", async (place) => {
      const foreign = new Uint8Array([
        ...new TextEncoder().encode("a\tubuntu,x\r\n\r\nno tab\nda-us-west-2b-demo2\tubuntu\nb\tubuntu,"),
        ...[0xff, 0xfe, 0xe4],
      ]);
      const aws = sandboxAws(place.sandbox);
      const { GetObjectCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
      const where = { Bucket: bucket, Key: tagsTableKey };
      const s3 = await aws.s3();
      await s3.send(new PutObjectCommand({ ...where, Body: foreign }));
      const made = await place.json(...words());
      assert.equal(made.code, 0, made.err);
      const { Body } = await s3.send(new GetObjectCommand(where));
      const bytes = await Body?.transformToByteArray() ?? new Uint8Array();
      aws.close();
      assert.deepEqual([...bytes.slice(0, foreign.length)], [...foreign]);
      assert.equal(new TextDecoder().decode(bytes.slice(foreign.length)), "\n" + line);
    });

    await step(
      "a line of the project that stands with others keeps them; one that no reader understands is mended",
      async (place) => {
        await place.putTable("da-us-west-2b-demo\tubuntu,carol,alice \r\nx\tubuntu\n");
        const made = await place.json(...words());
        assert.deepEqual([made.code, outcomes(made)], [0, ["budget created", "tags-table-line updated"]]);
        assert.equal(await place.table(), "x\tubuntu\nda-us-west-2b-demo\tubuntu,alice,bob,carol\n");
        assert.doesNotMatch(made.err + made.out, /\r/);
      },
    );

    await step(
      "CB10: a table that cannot be read: exit 2, the permission, and nothing is written at all",
      async (place) => {
        await place.putTable("x\tubuntu\n");
        for (const kind of ["s3:GetObject", "s3:ListBucket"]) {
          place.sandbox.settings.denied = kind === "s3:ListBucket" ? ["s3:GetObject", kind] : [kind];
          const refused = await place.json(...words());
          assert.deepEqual([refused.code, refused.json.error?.code, changing(refused.requests)], [
            2,
            "DAY-AWS-002",
            [],
          ]);
          assert.match(refused.json.error?.message ?? "", /the table of budget users .* nothing was written/i);
          assert.match(refused.json.error?.fix ?? "", /s3:GetObject/);
        }
        place.sandbox.settings.denied = [];
        const missing = await place.json(...words({ b: "s3://nobodys-bucket" }));
        assert.deepEqual([missing.code, missing.json.error?.code, changing(missing.requests)], [1, "DAY-CFG-003", []]);
        assert.match(missing.json.error?.message ?? "", /^There is no bucket nobodys-bucket, so nothing was written/);
        assert.equal(
          missing.json.error?.fix,
          "name the reference bucket with -b, for example -b s3://x-omics-analysis-us-west-2",
        );
        assert.equal(await place.table(), "x\tubuntu\n");
        assert.deepEqual(await budgetsOf(place), []);
      },
    );

    await step("CB12: a denied creation or look: exit 2, no line", async (place) => {
      for (const action of ["budgets:ModifyBudget", "budgets:ViewBudget"]) {
        place.sandbox.settings.denied = [action];
        const refused = await place.json(...words());
        assert.deepEqual([refused.code, refused.json.error?.code], [2, "DAY-AWS-002"], refused.err);
        assert.match(refused.json.error?.fix ?? "", RegExp(action));
      }
      place.sandbox.settings.denied = [];
      assert.deepEqual([await place.table(), await budgetsOf(place)], [undefined, []]);
    });

    await step("CB13: a colleague who was faster keeps his budget, and his table", async (place) => {
      const { sandbox } = place;
      const headers = {
        "content-type": "application/x-amz-json-1.1",
        "x-amz-target": "AWSBudgetServiceGateway.CreateBudget",
      };
      const limit = { BudgetLimit: { Amount: "50", Unit: "USD" }, BudgetType: "COST", TimeUnit: "MONTHLY" };
      const body = JSON.stringify({ AccountId: account, Budget: { BudgetName: legacy.p, ...limit } });
      const onHit = async () => void await (await sandbox.calls.send("budgets", "POST", "/", { headers, body })).text();
      sandbox.faults.add({ operation: "DescribeBudget", kind: "latency", milliseconds: 0, onHit, after: true });
      const made = await place.json(...words());
      sandbox.faults.clear();
      assert.deepEqual(
        [made.code, made.json.created, await budgetsOf(place)],
        [0, false, [`${legacy.p} 50`]],
        made.err,
      );
      assert.deepEqual([outcomes(made), await place.table()], [["budget unchanged"], undefined]);
      assert.match(made.json.warnings[0].message, /somebody else at the same time/);
      assert.match(made.json.next[0], / --repair$/);
    });

    await step("CB11: a table that others change meanwhile has all lines", async (place) => {
      await place.putTable("first\tubuntu\n");
      let count = 0;
      const onHit = async () => await place.putTable(`${await place.table()}rival ${++count}\tubuntu\n`);
      place.sandbox.faults.add({
        operation: "GetObject",
        kind: "latency",
        milliseconds: 0,
        times: 2,
        after: true,
        onHit,
      });
      const made = await place.json(...words());
      assert.equal(made.code, 0, made.err);
      assert.equal(await place.table(), `first\tubuntu\nrival 1\tubuntu\nrival 2\tubuntu\n${line}`);
      assert.deepEqual(changing(made.requests), ["CreateBudget", "PutObject", "PutObject", "PutObject"]);
    });

    await step("a line that cannot be written is a warning with the line; the same command goes on", async (place) => {
      await place.putTable("x\tubuntu\n");
      place.sandbox.settings.denied = ["s3:PutObject"];
      const warned = await place.json(...words());
      assert.deepEqual([warned.code, outcomes(warned), warned.json.created], [0, ["budget created"], true]);
      assert.match(warned.json.warnings[0].message, /s3:PutObject.*by hand: da-us-west-2b-demo<TAB>ubuntu,alice,bob$/);
      place.sandbox.settings.denied = [];
      const again = await place.json(...warned.json.next[0].split(" ").slice(2));
      assert.deepEqual([again.code, outcomes(again)], [0, ["budget unchanged", "tags-table-line created"]]);
      assert.equal(await place.table(), `x\tubuntu\n${line}`);
    });

    await step("a lost answer to the creation is not taken for a colleague's", async (place) => {
      place.sandbox.faults.add({ operation: "CreateBudget", kind: "lost" });
      const made = await place.json(...words());
      assert.deepEqual([made.code, outcomes(made), await place.table()], [
        0,
        ["budget created", "tags-table-line created"],
        line,
      ], made.err);
    });

    await step("decision 3.24: without a state record of the cluster none is made", async (place) => {
      assert.equal((await place.dayctl(...words())).code, 0);
      assert.deepEqual(await place.records(), []);
    });

    await step("CB19: budgets are asked in us-east-1, the table in the region of the flag", async (place) => {
      const made = await place.json(...words());
      const regions = (
        name: string,
      ) => [...new Set(made.requests.filter(({ service }) => service === name).map((each) => each.region))];
      assert.deepEqual([regions("budgets"), regions("s3")], [["us-east-1"], ["us-west-2"]]);
    });
  }),
);
