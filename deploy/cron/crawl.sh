#!/bin/sh
# One crawl under cron: crawl.sh ARGUMENT... takes what `newscrawl crawl` takes.
#
# cron mails whatever a command prints and looks at no exit code. So the crawl's log goes to a file, and something is
# printed only where somebody has to act.
#
# NEWSCRAWL_LOG       the log, a file; rotate it with logrotate
# NEWSCRAWL_DEADLINE  how long a crawl may take, as timeout(1) reads it; 50m unless set

log=${NEWSCRAWL_LOG:?set NEWSCRAWL_LOG to the file that gets the log}

# --foreground signals the crawl alone and leaves the page readers to it. A crawl that is told to stop gives pages in
# flight 8 seconds and then delivers; one that is killed loses nothing, its successor delivers for it.
timeout --foreground --signal=TERM --kill-after=30 "${NEWSCRAWL_DEADLINE:-50m}" newscrawl crawl "$@" 2>>"$log"
code=$?

case $code in
    0) exit 0 ;;
    11) exit 0 ;; # interrupted, when the machine goes down for example: everything scraped is safe
    15) exit 0 ;; # the outlet is being crawled elsewhere, by the crawl before this one for example
    1) why="a fault of ours" ;;
    2) why="usage or configuration" ;;
    10) why="incomplete: sources failed, or there were fewer articles than the outlet leads to expect" ;;
    12) why="the lake is unreachable; articles wait in the outbox" ;;
    13) why="blocked by walls or refusals" ;;
    124) why="not done within ${NEWSCRAWL_DEADLINE:-50m}; everything scraped is safe" ;;
    137) why="killed: the machine was out of memory, or 30 seconds after the deadline it still ran" ;;
    *) why="see the log" ;;
esac
echo "newscrawl crawl $*: exit code $code: $why"
echo "the end of $log:"
tail -n 5 "$log"
exit "$code"
