// compares outputs/run.txt
