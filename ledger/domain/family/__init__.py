"""The family stream: a group of people who belong together, and what was done to it. The identifier never dies."""
