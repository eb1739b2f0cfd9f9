import assert from "node:assert/strict";
import { join } from "node:path";
import { deletions } from "../delete/deletion_world.ts";
import type { Ended, Here } from "../support/program_here.ts";
import { sandboxUser } from "../support/sandbox_user.ts";
import { $ } from "../../tools/shell.ts";
import { findings } from "./findings.ts";

type Row = {
  readonly id: string;
  readonly status: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly remediation: string;
};

const doctor = "doctor --region us-west-2 --output json";

function rowsIn({ out }: Ended): readonly Row[] {
  return JSON.parse(out).checks;
}

const bad = (rows: readonly Row[]) =>
  rows.filter(({ status }) => status !== "PASS").map(({ status, id }) => `${status} ${id}`);

/** The printed commands of a fix: ours, and those of every system. */
function commandsIn(fix: string): readonly string[] {
  const ours = [...fix.matchAll(/deno task (infra [a-z-]+(?: --[a-z]+ \S+)*)/g)].map(([, words]) => words);
  return ours.length > 0 ? ours : /^(?:chmod|mv|mkdir) /.test(fix) ? [fix] : [];
}

Deno.test(
  "decision 7: each finding of doctor is found, comes with a fix, and is gone after it",
  deletions(async (step) => {
    await step("one after another", async (world) => {
      const { run, sandbox } = world;
      const folder = join(sandbox.home, ".config", "daylily");
      const look = async (here?: Partial<Here>) => {
        sandbox.clearRequests();
        const ended = await run(doctor, here);
        assert.deepEqual(sandbox.requests().filter(({ mutating }) => mutating), [], "doctor changes nothing");
        return { code: ended.code, rows: rowsIn(ended) };
      };
      const well = await look();
      assert.deepEqual([well.code, bad(well.rows)], [0, []]);
      for (const { name, found, provoke } of findings) {
        const { here, mend } = await provoke({ ...world, folder });
        const sick = await look(here);
        assert.deepEqual([name, sick.code, bad(sick.rows)], [name, 1, found]);
        const fixes = sick.rows.filter(({ status }) => status !== "PASS").map(({ remediation }) => remediation);
        assert.ok(fixes.every((fix) => fix !== ""), name);
        const commands = mend === undefined ? fixes.flatMap(commandsIn) : [];
        assert.ok(mend !== undefined || commands.length > 0, `${name}: ${fixes}`);
        await mend?.();
        for (const command of commands) {
          if (command.startsWith("infra ")) assert.equal((await run(command)).code, 0, command);
          else await $`sh -c ${command}`.quiet();
        }
        // That it is gone shows in the next look, which finds nothing else than what is provoked then.
      }
      const text = await run("doctor --region us-west-2");
      assert.equal(text.code, 0, text.out);
      assert.match(text.out, /PASS net\.proxy: proxy none\n/);
      assert.match(text.out, /PASS aws\.identity: account id \d{12}; caller arn arn:.*\nPASS aws\.clock/);
      assert.match(text.out, /no problems were found/);
    });

    await step("who lacks policies gets them from the printed commands", async (world) => {
      const { run, sandbox, env } = world;
      const user = await sandboxUser(sandbox, "engineer");
      const here = { env: { ...env, ...user.env, PATH: env.PATH } };
      const look = async () => rowsIn(await run(doctor, here));
      await user.attach([{ Statement: [{ Effect: "Allow", Action: ["iam:List*", "iam:Get*"], Resource: "*" }] }]);
      const before = await look();
      const lacking = ["FAIL iam.policy.global", "FAIL iam.policy.regional", "WARN iam.rights"];
      assert.deepEqual(bad(before).slice(0, 3), lacking);
      for (const id of ["iam.policy.global", "iam.policy.regional"]) {
        const fix = before.find((row) => row.id === id)?.remediation ?? "";
        for (const words of commandsIn(fix)) assert.equal((await run(words)).code, 0, words);
      }
      const between = await look();
      assert.deepEqual(bad(between), ["WARN iam.rights"]);
      const { details, remediation } = between.find(({ id }) => id === "iam.rights") ?? {};
      assert.ok((details?.refused as readonly string[]).includes("pricing:GetProducts"), JSON.stringify(details));
      const documents = [];
      for (const words of commandsIn(remediation ?? "")) {
        const printed = await run(`${words} --output json`);
        assert.equal(printed.code, 0, words);
        for (const { document } of JSON.parse(printed.out).policies) documents.push(document);
      }
      await user.attach(documents);
      assert.deepEqual(bad(await look()), []);
    });

    await step("a file in the place of the configuration folder, and no folder yet", async ({ run, sandbox }) => {
      const folder = join(sandbox.home, ".config", "daylily");
      await Deno.rename(folder, `${folder}.away`);
      const fresh = await run(doctor);
      assert.equal(fresh.code, 0, fresh.out);
      await Deno.writeTextFile(folder, "");
      const ended = await run(doctor);
      assert.deepEqual([ended.code, bad(rowsIn(ended))], [1, ["FAIL config.folder"]]);
      await $`sh -c ${rowsIn(ended).find(({ id }) => id === "config.folder")?.remediation ?? ""}`.quiet();
      assert.equal((await run(doctor)).code, 0);
    });
  }),
);
