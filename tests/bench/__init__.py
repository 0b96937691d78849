"""Speed and memory at small sizes, as ratios with generous bounds: what would be a step back, not a neighbour's noise."""
