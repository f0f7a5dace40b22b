"""The score: formula, weights, kernels, calibration, range, explanation, guard. Pure."""
