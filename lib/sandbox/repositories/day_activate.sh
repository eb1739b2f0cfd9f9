# Sourced with an executor and a genome: what the next run works with.
if [ "$#" -lt 2 ]; then
  echo "day_activate: EXECUTOR and GENOME are needed" >&2
  return 2 2>/dev/null || exit 2
fi
DAY_PROFILE=$1
DAY_GENOME_BUILD=$2
export DAY_PROFILE DAY_GENOME_BUILD
