"""One thin file a step: parameters and one transition, no mathematics."""
