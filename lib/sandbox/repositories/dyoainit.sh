# Sourced at the top of the repository: gives the shell the names that start and run the pipeline.
DAY_ROOT=$(pwd)
export DAY_ROOT
alias dy-a='. "$DAY_ROOT/bin/day_activate"'
alias dy-r='"$DAY_ROOT/bin/day_run"'
