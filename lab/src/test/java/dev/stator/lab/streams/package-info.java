/**
 * Streams and time to live end to end: real processes, and readers that follow a stream with the
 * service's own client as its documentation says.
 *
 * <p>Why here: that each change has exactly one record, in order, must hold through kills and
 * changes of leaders, as an application sees it. Who calls: the build's integration tests.
 * Invariant: the check is by the records' own images, so a record that is missing, doubled or out
 * of place breaks the chain of its item.
 */
@NullMarked
package dev.stator.lab.streams;

import org.jspecify.annotations.NullMarked;
