"""Irregular and incomplete reports: each stays until somebody completes it or closes it; and two-custodian alarms."""
