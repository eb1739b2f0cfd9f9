#!/bin/bash
# A job that does nothing for a while, to see that jobs run: sbatch --comment PROJECT sleep_test.sh [SECONDS]
echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) begin on $(hostname)"
sleep "${1:-60}"
echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) end on $(hostname)"
