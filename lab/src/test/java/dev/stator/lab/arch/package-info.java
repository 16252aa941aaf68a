/**
 * The rules of the house, as tests: which room may know which, what simulated code may not touch,
 * where threads are made, and that documents name what exists.
 *
 * <p>Why here: {@code lab} alone has every room on its class path. Each rule is first seen to fail,
 * on the classes of {@code broken} or on a text made for it, before it is believed.
 */
package dev.stator.lab.arch;
