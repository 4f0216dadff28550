"""The long tests: `make faults`. NSCP_FAULTS=200 makes them short, for a trial."""
