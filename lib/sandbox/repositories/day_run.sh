#!/bin/sh
# Stands for a pipeline: small results in the places of large ones, from the tables in config/.
# DAY_RUN_HOLD names a file that it waits for, DAY_RUN_EXIT the code that it ends with.
set -eu
cd "$(dirname "$0")/.."
if [ -z "${DAY_GENOME_BUILD:-}" ]; then
  echo "day_run: nothing is activated; dy-a comes first" >&2
  exit 2
fi
rm -f daylily.successful_run daylily.failed_run
out="results/day/$DAY_GENOME_BUILD"
mkdir -p "$out/other_reports" "$out/benchmarks" logs
# One line for each time that it was started.
printf '%s\t%s\t%s\t%s\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$DAY_PROFILE" "$DAY_GENOME_BUILD" "$*" >> logs/runs.tsv
env | LC_ALL=C sort > logs/environment.txt
while [ -n "${DAY_RUN_HOLD:-}" ] && [ ! -e "$DAY_RUN_HOLD" ]; do sleep 0.05; done
if [ "${DAY_RUN_EXIT:-0}" != 0 ]; then
  echo "day_run: rule align failed, as DAY_RUN_EXIT says" >&2
  : > daylily.failed_run
  exit "$DAY_RUN_EXIT"
fi
if [ ! -f config/samples.tsv ]; then
  echo "day_run: config/samples.tsv is missing" >&2
  : > daylily.failed_run
  exit 3
fi
column=$(head -n 1 config/samples.tsv | tr '\t' '\n' | grep -nxE 'SAMPLEID|SAMPLE_ID' | head -n 1 | cut -d: -f1)
tail -n +2 config/samples.tsv | cut -f "${column:-1}" | sort -u | while read -r sample; do
  [ -n "$sample" ] || continue
  mkdir -p "$out/$sample/align" "$out/$sample/snv"
  printf 'CRAM of %s\n' "$sample" > "$out/$sample/align/$sample.cram"
  printf '##fileformat=VCFv4.2\n#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n' > "$out/$sample/snv/$sample.vcf"
  printf 's\tmax_rss\tcost\n1.0\t10\t0.01\n' > "$out/benchmarks/$sample.align.bench.tsv"
  echo "day_run: $sample is done"
done
printf 'pipeline\tgenome\n%s\t%s\n' "$(cat PIPELINE)" "$DAY_GENOME_BUILD" > "$out/other_reports/summary.tsv"
: > daylily.successful_run
echo "day_run: all is done"
