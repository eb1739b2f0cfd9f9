import { connect } from "node:net";
import type { Reach } from "../reach.ts";

/** The real network. */
export const systemReach: Reach = {
  port: (host, port, milliseconds) =>
    new Promise((resolve) => {
      const socket = connect({ host, port, timeout: milliseconds });
      const end = (answer: boolean) => {
        socket.destroy();
        resolve(answer);
      };
      socket.on("connect", () => end(true)).on("timeout", () => end(false)).on("error", () => end(false));
    }),
  async page(url, { milliseconds, ...init }) {
    try {
      const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(milliseconds) });
      return { status: answer.status, body: await answer.text() };
    } catch {
      return undefined;
    }
  },
};
