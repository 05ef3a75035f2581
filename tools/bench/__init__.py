"""The benchmarks: each module measures one thing beside its baseline, in the same run."""
