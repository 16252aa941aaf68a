/**
 * Micro-benchmarks of what each request does on its way: keys, items, expressions, log, engine.
 *
 * <p>They say which step a change made faster or slower; what a client sees is measured by {@code
 * dev.stator.lab.bench}. Run with {@code org.openjdk.jmh.Main} and lab's class path.
 */
@NullMarked
package dev.stator.lab.jmh;

import org.jspecify.annotations.NullMarked;
