/**
 * Compares Stator with DynamoDB Local, request by request.
 *
 * <p>What: case files (in the resources of this package) and a seeded generator send the same
 * requests to both, and the answers must be equal but for what {@link
 * dev.stator.lab.oracle.KnownDifferences} lists. Why here: only a whole server can be compared with
 * a whole server. Who calls: the build's integration tests. Invariant: every difference has a
 * reason in that one table; DynamoDB Local is not the truth, the service is.
 */
@NullMarked
package dev.stator.lab.oracle;

import org.jspecify.annotations.NullMarked;
