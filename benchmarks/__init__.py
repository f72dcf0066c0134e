"""What `make bench` measures. Figures depend on the machine; ratios are taken within one run."""
