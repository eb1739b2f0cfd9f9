/** What is exported when nothing else is said, below the file system's root: where the analyses write to. */
export const usualPath = "analysis_results";
