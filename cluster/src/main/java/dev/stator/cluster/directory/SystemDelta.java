package dev.stator.cluster.directory;

import dev.stator.base.Check;
import java.util.List;

/**
 * What happened in the system table after a version.
 *
 * @param from the version that it goes on from
 * @param through the version that whoever takes it has
 * @param version the version of the member that answers
 * @param startOver the member does not know any more what happened since {@code from}: ask from 0,
 *     and forget what is not in the answers
 * @param more whether the member knows more than fitted in
 * @param changes in order of their indexes
 */
public record SystemDelta(
    long from,
    long through,
    long version,
    boolean startOver,
    boolean more,
    List<SystemChange> changes) {
  public SystemDelta {
    changes = List.copyOf(changes);
    Check.that(!startOver || changes.isEmpty(), "who must start over learns nothing yet");
    Check.that(startOver || through >= from, "nobody goes back");
  }
}
