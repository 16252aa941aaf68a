package dev.stator.consensus.core;

import dev.stator.consensus.Membership;
import dev.stator.consensus.Membership.Kind;
import dev.stator.consensus.Membership.Member;
import dev.stator.consensus.ReplicaName;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which membership may follow which. */
final class ChangePolicy {
  private ChangePolicy() {}

  /**
   * Why {@code next} may not follow {@code now}; null when it may.
   *
   * @param caughtUp whether a member of {@code now} would be of use at once as what it is in {@code
   *     next}
   */
  static @Nullable String refusal(Membership now, Membership next, Predicate<Member> caughtUp) {
    if (next.equals(now)) {
      return "nothing would change";
    }
    if (next.lastGeneration() < now.lastGeneration()) {
      return "generation " + now.lastGeneration() + " was given out already";
    }
    for (Member voter : next.voters()) {
      if (now.votes(voter.name())) {
        continue;
      }
      if (!now.contains(voter.name())) {
        return voter.name() + " is to be a learner first";
      }
      if (!caughtUp.test(voter)) {
        return voter.name() + " has not caught up";
      }
    }
    for (Member learner : next.learners()) {
      if (!now.contains(learner.name())
          && ReplicaName.generationOf(learner.name()) <= now.lastGeneration()) {
        return "the generation of " + learner.name() + " was given out before";
      }
    }
    return changedKind(now, next, caughtUp);
  }

  /** A log replica that votes may have got a store. */
  private static @Nullable String changedKind(
      Membership now, Membership next, Predicate<Member> caughtUp) {
    for (Member member : now.voters()) {
      Member after = next.member(member.name());
      if (after == null || after.kind() == member.kind()) {
        continue;
      }
      if (after.kind() != Kind.STORAGE || !next.votes(after.name())) {
        return member.name() + " cannot become another kind of replica";
      }
      if (!caughtUp.test(after)) {
        return after.name() + " has not caught up";
      }
    }
    for (Member member : now.learners()) {
      Member after = next.member(member.name());
      if (after != null && after.kind() != member.kind()) {
        return member.name() + " cannot become another kind of replica";
      }
    }
    return null;
  }
}
