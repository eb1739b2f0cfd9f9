import assert from "node:assert/strict";
import { programHere } from "../support/program_here.ts";
import { quietCases } from "../support/quiet_aws.ts";
import { repository } from "../support/source_files.ts";
import { type Changed, words } from "./budget_words.ts";

Deno.test(
  "create-budget refuses what it cannot understand before anything is asked of AWS",
  quietCases(async (run) => {
    const refused = (name: string, cases: readonly (readonly [Changed, RegExp])[]) =>
      run(name, async ({ environment, requests }) => {
        for (const [changes, message] of cases) {
          const argv = [...words(changes), "--output", "json"];
          const { code, out } = await programHere(argv, { env: { ...environment, INIT_CWD: repository } });
          const { error } = JSON.parse(out);
          assert.deepEqual([code, error.code], [1, "DAY-USE-001"], out);
          assert.match(error.message, message);
          assert.notEqual(error.fix, "");
        }
        assert.deepEqual(requests(), []);
      });
    await refused(
      "CB18: each flag that is missing is named, exit 1",
      (["p", "a", "r", "e", "t", "c", "b"] as const).map((letter) => [{ [letter]: undefined }, RegExp(` -${letter} `)]),
    );
    await refused("CB20: amounts", ["0", "abc", "1e3", "5."].map((a) => [{ a }, /--amount .* a number above 0/]));
    await refused("thresholds, addresses, names and buckets that are none", [
      [{ t: "75,abc" }, /the threshold "abc" is not a percentage/],
      [{ t: "50,-5" }, /the threshold "-5" is not a percentage/],
      [{ t: ", ," }, /no threshold is given/],
      [{ t: "1,2,3,4,5,6,7,8,9,10,11" }, /11 thresholds are more than the 10/],
      [{ e: "none" }, /--email "none" is not a mail address/],
      [{ p: "a:b" }, /neither : nor/],
      [{ p: "a\tb" }, /neither tabs nor line ends/],
      [{ u: "alice,b\nob" }, /neither tabs nor line ends/],
      [{ c: "../x" }, /--cluster .* not a valid cluster name/],
      [{ b: "s3://a/b" }, /--bucket "a\/b": a bucket is written as s3:\/\/NAME/],
      [{ p: "a:b", a: "0", t: "x" }, /--project .*; --amount .*; the threshold "x"/],
    ]);
    await run("CB18: -h needs no profile; an unknown flag is named", async ({ environment, requests }) => {
      const env = { ...environment, AWS_PROFILE: undefined };
      const help = await programHere(["create-budget", "-h"], { env });
      assert.deepEqual([help.code, help.err], [0, ""]);
      const unknown = await programHere(words({}, "--treshold", "3"), { env });
      assert.deepEqual([unknown.code, /there is no flag --treshold/.test(unknown.err)], [1, true], unknown.err);
      const unnamed = await programHere(words(), { env });
      assert.deepEqual([unnamed.code, /DAY-PROFILE-001/.test(unnamed.err)], [1, true], unnamed.err);
      const region = await programHere(words({ r: "west" }), { env: environment });
      assert.deepEqual([region.code, /"west" is not a region/.test(region.err)], [1, true], region.err);
      assert.deepEqual(requests(), []);
    });
  }),
);
