import type { Architecture } from "../config/spot_config.ts";

/** What runs on an instance type; `unsupported` is neither of both, for example a Mac. */
export type TypeArchitecture = Architecture | "unsupported";

/** Out of what EC2 says of a type. Types that list `i386` too are x86_64. */
export function architectureOf(supported: readonly string[], type: string): TypeArchitecture {
  if (type.startsWith("mac")) return "unsupported";
  if (supported.includes("arm64")) return "arm64";
  return supported.includes("x86_64") ? "x86_64" : "unsupported";
}

/** A guess by the name alone, for when EC2 cannot be asked: a `g` right behind the generation's number means Graviton. */
export function assumedArchitecture(type: string): TypeArchitecture {
  const family = type.split(".")[0];
  if (family.startsWith("mac")) return "unsupported";
  const isArm = family === "a1" || family.includes("-gb") || /^[a-z]+\d+g[a-z0-9-]*$/.test(family) ||
    /^(?:im|is|x)\d+g[a-z0-9-]*$/.test(family);
  return isArm ? "arm64" : "x86_64";
}
