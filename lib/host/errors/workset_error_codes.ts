/** The codes of worksets, as operators know them from earlier programs; a part of the registry `error_codes.ts`. */
export const worksetErrorCodes = {
  "WS-CFG-001": {
    exitCode: 1,
    title: "What was dropped in a workset is not as it has to be",
    fix: "mend what is named and upload it again; then remove daylily.error",
  },
  "WS-DAT-002": {
    exitCode: 1,
    title: "An input of a workset is missing, or is no longer what it was",
    fix: "upload it, or correct the manifest; then remove daylily.error",
  },
  "WS-AWS-002": {
    exitCode: 2,
    title: "Permission to read an input of a workset was denied",
    fix: "ask an administrator for s3:GetObject and s3:ListBucket on the bucket that is named",
  },
  "WS-CLONE-001": {
    exitCode: 1,
    title: "The folder that was to be cloned into exists already",
    fix: "choose another destination, or move that folder away",
  },
  "WS-CLONE-002": {
    exitCode: 2,
    title: "A repository could not be cloned",
    fix: "look whether the branch or tag exists, and whether this host may read the repository; then run it again",
  },
} as const;
