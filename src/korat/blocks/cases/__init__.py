"""One request under way: steps, tasks, two clocks, timeline, public face."""
