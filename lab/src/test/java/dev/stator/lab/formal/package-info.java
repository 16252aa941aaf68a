/**
 * Runs Spin on the models of the protocol in {@code models/}. Why here: {@code lab} is where claims
 * about the whole are tried. Invariant: each model is searched to its end within its bounds without
 * an error, and each planted bug is found.
 */
@NullMarked
package dev.stator.lab.formal;

import org.jspecify.annotations.NullMarked;
