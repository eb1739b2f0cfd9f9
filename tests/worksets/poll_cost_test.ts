import assert from "node:assert/strict";
import { profileIn, serveFinished } from "../support/finished_worksets.ts";
import { hurriedClock } from "../support/hurried_clock.ts";
import { startHere } from "../support/program_here.ts";
import { inTemporaryFolder } from "../support/temporary.ts";

for (const { count, pages } of [{ count: 1_000, pages: 3 }, { count: 10_000, pages: 11 }]) {
  Deno.test(`MW80 MW81 MW82: a poll over ${count} finished worksets costs at most ${pages} listings, and what is due to be looked at again; one that is armed is taken by the next`, () =>
    inTemporaryFolder(async (folder) => {
      await using worksets = serveFinished(count);
      const env = { ...await profileIn(folder), AWS_ENDPOINT_URL: worksets.endpoint };
      const words = "monitor-worksets s3://data/worksets --region us-west-2 --run-location local --log-level DEBUG" +
        ` --local-root ${folder}/local`;
      const watching = startHere(words.split(" "), { env, folder, clock: hurriedClock() });
      const polls = (wanted: number) => watching.saying(new RegExp(`(?:poll: ${count} candidates[^]*){${wanted}}`));
      await polls(1);
      assert.equal(worksets.asked.looks, count - 1, "the first poll looks at each once");
      worksets.reset();
      await polls(4);
      worksets.arm();
      await watching.saying(/is started/);
      watching.signal("SIGTERM");
      const { err } = await watching.ended;
      const seen = err.match(/poll: \d+ candidates/g)?.length ?? 0;
      assert.ok(worksets.asked.pages <= pages * seen, `${worksets.asked.pages} pages, ${seen} polls`);
      // What is due goes by the time that really passes: a few of those that are looked at again within four hours.
      // The poll that goes on while it is armed may have passed it already; the next one sees it, and takes it before it ends.
      const { at = 0, seen: when = 0 } = worksets.armed;
      assert.ok(when - at <= 1, `armed in poll ${at}, seen in poll ${when}`);
      assert.equal(err.split("is started")[0].match(/poll: \d+ candidates/g)?.length, when - 1);
      assert.ok(worksets.asked.looks <= count / 20, `${worksets.asked.looks} looks`);
    }));
}
