/**
 * The version of a data folder as a whole, and the error for everything on disk that is newer than
 * this Stator.
 *
 * <p>Why here: a node must refuse files it cannot read before it touches any of them. Who calls:
 * {@code server} when it starts, the log when it opens. Invariant: the marker file is written
 * before anything else in a new data folder, and replaced atomically.
 */
package dev.stator.storage.format;
